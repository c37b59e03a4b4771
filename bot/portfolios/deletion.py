"""Erasing a portfolio: its key is thrown away, and with it everything that was sealed under it."""

from bot.portfolios.allowances import cases_into
from bot.portfolios.parts import Parts, audit_subject
from bot.portfolios.scene import Scene
from bot.portfolios.sessions import Sessions
from bot.portfolios.vault import Opened
from bot.rekeying import renew
from dialogs.portfolio.account_deeds import DeletePortfolio
from dialogs.portfolio.user_ids import keys_of
from storage import audits, guesses, portfolios, sign_ins
from storage.audits import Audit
from storage.database import Database, Outrun
from storage.sealing import Sealer

ACTION = "deleted by owner"
SIGNS = "2345679ACDEFHJKMNPQRTVWXYZ"  # none that is taken for another when it is read aloud or copied
TRIES = 24
DAY = 86_400.0
LATELY = 600.0  # seconds in which who asks again hears that it is done
TOLD = ("told of a lock-out", "told nobody")  # what is counted by user ID, besides guesses


def erase(database: Database, sealer: Sealer, portfolio: Opened, audit: Audit | None = None, talk: bytes = b"") -> bool:
    """Erases the portfolio, and what was said on the phones that were signed in to it: each gets another key, and keeps
    what else is remembered of it. `talk` is the one that goes on; `audit` is written with it.

    False: it is not there. On SQLite the log of changes is emptied as well. Raises Outrun and DatabaseDown.
    """
    for _try in range(TRIES):
        try:
            with database.writing() as db:
                phones = sorted(sign_ins.visitors(db, portfolio.key))
                gone = portfolios.delete(db, portfolio.key)
                for person_key in phones if gone else ():
                    renew(db, sealer, person_key, talk)
                guesses.clear(db, _counters(sealer, portfolio))
                if gone and audit is not None:
                    audits.add(db, audit)
        except Outrun:
            continue
        if gone:
            database.checkpoint(truncate=True)
        return gone
    raise Outrun


def _counters(sealer: Sealer, portfolio: Opened) -> list[bytes]:
    digits = keys_of(portfolio.profile.user_id)
    return [cases_into(portfolio.key).key(sealer), *(sealer.index(f"daily {what}", digits) for what in TOLD)]


def delete(parts: Parts, sessions: Sessions, deed: DeletePortfolio, scene: Scene) -> str:
    """The number of the receipt, which the audit log holds too: nothing else is left. Whoever was not there to hear it,
    or asked for the same at the same moment, hears it again. Raises Outrun when nobody is signed in who may."""
    digits, session = keys_of(deed.user_id), sessions.current(scene)
    if session is None:
        told = lately(parts, digits)
        if not told:
            raise Outrun
        return told
    if session.scope != "owner":
        raise Outrun
    if digits != keys_of(session.portfolio.profile.user_id):
        return ""
    now = parts.clock()
    receipt = _receipt(parts.sealer, digits, now)
    audit = Audit(now, f"owner {receipt}", ACTION, audit_subject(parts.sealer, receipt))
    erase(parts.database, parts.sealer, session.portfolio, audit, scene.conversation)
    parts.guesses.opened(digits)
    return receipt


def lately(parts: Parts, digits: str) -> str:
    """The number of the receipt when a portfolio with this user ID was deleted a moment ago; else ""."""
    now = parts.clock()
    with parts.database.reading() as db:
        for receipt in (_receipt(parts.sealer, digits, now), _receipt(parts.sealer, digits, now - LATELY)):
            ended = audits.of(db, audit_subject(parts.sealer, receipt), 1)
            if ended and ended[0].at > now - LATELY:
                return receipt
    return ""


def _receipt(sealer: Sealer, digits: str, now: float) -> str:
    """Like `D-7K3M-9Q2X`: one for the portfolio and the day, so that whoever asks again gets the same."""
    drawn, signs = int.from_bytes(sealer.index("deletion", f"{digits} {now // DAY:.0f}"), "big"), ""
    for _sign in range(8):
        drawn, sign = divmod(drawn, len(SIGNS))
        signs += SIGNS[sign]
    return f"D-{signs[:4]}-{signs[4:]}"
