"""Signing in with a user ID and a PIN. Nobody learns whether there is such a portfolio, in words or in time: what is
counted, written and computed is the same for both."""

from bot.portfolios.parts import Parts
from bot.portfolios.recovery import RECOVERIES, counts_of
from bot.portfolios.scene import Scene
from bot.portfolios.sending import Sending, shown
from bot.portfolios.sessions import Sessions
from bot.portfolios.trust import opens
from bot.portfolios.vault import Opened, nobody, opened
from dialogs.cases import Json
from dialogs.portfolio import notices
from dialogs.portfolio.deeds import CodeOutcome, SignIn, SignInWithCode
from dialogs.portfolio.user_ids import keys_of
from storage import codes, contacts, portfolios
from storage.database import Outrun

NOTICES_A_DAY = 3  # of lock-outs: enough to know
CODE_LATER = 3600.0  # seconds after which a code may be asked for again, about


class SigningIn:
    def __init__(self, parts: Parts, sessions: Sessions, sending: Sending) -> None:
        self._parts = parts
        self._sessions = sessions
        self._sending = sending
        # Opened where there is no portfolio: a third of a millisecond that would tell the one from the other.
        self._nobody = nobody(parts.sealer).row

    def sign_in(self, deed: SignIn, scene: Scene) -> Json:
        parts, digits = self._parts, keys_of(deed.user_id)
        own = self._is_own(deed.user_id, scene)
        taken = parts.guesses.take(digits, scene.guesser, own)
        if not taken.allowed:
            return _came(taken.outcome, wait=taken.wait)
        portfolio = parts.found(deed.user_id)
        held = (portfolio or opened(parts.sealer, self._nobody)).pin
        right = parts.pins.check(held or None, deed.pin)
        if portfolio is None or not right:
            if taken.began:
                self._tell_locked_out(digits, portfolio, scene, own=own)
            return _came("wrong")
        parts.guesses.right(taken)
        if portfolio.profile.short and not own:
            return self._send_code(portfolio, scene)
        portfolio = self._hashed_anew(portfolio, deed.pin)
        with parts.database.writing() as db:
            self._sessions.begin(db, scene, portfolio.row, "owner")
        self._forgive(portfolio)
        return _came("in")

    def with_code(self, deed: SignInWithCode, scene: Scene) -> CodeOutcome:
        parts, key = self._parts, bytes.fromhex(deed.code_id)
        with parts.database.reading() as db:
            code = codes.load(db, key)
            row = None if code is None else portfolios.load(db, code.portfolio_key)
        if code is None or row is None or code.purpose != "enter" or code.person_key != scene.person:
            return "over"
        outcome = parts.codes.judge(parts.database, key, deed.code)
        if outcome != "right":
            return outcome
        with parts.database.writing() as db:
            self._sessions.begin(db, scene, row, "owner")
            if not codes.use(db, key, parts.clock()):
                raise Outrun
        self._forgive(opened(parts.sealer, row))
        return "right"

    def _forgive(self, portfolio: Opened) -> None:
        """The owner is here: wrong codes of recoveries count no more towards the end of all recoveries."""
        parts = self._parts
        with parts.database.reading() as db:
            known = portfolio.contacts(db)
        parts.daily.forgive(RECOVERIES, counts_of(parts.sealer, portfolio, known, parts.clock()))

    def _is_own(self, user_id: str, scene: Scene) -> bool:
        """Whether this is a verified phone of that portfolio. On a call nobody knows: the number may be forged.

        Begun from the phone, not from the user ID: so it takes as long whether or not there is such a portfolio.
        """
        wanted = self._parts.keypad_key(user_id)
        with self._parts.database.reading() as db:
            known = contacts.beside(db, scene.person)
            keypads = portfolios.keypads(db, list(known))
        own = [known[key] for key, keypad in keypads.items() if keypad == wanted]
        return scene.is_proof and any(opens(each, scene.person, self._parts.clock()) for each in own)

    def _hashed_anew(self, portfolio: Opened, pin: str) -> Opened:
        """Hashes the PIN anew when hashes have become dearer since."""
        pins = self._parts.pins
        if not pins.outdated(portfolio.pin):
            return portfolio
        renewed = portfolio.with_profile().with_pin(pins.hash(pin))
        with self._parts.database.writing() as db:
            return renewed if portfolios.save(db, renewed.row) else portfolio

    def _send_code(self, portfolio: Opened, scene: Scene) -> Json:
        parts, sending = self._parts, self._sending
        with parts.database.reading() as db:
            opening = sending.opening(db, portfolio)
        if not opening:
            return _came("code")
        to = opening[0]
        if not (sending.may_ask(scene) and sending.may_send(to.row.address_key, "enter", scene)):
            return _came("busy", wait=CODE_LATER)
        code = sending.new_code(portfolio, to, "enter", scene)
        with parts.database.writing() as db:
            sending.send_code(db, portfolio, to, code)
        scene.ring()
        return _came("code", code=code.key.hex(), shown=shown(to))

    def _tell_locked_out(self, digits: str, portfolio: Opened | None, scene: Scene, *, own: bool) -> None:
        """As much is written for those who do not exist, so that it takes the same time."""
        parts = self._parts
        wait = parts.guesses.standing(digits, own).wait
        if not parts.daily.take("told of a lock-out", digits, NOTICES_A_DAY):
            return
        scene.ring()  # for nobody, too: a bell takes time
        if portfolio is None:
            parts.daily.take("told nobody", digits, NOTICES_A_DAY)
            return
        house = parts.notices.house
        notice = notices.locked_out(wait, house, own=own) if wait else notices.closed(house)
        with parts.database.writing() as db:
            self._sending.tell_one_of_each(db, portfolio, notice)


def _came(outcome: str, *, wait: float = 0.0, code: str = "", shown: str = "") -> Json:
    return {"outcome": outcome, "wait": wait, "code": code, "shown": shown}
