"""Where does my case stand? From the numbers in a message to the answers, and what can be asked about them next."""

from dialogs import answers, small_talk
from dialogs.cases import Case, Finding
from dialogs.deeds import FindCases, PromiseAnswer, Speak
from dialogs.engine import Afresh, Reply, Script, do, hear, say
from dialogs.entry import Choices
from dialogs.follow import follow
from dialogs.house import House
from dialogs.listening import about_case, chat, tune
from dialogs.portfolio.case_deeds import FindInList, FindOwn
from dialogs.portfolio.deeds import MeetOwner
from dialogs.portfolio.orders import order, puzzling
from dialogs.portfolio.pins import looks_like_pin
from dialogs.receipts import Doubt, Reading
from dialogs.words import command

MOST_AT_ONCE = 5
TRIES = 3


def look_up(reading: Reading, house: House) -> Script[None]:
    """Answers every number in a message: those found, those that are wrong, those that leave a doubt."""
    receipts = reading.found[:MOST_AT_ONCE]
    findings: tuple[Finding, ...] = ()
    if receipts:
        findings = yield from find(receipts, house)
    doubts = reading.doubtful[: MOST_AT_ONCE - len(receipts)]
    if len(reading.found) > MOST_AT_ONCE or len(reading.wrong) > MOST_AT_ONCE or len(reading.doubtful) > len(doubts):
        yield from say(small_talk.only_five(MOST_AT_ONCE))
    for kind in reading.kinds[:1] if not receipts or "ssn" in reading.kinds else ():
        yield from say(small_talk.wrong_kind(kind))
    for wrong in reading.wrong[:MOST_AT_ONCE]:
        yield from say(small_talk.wrong(wrong))
    for doubt in doubts:
        receipt = yield from settle(doubt, house)
        if receipt is not None:
            findings += yield from find((receipt,), house)
    if len(findings) == 1 and findings[0].outcome == "found":
        yield from offer_to_add(findings[0].receipt)
    if findings:
        yield from go_on(findings, house)


def offer_to_add(receipt: str) -> Script[None]:
    """Whoever is signed in and asked about a case that is not in their list may want it there."""
    who = yield from do(MeetOwner())
    if who is not None and who.scope == "owner" and not (yield from do(FindInList(receipt))):
        yield from say(small_talk.add_it(receipt))


def find(
    receipts: tuple[str, ...], house: House, *, promise: bool = True, own: bool = False, alone: bool = True
) -> Script[tuple[Finding, ...]]:
    """Asks and answers; what is slow is promised as a text of its own, once. `own`: they stand in the portfolio that is
    open; `alone`: the next words can be about the answer."""
    findings = yield from do(FindOwn(receipts) if own else FindCases(receipts))
    kept = promise and not house.on_page
    slow = tuple(finding.receipt for finding in findings if finding.outcome == "slow") if kept else ()
    limited = [finding for finding in findings if finding.outcome == "limited"]
    for finding in findings:
        if finding.receipt not in slow and finding not in limited:
            yield from say(answers.about(finding, house, alone=alone and len(receipts) == 1, own=own))
    if limited:
        yield from say(answers.too_often(limited))
    if slow:
        yield from do(PromiseAnswer(slow))
        yield from say(answers.one_moment(slow))
    elif alone and sum(finding.outcome == "found" for finding in findings) > 1:
        yield from say(small_talk.one_at_a_time())
    return findings


def settle(doubt: Doubt, house: House) -> Script[str | None]:
    """Did you mean …? The name of the question holds its choices: a late answer never picks another number."""
    choices = doubt.suggestions
    name = "did you mean " + "/".join(choices)
    question = small_talk.did_you_mean(choices)
    options = {"1": "yes", "2": "no"} if len(choices) == 1 else {**numbered(choices), "0": "no"}
    for _try in range(TRIES):
        reply = yield from hear(name, question, entry=Choices(tuple(options.items())), short=True)
        word = reply.text.strip().strip(".)")
        if reply.stray:
            continue
        if word.isdecimal() and 1 <= int(word[:3]) <= len(choices):
            return choices[int(word[:3]) - 1]
        said = command(reply.text)
        if order(reply) is not None:
            raise Afresh
        if len(choices) == 1 and said == "yes":
            return choices[0]
        if said in ("no", "wrong") or word in ("0", "2"):
            yield from say(small_talk.send_again())
            return None
        if said is None:
            yield from say(small_talk.choose_by_number(max(2, len(choices))))
        else:
            yield from chat(reply, house)
    yield from say(small_talk.leave_it())
    return None


def numbered(choices: tuple[str, ...]) -> dict[str, str]:
    return {str(key): choice for key, choice in enumerate(choices, 1)}


def go_on(findings: tuple[Finding, ...], house: House, *, own: bool = False) -> Script[None]:
    """After an answer: MORE, HISTORY, STATUS, another language, or something else altogether. `own`: a case of a
    portfolio, whose other cases are known by number and name. ALERTS is about the case once, then about all."""
    asked = False
    while True:
        reply = yield from hear("next")
        if looks_like_pin(reply.text):
            raise Afresh
        receipt = "" if asked else _to_follow(reply, findings)
        if receipt and (yield from do(MeetOwner())) is None:
            asked = True
            yield from follow(receipt, house, shown=findings[0].outcome != "unknown")
            continue
        if reply.stray or order(reply) is not None or (puzzling(reply) and (own or (yield from do(MeetOwner())))):
            raise Afresh
        yield from tune(reply)
        word = command(reply.text)
        if word == "status":
            findings = yield from find(tuple(finding.receipt for finding in findings), house, own=own)
        elif word in ("more", "history"):
            yield from tell_more(findings, word)
        elif word in ("english", "spanish"):
            yield from do(Speak("en" if word == "english" else "es", chosen=True))
            for finding in findings:
                yield from say(answers.about(finding, house, alone=len(findings) == 1, own=own))
        elif word == "wrong" and about_case(reply.text):
            yield from say(small_talk.send_again())
        else:
            yield from chat(reply, house)


def _to_follow(reply: Reply, findings: tuple[Finding, ...]) -> str:
    """The receipt that ALERTS is about, where one alone was asked for and looked up; "" otherwise."""
    asks = reply.kind == "words" and not reply.stray and command(reply.text) == "alerts"
    return findings[0].receipt if asks and len(findings) == 1 and findings[0].outcome != "limited" else ""


def tell_more(findings: tuple[Finding, ...], word: str) -> Script[None]:
    cases: list[Case] = [finding.case for finding in findings if finding.case is not None and finding.outcome != "slow"]
    if not cases:
        yield from say(small_talk.nothing_yet())
    elif len(cases) > 1:
        yield from say(small_talk.one_at_a_time())
    else:
        yield from say(answers.full_text(cases[0]) if word == "more" else answers.history(cases[0]))


def arrived(reply: Reply, house: House) -> Script[None]:
    """An answer that was promised is there (`reply.text` holds the receipts): say it, promise nothing again."""
    findings = yield from find(tuple(reply.text.split()), house, promise=False)
    yield from go_on(findings, house)
