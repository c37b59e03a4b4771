"""Who is it? A user ID and a PIN; never a word about which of the two is wrong."""

from dialogs.ear import Back
from dialogs.engine import Script, do, say
from dialogs.portfolio import phrases
from dialogs.portfolio.deeds import MeetOwner, Owner, SignIn, SignInWithCode, SignOut
from dialogs.portfolio.pin_talk import new_pin
from dialogs.portfolio.user_ids import known_user_id
from dialogs.portfolio.ways import Refusal, Shape, Ways
from dialogs.text import Words

TRIES = 3
CODE_TRIES = 5
CODE_KEYS = 6


def owner(ways: Ways, *, new_pin_first: bool = True) -> Script[Owner]:
    """Who is signed in and may change the portfolio; whoever is not is asked. Raises Back."""
    who = yield from anybody(ways, new_pin_first=new_pin_first)
    if who.scope == "reader":
        yield from say(phrases.read_only())
        raise Back
    return who


def anybody(ways: Ways, *, new_pin_first: bool = True) -> Script[Owner]:
    """Who is signed in here; who came by a one-time code chooses a new PIN first. Raises Back."""
    who = yield from do(MeetOwner())
    if who is None:
        yield from say(phrases.sign_in_first())
        who = yield from sign_in(ways)
    if who.scope == "recovery" and new_pin_first:
        yield from say(phrases.new_pin_first())
        yield from new_pin(who.user_id, ways)
        who = yield from welcomed(ways)
    return who


def sign_in(ways: Ways, user_id: str = "") -> Script[Owner]:
    """Asks for user ID and PIN. Raises Back when that came to nothing."""
    if not user_id:
        shape = Shape(brief=phrases.ask_user_id_briefly())
        user_id = yield from ways.enter("user id", phrases.ask_user_id(), _user_id, shape)
    words = phrases.ask_pin()
    for left in range(TRIES, 0, -1):
        pin = yield from ways.secret("pin", words)
        result = yield from do(SignIn(user_id, pin))
        if result.outcome == "in":
            return (yield from welcomed(ways))
        if result.outcome == "code":
            return (yield from with_code(result.code, phrases.code_for_short_pin(result), ways))
        if result.outcome != "wrong":
            yield from say(phrases.refused(result))
            raise Back
        if left > 1:
            yield from say(phrases.wrong_pin())
            words = phrases.ask_pin_again()
    yield from say(phrases.wrong_pins())
    raise Back


def with_code(code_id: str, words: Words, ways: Ways) -> Script[Owner]:
    """The one-time code that a short PIN needs besides. Raises Back."""
    if not code_id:
        yield from say(words)
        raise Back
    for _try in range(CODE_TRIES):
        brief = None if ways.spoken else phrases.ask_code()
        code = yield from ways.secret("sign-in code", words, CODE_KEYS, brief)
        outcome = yield from do(SignInWithCode(code_id, code))
        if outcome == "right":
            return (yield from welcomed(ways))
        if outcome == "over":
            break
        words = phrases.ask_code_again()
    yield from say(phrases.sign_in_code_over())
    raise Back


def welcomed(ways: Ways) -> Script[Owner]:
    who = yield from do(MeetOwner())
    if who is None:  # signed out on another channel in the same moment
        yield from say(phrases.signed_out())
        raise Back
    yield from say(phrases.welcome(who, ways.house))
    return who


def sign_out() -> Script[None]:
    yield from do(SignOut())
    yield from say(phrases.signed_out())


def _user_id(text: str) -> str | Refusal:
    return known_user_id(text) or Refusal(phrases.no_user_id())
