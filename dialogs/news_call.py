"""A call that we make because there is news: whoever answers hears only that, until they give the PIN."""

from contextlib import suppress
from dataclasses import dataclass

from dialogs import news_call_words as words
from dialogs.cases import Json
from dialogs.deed import Deed
from dialogs.deeds import MeetPerson, Speak
from dialogs.ear import Back, Farewell
from dialogs.engine import Dialog, Script, do, say
from dialogs.house import House
from dialogs.portfolio.by_call import Spoken
from dialogs.portfolio.menus import portfolio
from dialogs.portfolio.see import show_list
from dialogs.portfolio.sign_in import sign_in

HEAR, STOP = "1", "7"


@dataclass(frozen=True, slots=True)
class Called:
    """Whose portfolio it is, and its language; `test`: there is no news, its owner tries whether the phone rings. The
    user ID is never said."""

    user_id: str
    language: str
    test: bool = False


@dataclass(frozen=True)
class MeetCalled(Deed[Called | None]):
    """Whom do we call? None: nobody, any more."""

    def read(self, came: Json) -> Called | None:
        return None if came is None else Called(str(came["user_id"]), str(came["language"]), bool(came.get("test")))


@dataclass(frozen=True)
class StopCalls(Deed[None]):
    """No more alerts of this portfolio to the phone that is called."""

    user_id: str

    def read(self, came: Json) -> None:
        return None


def news_calling(house: House) -> Dialog:
    """The talk on a call that we make."""
    return Dialog(lambda: news_call(house))


def news_call(house: House) -> Script[None]:
    """From "there is news" to the goodbye."""
    called = yield from do(MeetCalled())
    if called is None:
        yield from say(words.no_news(house))
        return
    person = yield from do(MeetPerson())
    if person.language != called.language:
        yield from do(Speak(called.language, chosen=False))
    if called.test:
        yield from say(words.test(house))
        return
    ways = Spoken(house)
    yield from say(words.news(house))
    try:
        key = yield from ways.choose("news", words.hear_it(), {HEAR: "yes", STOP: "no more"})
        if key == STOP:
            yield from do(StopCalls(called.user_id))
            yield from say(words.stopped(house))
            return
        yield from sign_in(ways, called.user_id)
        yield from _told(ways, house)
    except Back:
        yield from say(words.goodbye())
    except Farewell as farewell:
        yield from say(farewell.words)


def _told(ways: Spoken, house: House) -> Script[None]:
    """The list, what changed first, and then whatever the portfolio's menu offers. Raises Farewell, Back."""
    with suppress(Back):
        yield from show_list(ways)
    yield from portfolio(house)
