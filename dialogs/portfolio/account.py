"""The account itself: a new PIN, forgotten ones, pauses, codes for others, one's data, and the end of it all."""

from dialogs.ear import Back, Farewell
from dialogs.engine import Script, do, say
from dialogs.plain import folded
from dialogs.portfolio import phrases_account as phrases
from dialogs.portfolio.account_deeds import (
    CheckRecovery,
    DeletePortfolio,
    EndShares,
    MakeCode,
    OpenRecovered,
    PauseAlerts,
    Recovered,
    SendData,
    ShowCode,
    StartRecovery,
    UseCode,
)
from dialogs.portfolio.mailboxes import read_mailbox
from dialogs.portfolio.page_deeds import OpenDataPage, ShowLink
from dialogs.portfolio.pin_talk import new_pin
from dialogs.portfolio.see import show_list
from dialogs.portfolio.sign_in import CODE_KEYS, CODE_TRIES, owner, welcomed
from dialogs.portfolio.user_ids import known_user_id
from dialogs.portfolio.ways import Refusal, Ways

YES, NO = "1", "2"
SHARE_DAYS = {"1": 1, "2": 7, "3": 30}
SPANS = {"1": "day", "2": "week", "3": "month"}
END_SHARES = "4"
CODE_ASKED = 3
SHARE_KEYS = 12
THIS_PHONE = "1"


def change_pin(ways: Ways) -> Script[None]:
    """Raises Back."""
    who = yield from owner(ways, new_pin_first=False)
    yield from new_pin(who.user_id, ways)


def pause(ways: Ways, *, on: bool) -> Script[None]:
    """Raises Back."""
    yield from owner(ways)
    yield from do(PauseAlerts(on))
    yield from say(phrases.paused() if on else phrases.resumed())


def send_data(ways: Ways) -> Script[None]:
    """Raises Back."""
    yield from owner(ways)
    page = "" if ways.spoken else (yield from do(OpenDataPage()))
    if page:
        yield from say(phrases.data_page((yield from do(ShowLink("data", page)))), confidential=True)
        return
    sent = yield from do(SendData())
    yield from say(phrases.data_sent(sent))


def share(ways: Ways) -> Script[None]:
    """A code with which somebody else hears the list. Raises Back."""
    yield from owner(ways)
    choices = {**SPANS, END_SHARES: "no"}
    key = yield from ways.choose("share", phrases.ask_days(), choices)
    if key == END_SHARES:
        yield from say(phrases.shares_ended((yield from do(EndShares()))))
        return
    code_id = yield from do(MakeCode("share", SHARE_DAYS[key]))
    digits = yield from do(ShowCode(code_id))
    yield from say(phrases.share_code(digits, SHARE_DAYS[key]), confidential=True)
    url = "" if ways.spoken else (yield from do(ShowLink("shared", code_id)))
    if url:
        yield from say(phrases.share_page(url), confidential=True)


def use_code(ways: Ways) -> Script[None]:
    """A code that somebody was given. Raises Back."""
    words = phrases.ask_code()
    for _try in range(CODE_ASKED):
        code = yield from ways.secret("code", words, SHARE_KEYS)
        outcome = yield from do(UseCode(code))
        if outcome == "share":
            yield from welcomed(ways)
            yield from show_list(ways)
            return
        if outcome != "wrong":
            yield from say(phrases.code_used(outcome, ways.house))
            return
        words = phrases.wrong_code()
    yield from say(phrases.code_unknown())
    raise Back


def forgot(ways: Ways) -> Script[None]:
    """A code to a verified contact, then a new PIN. Raises Back."""
    about = yield from ways.enter("recover", phrases.ask_about(), _about)
    recovery = yield from do(StartRecovery(about))
    if not recovery:
        yield from say(phrases.too_many_recoveries())
        raise Back
    user_ids = yield from _opened(recovery, ways)
    user_id = user_ids[0]
    if len(user_ids) > 1:
        choices = {str(key): each for key, each in enumerate(user_ids[:8], 1)}
        key = yield from ways.choose("which portfolio", phrases.which_portfolio(user_ids[:8]), choices)
        user_id = choices[key]
    if not (yield from do(OpenRecovered(recovery, user_id))):
        yield from say(phrases.recovery_code_over())
        raise Back
    yield from say(phrases.this_is(user_id))
    yield from new_pin(user_id, ways)
    yield from welcomed(ways)


def _opened(recovery: str, ways: Ways) -> Script[tuple[str, ...]]:
    """The user IDs that the right code opens. Raises Back."""
    words = phrases.recovery_sent()
    for _try in range(CODE_TRIES):
        brief = None if ways.spoken else phrases.ask_six_digits()
        code = yield from ways.secret("recovery code", words, CODE_KEYS, brief)
        result: Recovered = yield from do(CheckRecovery(recovery, code))
        if result.outcome == "right" and result.user_ids:
            return result.user_ids
        if result.outcome == "over":
            break
        words = phrases.ask_code_again()
    yield from say(phrases.recovery_code_over())
    raise Back


def _about(text: str) -> str | Refusal:
    """What a portfolio is found by: "" for this phone."""
    if text.strip().strip(".)") == THIS_PHONE:
        return ""
    mailbox = read_mailbox(text)
    if isinstance(mailbox, str):
        return mailbox
    return known_user_id(text) or Refusal(phrases.no_such_name())


def delete(ways: Ways) -> Script[None]:
    """Erases the portfolio; its user ID is the yes. Raises Back, and Farewell on a call."""
    who = yield from owner(ways)
    user_id = yield from ways.enter("delete", phrases.really_delete(who), _really)
    receipt = (yield from do(DeletePortfolio(user_id))) if user_id else ""
    if not receipt:
        yield from say(phrases.not_deleted(wrong=bool(user_id)))
        return
    words = phrases.deleted(receipt)
    if ways.spoken:
        raise Farewell(words)
    yield from say(words)


def _really(text: str) -> str | Refusal:
    """ "" to keep it."""
    if text.strip() in ("0", NO) or folded(text) == "NO":
        return ""
    return known_user_id(text) or Refusal(phrases.type_user_id())
