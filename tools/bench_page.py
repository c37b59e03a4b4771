"""The page of the bench: what a visit costs in Chromium, and how long an answer takes, from the key to the words.

The floor is the same browser at the same server, asked for two letters (`/livez`): as a page, and by a script.
"""

import statistics
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser import chromium

VISITS, ANSWERS = 12, 30
NARROW = {"width": 390, "height": 800}

# From pressing the button to the first sign of life, and to the first words of the answer, in milliseconds.
ASK = """receipt => new Promise((told) => {
  const talk = document.getElementById("talk"), times = {};
  const seen = new MutationObserver(() => {
    times.sign ??= performance.now() - start;
    if (!talk.lastElementChild.matches(".said:not(.waits)")) return;
    seen.disconnect();
    told({ ...times, words: performance.now() - start });
  });
  document.getElementById("text").value = receipt;
  const start = performance.now();
  document.getElementById("send").click();
  seen.observe(talk, { childList: true });
})"""
FLOOR = """async () => {
  const start = performance.now();
  await (await fetch("/livez", { cache: "no-store" })).text();
  return performance.now() - start;
}"""
VISIT = """() => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    requests: all.length,
    bytes: all.reduce((sum, each) => sum + each.decodedBodySize, 0),
    ready: all[0].domContentLoadedEventEnd,
    paint: paint ? paint.startTime : 0,
  };
}"""


def page_figures(port: int, receipts: Sequence[str]) -> dict[str, Any]:
    """`bytes` are uncompressed, `requests` those of a first visit; times in milliseconds, medians."""
    address = f"http://127.0.0.1:{port}"
    with chromium() as browser:
        visits = [_visit(browser, f"{address}/?lang={'es' if each % 2 else 'en'}") for each in range(VISITS)]
        bare = [_visit(browser, f"{address}/livez")["ready"] for _ in range(VISITS)]
        page = browser.new_page(viewport=NARROW)  # type: ignore[arg-type]
        page.goto(f"{address}/?lang=en")
        answers, floor = [], []
        for receipt in receipts[:ANSWERS]:
            floor.append(float(page.evaluate(FLOOR)))
            answers.append(_answer(page, receipt))
    middle = statistics.median
    words, sign, ready = (
        middle(each["words"] for each in answers),
        middle(each["sign"] for each in answers),
        middle(each["ready"] for each in visits),
    )
    return {
        "requests": max(each["requests"] for each in visits),
        "bytes": max(each["bytes"] for each in visits),
        "paint_ms": round(middle(each["paint"] for each in visits), 1),
        "ready_ms": round(ready, 1),
        "ready_of_floor": round(ready / middle(bare), 2),
        "sign_ms": round(sign, 1),
        "answer_ms": round(words, 1),
        "answer_of_floor": round(words / middle(floor), 2),
    }


def _visit(browser: Browser, address: str) -> dict[str, float]:
    """A first visit: nothing is in the cache of a new context."""
    context = browser.new_context(viewport=NARROW)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.wait_for_timeout(100)  # until it is painted
    told: dict[str, float] = page.evaluate(VISIT)
    context.close()
    return told


def _answer(page: Page, receipt: str) -> dict[str, float]:
    told: dict[str, float] = page.evaluate(ASK, receipt)
    page.locator("#form").wait_for()
    page.wait_for_timeout(50)  # the new form is there
    return told


def page_lines(figures: dict[str, Any]) -> list[str]:
    """The same for people."""
    return [
        f"    the page in Chromium: {figures['requests']} requests, {figures['bytes']:,} bytes, painted after"
        f" {figures['paint_ms']} ms, ready after {figures['ready_ms']} ms ({figures['ready_of_floor']} of a bare page)",
        f"    an answer on the page: {figures['answer_ms']} ms to its words, {figures['answer_of_floor']} times a bare"
        f" request of the same browser; a sign of life after {figures['sign_ms']} ms",
    ]
