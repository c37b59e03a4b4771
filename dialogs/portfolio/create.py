"""A new portfolio: a user ID, a PIN, the first cases, who is told.

It exists as soon as it has a user ID and a PIN: whoever breaks off after that has lost nothing.
"""

from collections.abc import Callable

from dialogs.ear import Back
from dialogs.engine import Script, do, say
from dialogs.portfolio import phrases_making as phrases
from dialogs.portfolio.account_deeds import ListContacts
from dialogs.portfolio.add import add_cases
from dialogs.portfolio.contacts import first_alerts
from dialogs.portfolio.deeds import CreatePortfolio, MeetOwner, WeighUserId
from dialogs.portfolio.pin_talk import choose_pin
from dialogs.portfolio.user_ids import read_user_id
from dialogs.portfolio.ways import Refusal, Shape, Ways

TRIES = 5


def create(ways: Ways, wish: str = "", then: Ways | None = None) -> Script[None]:
    """From nothing to a portfolio. `wish`: a user ID that was asked for already; `then`: how it is asked once there is
    a list. Raises Back."""
    if not ways.spoken:
        yield from say(phrases.beginning())
    yield from _made(ways, wish)
    yield from do(MeetOwner())  # from here on it is known when the sign-in is over
    for step, left in ((add_cases, _no_cases), (first_alerts, _no_alerts)):
        try:
            yield from step(then or ways)
        except Back:  # left out; the portfolio is there
            if not ways.spoken:
                yield from left()
    owner = yield from do(MeetOwner())
    if owner is not None:
        yield from say(phrases.ready(owner))


def _no_cases() -> Script[None]:
    yield from say(phrases.cases_later())


def _no_alerts() -> Script[None]:
    """Of two contacts one may be verified all the same."""
    known = yield from do(ListContacts())
    if not any(contact.verified for contact in known):
        yield from say(phrases.no_alerts_yet())


def _made(ways: Ways, wish: str) -> Script[None]:
    """Makes the portfolio. Raises Back."""
    for _try in range(TRIES):
        user_id = yield from choose_user_id(ways, wish)
        chosen = yield from choose_pin(user_id, ways)
        if (yield from do(CreatePortfolio(user_id, chosen.held, chosen.short))):
            yield from say(phrases.made(user_id))
            return
        yield from say(phrases.taken_meanwhile())
        wish = ""
    raise Back


def choose_user_id(ways: Ways, wish: str = "") -> Script[str]:
    """A user ID that is free. Raises Back."""
    words = phrases.ask_user_id()
    suggestions: tuple[str, ...] = ()
    answer = read_user_id(wish) if wish else None
    for _try in range(TRIES):
        if isinstance(answer, str):
            user_id = answer
        else:
            listened = ways.spoken or not suggestions  # in writing they stand there again
            shape = Shape(brief=phrases.ask_user_id_briefly() if listened else words, offers=suggestions)
            name = " ".join(("new user id", *suggestions))  # a late "1" never picks another suggestion
            user_id = yield from ways.enter(name, words, _reader(suggestions), shape)
        weighed = yield from do(WeighUserId(user_id))
        if weighed.outcome == "free":
            return user_id
        if weighed.outcome == "later":
            yield from say(phrases.too_many_ids())
            raise Back
        answer, suggestions = None, weighed.suggestions
        words = phrases.taken(user_id, suggestions)
    yield from say(phrases.too_many_ids())
    raise Back


def _reader(suggestions: tuple[str, ...]) -> Callable[[str], str | Refusal]:
    def read(text: str) -> str | Refusal:
        word = text.strip().strip(".)")
        if word.isdecimal() and len(word) == 1 and 1 <= int(word) <= len(suggestions):
            return suggestions[int(word) - 1]
        answer = read_user_id(text)
        return answer if isinstance(answer, str) else Refusal(phrases.not_a_user_id(answer.reason))

    return read
