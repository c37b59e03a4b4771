"""Where does my case stand? From the numbers in a message to the answers, and what can be asked about them next."""

from dialogs import answers, small_talk
from dialogs.cases import Case, Finding
from dialogs.deeds import FindCases, PromiseAnswer, Speak
from dialogs.engine import Afresh, Reply, Script, do, hear, say
from dialogs.house import House
from dialogs.listening import chat, tune
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
    if len(reading.found) > MOST_AT_ONCE:
        yield from say(small_talk.only_five(MOST_AT_ONCE))
    for kind in reading.kinds[:1] if not receipts or "ssn" in reading.kinds else ():
        yield from say(small_talk.wrong_kind(kind))
    for wrong in reading.wrong[:MOST_AT_ONCE]:
        yield from say(small_talk.wrong(wrong))
    for doubt in reading.doubtful[: MOST_AT_ONCE - len(receipts)]:
        receipt = yield from settle(doubt, house)
        if receipt is not None:
            findings += yield from find((receipt,), house)
    if findings:
        yield from go_on(findings, house)


def find(receipts: tuple[str, ...], house: House, *, promise: bool = True) -> Script[tuple[Finding, ...]]:
    """Asks and answers; what is slow is promised as a text of its own, once."""
    findings = yield from do(FindCases(receipts))
    slow = tuple(finding.receipt for finding in findings if finding.outcome == "slow") if promise else ()
    limited = [finding for finding in findings if finding.outcome == "limited"]
    for finding in findings:
        if finding.receipt not in slow and finding not in limited:
            yield from say(answers.about(finding, house, alone=len(receipts) == 1))
    if limited:
        yield from say(answers.too_often(limited))
    if slow:
        yield from do(PromiseAnswer(slow))
        yield from say(answers.one_moment(slow))
    elif sum(finding.outcome == "found" for finding in findings) > 1:
        yield from say(small_talk.one_at_a_time())
    return findings


def settle(doubt: Doubt, house: House) -> Script[str | None]:
    """Did you mean …? The name of the question holds its choices: a late answer never picks another number."""
    choices = doubt.suggestions
    name = "did you mean " + "/".join(choices)
    question = small_talk.did_you_mean(choices)
    for _try in range(TRIES):
        reply = yield from hear(name, question)
        word = reply.text.strip().strip(".)")
        if reply.stray:
            continue
        if word.isdecimal() and 1 <= int(word[:3]) <= len(choices):
            return choices[int(word[:3]) - 1]
        said = command(reply.text)
        if len(choices) == 1 and said == "yes":
            return choices[0]
        if said == "no" or word in ("0", "2"):
            yield from say(small_talk.send_again())
            return None
        if said is None:
            yield from say(small_talk.choose_by_number(max(2, len(choices))))
        else:
            yield from chat(reply, house)
    yield from say(small_talk.leave_it())
    return None


def go_on(findings: tuple[Finding, ...], house: House) -> Script[None]:
    """After an answer: MORE, HISTORY, STATUS, another language, or something else altogether."""
    while True:
        reply = yield from hear("next")
        if reply.stray:
            raise Afresh
        yield from tune(reply)
        word = command(reply.text)
        if word == "status":
            findings = yield from find(tuple(finding.receipt for finding in findings), house)
        elif word in ("more", "history"):
            yield from tell_more(findings, word)
        elif word in ("english", "spanish"):
            yield from do(Speak("en" if word == "english" else "es", chosen=True))
            for finding in findings:
                yield from say(answers.about(finding, house, alone=len(findings) == 1))
        else:
            yield from chat(reply, house)


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
