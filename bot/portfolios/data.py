"""Everything that is held about a portfolio, as a file that its owner can read."""

import json
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot import retention
from bot.portfolios.parts import Parts, audit_subject
from bot.portfolios.sessions import Session
from bot.portfolios.vault import Opened, Reached, Watched
from dialogs.cases import Finding, Json
from dialogs.portfolio.case_deeds import MOST_CASES
from dialogs.portfolio.deeds import MOST_CONTACTS
from dialogs.portfolio.user_ids import keys_of
from storage import audits, codes, links, sign_ins

CODES = ("verify", "recover", "recovered", "enter", "phone", "share")
MOST_AUDITS = 100
DAY = 86_400.0


def everything(parts: Parts, session: Session) -> str:
    """JSON, indented; days and times are UTC."""
    portfolio = session.portfolio
    with parts.database.reading() as db:
        cases, reached = portfolio.cases(db), portfolio.contacts(db)
        more = {"codes": _codes(parts, db, portfolio), "links": _links(parts, db, portfolio),
                "sign_ins": _sign_ins(db, session), "audit_log": _audits(parts, db, portfolio)}  # fmt: skip
    known = parts.lookups.known([case.receipt for case in cases])
    return json.dumps(
        {
            "written_at": _moment(parts.clock()),
            "portfolio": _account(portfolio),
            "cases": [_case(case, known[case.receipt]) for case in cases],
            "contacts": [_contact(each) for each in reached],
            **more,
            "wrong_pins": _standing(parts, portfolio),
            "limits": {"cases": MOST_CASES, "contacts": MOST_CONTACTS},
            "kept_for_days": parts.kept(),
        },
        ensure_ascii=False,
        indent=2,
    )


def _account(portfolio: Opened) -> Json:
    row, profile = portfolio.row, portfolio.profile
    return {
        "user_id": profile.user_id,
        "language": profile.language,
        "pin": "kept only as a hash that can't be turned back",
        "pin_is_short": profile.short,
        "alerts_paused": row.paused,
        "created_at": _moment(row.created_at),
        "last_signed_in_on": _moment(row.seen_at)[:10],
        "time_zone": profile.timezone or "by the phone number",
        "data_sent_at": _moment(profile.data_sent_at) if profile.data_sent_at else None,
    }


def _case(case: Watched, finding: Finding) -> Json:
    status = finding.case
    return {
        "number": case.number,
        "receipt": case.receipt,
        "name": case.name,
        "alerts": case.row.alerts,
        "added_at": _moment(case.row.added_at),
        "last_shown": case.seen,
        "status": None if status is None else status.to_json(),
    }


def _contact(contact: Reached) -> Json:
    row = contact.row
    return {
        "number": row.number,
        "kind": row.kind,
        "address": contact.address,
        "alerts": row.alerts,
        "switched_off": row.off,
        "switched_off_because": row.why,
        "alerts_say": row.level,
        "alerts_by_call": row.by_call,
        "alerts_weekly": row.weekly,
        "first_alert_at": None if row.told_at is None else _moment(row.told_at),
        "last_delivered_at": None if row.delivered_at is None else _moment(row.delivered_at),
        "opens_the_portfolio": row.opens,
        "heard_from_at": None if row.alive_at is None else _moment(row.alive_at),
        "verified_at": None if row.verified_at is None else _moment(row.verified_at),
        "added_at": _moment(row.created_at),
    }


def _codes(parts: Parts, db: Connection, portfolio: Opened) -> Json:
    """Those that still open something; never their digits."""
    return [
        {"purpose": code.purpose, "made_at": _moment(code.made_at), "good_until": _moment(code.expires_at)}
        for code in codes.of(db, portfolio.key, CODES, parts.clock())
    ]


def _links(parts: Parts, db: Connection, portfolio: Opened) -> Json:
    """To one-time pages, as long as they lead anywhere; never their tokens."""
    return [
        {"purpose": link.purpose, "made_at": _moment(link.made_at), "good_until": _moment(link.expires_at)}
        for link in links.of(db, portfolio.key, parts.clock())
    ]


def _sign_ins(db: Connection, session: Session) -> Json:
    return {
        "this_one_ends_at": _moment(session.sign_in.until),
        "phones_signed_in_lately": len(sign_ins.visitors(db, session.key)),
    }


def _standing(parts: Parts, portfolio: Opened) -> Json:
    verdict = parts.guesses.standing(keys_of(portfolio.profile.user_id))
    return {"state": verdict.outcome, "seconds_to_wait": round(verdict.wait)}


def _audits(parts: Parts, db: Connection, portfolio: Opened) -> Json:
    """What support did; who it was is told by what they are."""
    subject = audit_subject(parts.sealer, portfolio.key.hex())
    return [{"at": _moment(each.at), "action": each.action} for each in audits.of(db, subject, MOST_AUDITS)]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(round(seconds), UTC).isoformat()


def kept_for_days(conversations: float, audits: float, deliveries: float) -> dict[str, float]:
    """How long what is kept; the arguments, in seconds, are those of `bot.retention.Retention`."""
    return {
        "portfolio without a case and a verified contact, unused": retention.PORTFOLIOS / DAY,
        "conversations": conversations / DAY,
        "answers, to give them again": retention.ANSWERS / DAY,
        "answers in which a PIN or a code stood": retention.CONFIDENTIAL / DAY,
        "what is known of a phone that is silent": retention.PEOPLE / DAY,
        "last known status of a case that nobody watches": retention.CASES / DAY,
        "codes that are over": retention.CODES / DAY,
        "links to one-time pages that are over": retention.LINKS / DAY,
        "which phones were signed in": retention.visits(deliveries) / DAY,
        "wrong PINs": retention.GUESSES_IN_ROW / DAY,
        "texts and e-mails, and what became of them": deliveries / DAY,
        "audit log": audits / DAY,
        "that a phone said STOP or START": retention.CONSENTS / DAY,
    }
