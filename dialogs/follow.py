"""ALERTS without a portfolio: this phone is told when one case changes, after it said so in as many words."""

import re

from dialogs import follow_phrases as phrases
from dialogs import small_talk
from dialogs.deeds import Speak
from dialogs.engine import Afresh, Script, do, hear, say
from dialogs.entry import Choices
from dialogs.follow_deeds import FollowCase, ListFollowed, Unfollow
from dialogs.follow_phrases import LAST
from dialogs.house import House
from dialogs.portfolio.case_deeds import FindInList, TellChanges
from dialogs.portfolio.deeds import MeetOwner
from dialogs.receipts import read
from dialogs.words import command

FOLLOW, KEEP, END = "follow ", "keep ", "unfollow "
TRIES = 3
_LAST_FOUR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NAMED = re.compile(
    r"\b(?:for|about|of|del?|sobre|para) +(?:(?:the|my|case|el|la|mi|caso) +)*(.+?)[\s.!,]*"
    r"(?:please|pls|por favor|gracias|thanks)?[\s.!]*$",
    re.IGNORECASE,
)


def follow(receipt: str, house: House, *, shown: bool) -> Script[None]:
    """Asks for consent, in the words of the carriers' rules; `shown`: the agency shows the case now. Raises Afresh for
    whatever is no answer. One that is followed already may be ended."""
    if house.on_page:
        yield from say(phrases.no_phone_here())
        return
    if receipt in (yield from do(ListFollowed())):
        yield from _keep(receipt)
        return
    words, agree = phrases.ask(receipt, house, shown=shown), Choices((("1", "yes"), ("2", "no")))
    for _try in range(TRIES):
        reply = yield from hear(FOLLOW + receipt, words, entry=agree, short=True)
        answer, word = reply.text.strip().strip(".)"), command(reply.text)
        if reply.stray or (yield from _aside(word, house)):
            continue
        if answer == "1" or word == "yes":
            outcome = yield from do(FollowCase(receipt, reply.text))
            yield from say(phrases.came(outcome, receipt, house, shown=shown))
            return
        if answer == "2" or word == "no":
            yield from say(phrases.left())
            return
        if answer and not answer.isdecimal():  # what may be a PIN stands empty in the log
            raise Afresh
        words = phrases.one_or_two()
    yield from say(phrases.left())


def _aside(word: str | None, house: House) -> Script[bool]:
    """Help, or another language: then the question stands as before."""
    if word == "help":
        yield from say(small_talk.helped(house))
    elif word in ("english", "spanish"):
        yield from do(Speak("en" if word == "english" else "es", chosen=True))
    return word in ("help", "english", "spanish")


def _keep(receipt: str) -> Script[None]:
    """As where consent is asked for, 1 is for alerts: who says it from habit ends nothing."""
    reply = yield from hear(KEEP + receipt, phrases.there_already(receipt), short=True)
    answer, word = reply.text.strip().strip(".)"), command(reply.text)
    if reply.stray or (answer and not answer.isdecimal() and word not in ("yes", "no")):
        raise Afresh
    if answer == "2" or word == "no":
        yield from unfollow(receipt, reply.text)
    else:
        yield from say(phrases.left())


def followed() -> Script[None]:
    """What this phone follows, and one of it may be ended. Raises Afresh."""
    receipts = yield from do(ListFollowed())
    if not receipts:
        yield from say(phrases.nothing())
        return
    reply = yield from hear(END + "/".join(receipts), phrases.listed(receipts), short=True)
    answer = reply.text.strip().strip(".)")
    if reply.stray or (answer and not answer.isdecimal()):
        raise Afresh
    if answer and 1 <= int(answer[:3]) <= len(receipts):
        yield from unfollow(receipts[int(answer[:3]) - 1], reply.text)
    else:
        yield from say(phrases.left())


def unfollow(receipt: str, words: str) -> Script[None]:
    yield from do(Unfollow(receipt, words))
    yield from say(phrases.ended(receipt))


def mute(text: str) -> Script[bool]:
    """ "Stop alerts for EAC…", by its last four digits as well, or by its name: those of one case, where it is one that
    is told here. False: whatever was meant, everything is to end."""
    meant = case_meant(text)
    if not meant:
        return False
    by_number = len(meant) >= LAST and meant[-LAST:].isdecimal()
    mine = [each for each in (yield from do(ListFollowed())) if by_number and each.endswith(meant)]
    if len(mine) == 1:
        yield from unfollow(mine[0], text)
        return True
    who = yield from do(MeetOwner())
    if who is None or who.scope != "owner":
        return False
    found = yield from do(FindInList(meant))
    known = ((one, (str(one.number), one.name.casefold())) for one in found)
    exactly = [one for one, names in known if meant.casefold() in names or (by_number and one.receipt.endswith(meant))]
    if len(exactly) != 1:
        return False
    yield from do(TellChanges(exactly[0].receipt, on=False))
    name = "" if by_number else exactly[0].name
    yield from say(phrases.muted(name or phrases.ending(exactly[0].receipt)))
    return True


def case_meant(text: str) -> str:
    """The receipt number in a text, or its last four digits, or what may be the name of a case; "" for none or many."""
    receipts, fours = read(text).found, _LAST_FOUR.findall(text)
    if receipts or fours:
        several = receipts or tuple(fours)
        return several[0] if len(several) == 1 else ""
    named = _NAMED.search(text)
    return named[1] if named is not None else ""
