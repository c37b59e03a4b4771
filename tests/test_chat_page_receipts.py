"""The field for receipt numbers, files and tables; and the one for PINs."""

import pytest
from playwright.sync_api import expect

from tests.chat_page import Scripted, button
from tests.chat_site import Site, at_receipts

pytestmark = pytest.mark.slow


DROP = """([target, name, text]) => {
  const given = new DataTransfer();
  given.items.add(new File([text], name, { type: "text/csv" }));
  for (const kind of ["dragover", "drop"]) {
    document.querySelector(target).dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: given }));
  }
}"""
PASTE = """text => {
  const given = new DataTransfer();
  given.setData("text/plain", text);
  const box = document.querySelector("#text");
  const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: given });
  if (box.dispatchEvent(event)) { box.value += text; box.dispatchEvent(new Event("input")); }
}"""


def notes(me: Scripted) -> list[str]:
    return me.page.locator("#notes li").all_inner_texts()


def test_receipts_are_grouped_as_typed_and_each_fault_is_named(site: Site) -> None:
    me = at_receipts(site)
    me.field.press_sequentially("eac9999103403")
    expect(me.field).to_have_value("EAC 99 991 03403")
    for _ in range(2):
        me.field.press("Backspace")
    expect(me.field).to_have_value("EAC 99 991 034")
    assert notes(me) == ["EAC 99 991 034: some digits are missing"]
    me.field.press_sequentially("03")
    me.field.press("Enter")
    me.field.press_sequentially("ioe09123456789")
    me.field.press("Enter")
    me.field.press_sequentially("hello")
    assert notes(me) == ["EAC 99 991 03403: complete", "IOE 09 123 456789: too many digits",
                         "hello: needs 3 letters, then 10 digits"]  # fmt: skip
    expect(me.page.locator("#count")).to_have_text("Complete: 1. To check: 2.")


def test_the_caret_stays_where_a_number_is_corrected(site: Site) -> None:
    me = at_receipts(site)
    me.field.fill("EAC 99 991 03403 IOE0912345678")
    me.field.evaluate("each => each.setSelectionRange(4, 4)")
    me.field.press("Delete")
    me.field.press("8")
    expect(me.field).to_have_value("EAC 89 991 03403 IOE0912345678")
    assert me.field.evaluate("each => each.selectionStart") == 5


def test_a_dropped_file_and_a_pasted_table_are_read_into_the_field(site: Site) -> None:
    me = at_receipts(site)
    table = "Name,Receipt,Phone\nLin,EAC9999103403,2025550142\n"
    me.page.evaluate(DROP, ["#talk", "cases.csv", table])
    expect(me.field).to_have_value("EAC 99 991 03403")
    expect(me.page.locator("#note")).to_contain_text("1 receipt number was read.")
    me.page.evaluate(PASTE, "Ana\tIOE0912345678\t03/04/2024\nBo\tWAC12345\t202-555-0143")
    expect(me.field).to_have_value("EAC 99 991 03403\nIOE 09 123 45678\nWAC12345")
    assert notes(me)[-1] == "WAC 12 345: some digits are missing"
    me.page.evaluate(PASTE, "\nLIN9999106498, MSC9999106498")
    expect(me.field).to_have_value("EAC 99 991 03403\nIOE 09 123 45678\nWAC12345\nLIN9999106498, MSC9999106498")


@pytest.mark.parametrize(
    ("language", "content", "said"),
    [
        ("en", b"x" * 70_000, "This file is too large."),
        ("es", b"x" * 950_000, "Este archivo es demasiado grande."),
        ("en", b"", "This file is empty."),
        ("es", b"PK\x03\x04 a spreadsheet", "Este no es un archivo de texto."),
        ("en", b"Name;Phone\nLin;2025550142\n", "I found no receipt number in that file"),
        ("es", "Ana;EAC9999103403".encode("utf-16"), "Se leyó 1 número de recibo."),
        ("en", "\n".join(f"EAC99991{each:05}" for each in range(130)).encode(), "30 numbers were left out"),
    ],
    ids=["large", "huge", "empty", "no text", "nothing", "utf-16", "many"],
)
def test_what_is_wrong_with_a_file_is_said(site: Site, language: str, content: bytes, said: str) -> None:
    me = at_receipts(site, language)
    assert said in me.hand_in("cases.csv", content)


def test_a_hundred_numbers_that_were_typed_with_gaps_arrive(site: Site) -> None:
    me = at_receipts(site)
    assert "100" in me.say("\n".join(f"EAC 99 991 {each:05}" for each in range(104)))
    expect(me.talk).to_contain_text("4 numbers were left out")
    me.press("That was all")
    me.press("Not now")
    me.press("My cases")
    assert me.page.locator("table.cases tbody tr").count() == 100


def test_numbers_that_were_not_sent_yet_are_taken_before_the_end(site: Site) -> None:
    me = at_receipts(site)
    me.field.fill("EAC9999103403")
    assert "Added 1: EAC9999103403" in me.press("That was all")


def test_a_pin_is_hidden_unless_it_is_to_be_seen(site: Site) -> None:
    me = site.open()
    me.press("Sign in")
    me.say("maria88")
    assert me.field.get_attribute("inputmode") == "numeric"
    assert me.field.get_attribute("autocomplete") == "one-time-code"
    me.field.fill("58209174")
    button(me.page, "Show what I type").click()
    assert me.field.get_attribute("type") == "text"
    button(me.page, "Hide what I type").click()
    assert me.field.get_attribute("type") == "password"
    me.say("58209174")
    assert "58209174" not in me.page.content()
    expect(me.page.locator(".you").last).to_contain_text("••••••")


def test_a_pin_in_a_message_is_covered_once_it_is_known_for_one(site: Site) -> None:
    me = site.open()
    me.say("LOGIN maria88 58209174")
    assert "58209174" not in me.page.content()
    expect(me.page.locator(".you").last).to_contain_text("••••••")
