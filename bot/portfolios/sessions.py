"""Who is signed in: in which conversation, to which portfolio, by what right, and for how long they may be silent."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.portfolios.parts import Parts
from bot.portfolios.scene import Scene
from bot.portfolios.trust import is_silent, opening
from bot.portfolios.vault import Opened, opened
from dialogs.cases import Json
from storage import contacts, portfolios, sign_ins, watches
from storage.database import Outrun
from storage.portfolios import Portfolio
from storage.sign_ins import SignIn

SILENCE = 900.0  # seconds; whoever is silent for so long has to sign in again
LONGEST = 43_200.0  # half a day after it began it is over, whoever speaks: a phone may lie open in another's hands
RECOVERY = 600.0  # to choose a new PIN; it is not put off
SILENCE_AFTER_MAKING = 1800.0  # who makes a portfolio has letters to look for
BREATH = 5.0  # seconds within which the deeds of one turn count as one sign of life
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Session:
    """A scene in which somebody is signed in."""

    scene: Scene
    sign_in: SignIn
    portfolio: Opened

    @property
    def key(self) -> bytes:
        """Of the portfolio."""
        return self.portfolio.key

    def until(self, now: float) -> float:
        """When it is over, if nobody speaks from now on."""
        return min(now + self.sign_in.lasts, self.sign_in.ends_at)

    @property
    def scope(self) -> str:
        return self.sign_in.scope


class Sessions:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def current(self, scene: Scene) -> Session | None:
        """The sign-in of this conversation; the silence begins anew."""
        parts, now = self._parts, self._parts.clock()
        with parts.database.reading() as db:
            sign_in = sign_ins.current(db, scene.conversation, now)
            row = None if sign_in is None else portfolios.load(db, sign_in.portfolio_key)
        if sign_in is None or row is None or sign_in.person_key != scene.person:
            return None
        self._prolong(sign_in, now)
        return Session(scene, sign_in, opened(parts.sealer, row))

    def is_open(self, conversation: bytes) -> bool:
        """Whether somebody is signed in there; whatever they send is a sign of life."""
        parts, now = self._parts, self._parts.clock()
        with parts.database.reading() as db:
            sign_in = sign_ins.current(db, conversation, now)
        if sign_in is not None:
            self._prolong(sign_in, now)
        return sign_in is not None

    def _prolong(self, sign_in: SignIn, now: float) -> None:
        until = min(now + sign_in.lasts, sign_in.ends_at)
        if sign_in.until < until - BREATH:
            with self._parts.database.writing() as db:
                sign_ins.touch(db, sign_in.conversation_key, until)

    def meet(self, scene: Scene) -> Json:
        """Who is signed in, for the script."""
        session = self.current(scene)
        if session is None:
            return None
        self._listen(session)
        with self._parts.database.reading() as db:
            count = watches.count(db, session.key)
        row, profile = session.portfolio.row, session.portfolio.profile
        return {"user_id": profile.user_id, "scope": session.scope, "cases": count, "paused": row.paused}

    def begin(  # noqa: PLR0913
        self,
        db: Connection,
        scene: Scene,
        row: Portfolio,
        scope: str,
        *,
        lasts: float = SILENCE,
        code_key: bytes | None = None,
    ) -> None:
        """Signs in here, whoever was signed in before. Raises Outrun when the portfolio is not as it was when `row` was
        read, and somebody judged by it: a PIN that was changed meanwhile opens nothing. Comes first in a transaction,
        so that those who change the portfolio at the same moment wait for one another."""
        now = self._parts.clock()
        if not portfolios.prove(db, row.key, row.version, now // DAY * DAY):
            raise Outrun
        longest = RECOVERY if scope == "recovery" else LONGEST
        lasts = min(lasts, longest)
        sign_in = SignIn(
            scene.conversation, row.key, scene.person, code_key, scope, now + lasts, lasts, ends_at=now + longest
        )
        sign_ins.begin(db, sign_in)
        sign_ins.visited(db, row.key, scene.person, now)
        if scope == "owner" and scene.is_proof:
            contacts.alive(db, row.key, scene.person, now)

    def end(self, scene: Scene) -> None:
        with self._parts.database.writing() as db:
            sign_ins.end(db, scene.conversation)

    def hear(self, scene: Scene) -> None:
        """A text from a phone that opens portfolios shows that its owner has it still; noted once a day."""
        if not scene.is_proof:
            return
        now = self._parts.clock()
        with self._parts.database.reading() as db:
            beside = contacts.beside(db, scene.person)
        silent = [
            key
            for key, rows in beside.items()
            if any(each.address_key == scene.person and is_silent(each, now) for each in opening(rows, now))
        ]
        if silent:
            with self._parts.database.writing() as db:
                for key in silent:
                    contacts.alive(db, key, scene.person, now)

    def _listen(self, session: Session) -> None:
        """What is sent to the owner is written in the language they speak."""
        spoken, portfolio = session.scene.language, session.portfolio
        if session.scope == "owner" and spoken != portfolio.profile.language:
            with self._parts.database.writing() as db:
                portfolios.save(db, portfolio.with_profile(language=spoken).row)  # outrun: the next turn does it
