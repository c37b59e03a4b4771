"""Getting back in without the PIN: a one-time code to a verified contact, then a new PIN.

Nobody learns whether there is such a portfolio: the name of a recovery looks alike, and as many tries are counted and
written, whether or not a code was sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import Connection

from bot.portfolios.codes import SHORT_LIFE, TRIES, digits_in
from bot.portfolios.parts import Parts
from bot.portfolios.scene import Scene
from bot.portfolios.sending import Sending
from bot.portfolios.sessions import Sessions
from bot.portfolios.trust import opening, opens
from bot.portfolios.vault import Opened, Reached, opened
from dialogs.cases import Json
from dialogs.portfolio.account_deeds import CheckRecovery, OpenRecovered, StartRecovery
from dialogs.portfolio.user_ids import keys_of
from storage import codes, contacts, portfolios
from storage.codes import Code
from storage.database import Outrun
from storage.portfolios import Portfolio
from storage.sealing import Sealer

RECOVERIES = "recoveries"
WRONG_A_DAY, WRONG_EVER = 10, 100  # for one user ID, address or phone, whether anybody has it or not
NOBODY = bytes(32)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What its name holds: the key of the code, until when it is good, what it is about (as a keyed hash), and whether
    it opens that one portfolio or all of the contact."""

    key: bytes
    until: float
    about: str
    one: bool

    @property
    def name(self) -> str:
        return f"{self.key.hex()} {self.until!r} {self.about} {self.one:d}"

    @classmethod
    def named(cls, name: str) -> "Recovery":
        """Raises ValueError."""
        key, until, about, one = name.split(" ")
        return cls(bytes.fromhex(key), float(until), about, one == "1")


@dataclass(frozen=True, slots=True)
class Found:
    """The portfolio, and where its code goes."""

    portfolio: Opened
    to: Reached


class Recoveries:
    def __init__(self, parts: Parts, sessions: Sessions, sending: Sending) -> None:
        self._parts = parts
        self._sessions = sessions
        self._sending = sending

    def start(self, deed: StartRecovery, scene: Scene) -> str:
        parts, sending = self._parts, self._sending
        if not sending.may_ask(scene):
            return ""
        about = _about(deed.about, scene)
        found = self._found(deed.about, scene)
        # A phone of the portfolio's own has tries of its own: strangers can't use them up.
        tries = f"{about} {scene.person.hex()}" if self._is_own(found, scene) else about
        recovery = Recovery(
            parts.chance(32), parts.clock() + SHORT_LIFE, _hidden(parts.sealer, tries), one=_is_user_id(deed.about)
        )
        to = _hidden(parts.sealer, about).encode() if found is None else found.to.row.address_key
        scene.ring()  # for nobody, too: a bell takes time
        if sending.may_send(to, "recover", scene) and found is not None:
            self._send(found, recovery, scene)
        else:
            nobodys = parts.codes.new(NOBODY, "recover", scene.person, key=recovery.key)
            sending.rehearse_code(nobodys, scene)
            parts.daily.take("no code", recovery.name, 1)
        return recovery.name

    def check(self, deed: CheckRecovery, scene: Scene) -> Json:
        parts, recovery = self._parts, Recovery.named(deed.recovery)
        daily, now = parts.daily, parts.clock()
        if now >= recovery.until or not daily.take("recovery", deed.recovery, TRIES):
            return _came("over")
        if not daily.take(RECOVERIES, recovery.about, WRONG_A_DAY, WRONG_EVER):
            return _came("over")
        with parts.database.reading() as db:
            code = codes.load(db, recovery.key)
            row = portfolios.load(db, NOBODY if code is None else code.portfolio_key)
        typed = parts.codes.hash_of(digits_in(deed.code))
        right = compare_digest(NOBODY if code is None else code.hash, typed)
        if code is None or row is None or code.person_key != scene.person or not right:
            return _came("wrong")
        if not self._has_ticket(deed.recovery, code, row):
            return _came("over")
        daily.give_back(RECOVERIES, recovery.about)
        return _came("right", [each.profile.user_id for each in self._opened_by(code, recovery)])

    def _has_ticket(self, name: str, code: Code, row: Portfolio) -> bool:
        """Leaves the ticket of a right code, once; it is there already when the message came again."""
        now = self._parts.clock()
        with self._parts.database.writing() as db:
            # Whoever ends codes in this moment comes before, or finds the ticket.
            if not portfolios.prove(db, row.key, row.version, row.seen_at):
                raise Outrun
            if codes.use(db, code.key, now):
                codes.add(db, self._ticket(name, code))
                return True
            ticket = codes.load(db, self._ticket_key(name))
        return ticket is not None and ticket.used_at is None and now < ticket.expires_at

    def open(self, deed: OpenRecovered, scene: Scene) -> bool:
        """By the ticket that the right code left, once; a message that came again finds itself signed in by it."""
        parts, recovery = self._parts, Recovery.named(deed.recovery)
        with parts.database.reading() as db:
            ticket = codes.load(db, self._ticket_key(deed.recovery))
        if ticket is None or ticket.expires_at <= parts.clock() or ticket.person_key != scene.person:
            return False
        wanted = keys_of(deed.user_id)
        if ticket.used_at is not None:
            session = self._sessions.current(scene)
            return session is not None and session.scope == "recovery" and _keys(session.portfolio) == wanted
        chosen = [each for each in self._opened_by(ticket, recovery) if _keys(each) == wanted]
        if not chosen:
            return False
        with parts.database.writing() as db:
            self._sessions.begin(db, scene, chosen[0].row, "recovery")
            if not codes.use(db, ticket.key, parts.clock()):
                raise Outrun
        return True

    def _is_own(self, found: Found | None, scene: Scene) -> bool:
        with self._parts.database.reading() as db:
            known = contacts.of(db, NOBODY if found is None else found.portfolio.key)
        return scene.is_proof and opens(known, scene.person, self._parts.clock())

    def _opened_with(self, db: Connection, address_key: bytes) -> list[bytes]:
        now = self._parts.clock()
        return [key for key, rows in contacts.beside(db, address_key).items() if opens(rows, address_key, now)]

    def _found(self, about: str, scene: Scene) -> Found | None:
        """By user ID: to this phone when it is verified there, else to another phone, else by e-mail."""
        if about and not _is_email(about):
            portfolio = self._parts.found(about)
            return None if portfolio is None else self._to(portfolio, prefer=scene.person)
        address_key = self._parts.sealer.index("email", about.lower()) if about else scene.person
        with self._parts.database.reading() as db:
            rows = portfolios.several(db, self._opened_with(db, address_key)[:1])
        for row in rows.values():
            return self._to(opened(self._parts.sealer, row), only=address_key)
        return None

    def _to(self, portfolio: Opened, prefer: bytes = b"", only: bytes = b"") -> Found | None:
        with self._parts.database.reading() as db:
            opening = self._sending.opening(db, portfolio)
        fit = [each for each in opening if not only or each.row.address_key == only]
        fit.sort(key=lambda each: each.row.address_key != prefer)
        return Found(portfolio, fit[0]) if fit else None

    def _send(self, found: Found, recovery: Recovery, scene: Scene) -> None:
        code = self._sending.new_code(found.portfolio, found.to, "recover", scene, recovery.key)
        with self._parts.database.writing() as db:
            self._sending.send_code(db, found.portfolio, found.to, code)

    def _opened_by(self, code: Code, recovery: Recovery) -> list[Opened]:
        """The portfolio that was asked for; or all that are opened with the contact that got the code."""
        sealer = self._parts.sealer
        with self._parts.database.reading() as db:
            keys = [code.portfolio_key]
            known = opening(contacts.of(db, keys[0]), self._parts.clock())
            row = next((each for each in known if each.number == code.contact_number), None)
            if row is None:
                return []  # removed meanwhile
            if not recovery.one:
                keys = self._opened_with(db, row.address_key)
            rows = portfolios.several(db, keys)
        return [opened(sealer, rows[key]) for key in keys if key in rows]

    def _ticket(self, name: str, code: Code) -> Code:
        """Says for a while that the code was right."""
        now = self._parts.clock()
        return code._replace(
            key=self._ticket_key(name), purpose="recovered", hash=self._ticket_key(name), made_at=now,
            expires_at=now + SHORT_LIFE, tries=0, used_at=None,
        )  # fmt: skip

    def _ticket_key(self, name: str) -> bytes:
        return self._parts.sealer.index("recovered", name)


def counts_of(sealer: Sealer, portfolio: Opened, contacts: Sequence[Reached], now: float) -> list[str]:
    """Under which names wrong codes for this portfolio are counted as `RECOVERIES`; `contacts` are all it has."""
    rows = opening([each.row for each in contacts], now)
    known = [each for each in contacts if each.row in rows]
    phones = [each.row.address_key.hex() for each in known if each.is_phone]
    abouts = [f"user ID {_keys(portfolio)}", *(f"phone {phone}" for phone in phones)]
    abouts += [f"email {each.address.lower()}" for each in known if not each.is_phone]
    return [_hidden(sealer, tries) for about in abouts for tries in (about, *(f"{about} {phone}" for phone in phones))]


def _hidden(sealer: Sealer, about: str) -> str:
    return sealer.index("recovery", about).hex()


def _keys(portfolio: Opened) -> str:
    return keys_of(portfolio.profile.user_id)


def _about(about: str, scene: Scene) -> str:
    """What is asked about, however it was written."""
    if not about:
        return f"phone {scene.person.hex()}"
    return f"email {about.lower()}" if _is_email(about) else f"user ID {keys_of(about)}"


def _is_email(about: str) -> bool:
    return "@" in about


def _is_user_id(about: str) -> bool:
    return bool(about) and not _is_email(about)


def _came(outcome: str, user_ids: list[str] | None = None) -> Json:
    return {"outcome": outcome, "user_ids": user_ids or []}
