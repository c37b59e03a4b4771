"""The account itself: another PIN, alerts paused, everything that is held sent as a file."""

from bot.notices import File
from bot.portfolios.data import everything
from bot.portfolios.links import DATA, PIN
from bot.portfolios.parts import Parts
from bot.portfolios.recovery import RECOVERIES, counts_of
from bot.portfolios.scene import Scene
from bot.portfolios.sending import Sending, shown
from bot.portfolios.sessions import Session, Sessions
from bot.portfolios.trust import has_phone
from dialogs.portfolio import notices
from dialogs.portfolio.account_deeds import ChangePin, PauseAlerts, SendData
from dialogs.portfolio.alert_deeds import SendTest, SetTimezone
from dialogs.portfolio.user_ids import keys_of
from storage import codes, contacts, links, portfolios, sign_ins
from storage.database import Outrun

DAY = 86_400.0
FILE_NAME = "portfolio.json"
LATER = "later"
TESTS, MOST_TESTS = "test alerts", 3  # a day
CODES = ("verify", "enter", "recover", "recovered", "phone", "share")  # nothing that was made under the old PIN lasts

LINKS = (PIN, DATA)  # the others stand on a code


class Account:
    def __init__(self, parts: Parts, sessions: Sessions, sending: Sending) -> None:
        self._parts = parts
        self._sessions = sessions
        self._sending = sending

    def change_pin(self, deed: ChangePin, scene: Scene) -> bool:
        """Raises Outrun when the portfolio was changed meanwhile."""
        session = self._sessions.current(scene)
        if session is None or session.scope == "reader" or not self._may(session, deed):
            return False
        parts, portfolio = self._parts, session.portfolio.with_profile(short=deed.short).with_pin(deed.held)
        with parts.database.writing() as db:
            if not portfolios.save(db, portfolio.row) or not self._may(session, deed):
                raise Outrun
            codes.end(db, portfolio.key, CODES)
            for purpose in LINKS:
                links.close(db, portfolio.key, purpose, parts.clock())
            sign_ins.end_others(db, portfolio.key, scene.conversation)
            self._sessions.begin(db, scene, portfolio.row, "owner")
            told = self._sending.tell(db, portfolio, notices.pin_changed(parts.notices.house))
            known = portfolio.contacts(db)
        parts.guesses.opened(keys_of(portfolio.profile.user_id))
        parts.daily.clear(RECOVERIES, counts_of(parts.sealer, portfolio, known, parts.clock()))
        if told:
            scene.ring()
        return True

    def _may(self, session: Session, deed: ChangePin) -> bool:
        """A contact may have been removed meanwhile: the one by which this sign-in came, or the phone that a short PIN
        needs at its side."""
        now = self._parts.clock()
        with self._parts.database.reading() as db:
            if sign_ins.current(db, session.scene.conversation, now) is None:
                return False
            return not deed.short or has_phone(contacts.of(db, session.key), now)

    def pause(self, deed: PauseAlerts, session: Session) -> None:
        """Raises Outrun when the portfolio was changed meanwhile."""
        changed = session.portfolio.with_profile().row._replace(paused=deed.on)
        with self._parts.database.writing() as db:
            if not portfolios.save(db, changed):
                raise Outrun

    def set_timezone(self, deed: SetTimezone, session: Session) -> None:
        """Raises Outrun when the portfolio was changed meanwhile."""
        with self._parts.database.writing() as db:
            if not portfolios.save(db, session.portfolio.with_profile(timezone=deed.zone).row):
                raise Outrun

    def send_test(self, _deed: SendTest, session: Session) -> str:
        """Only what is sent counts."""
        parts, who = self._parts, session.key.hex()
        if not parts.daily.take(TESTS, who, MOST_TESTS):
            return LATER
        with parts.database.writing() as db:
            count = parts.test(db, session.portfolio)
        if not count:
            parts.daily.give_back(TESTS, who)
            return "none"
        session.scene.ring()
        return "sent"

    def send_data(self, _deed: SendData, session: Session) -> str:
        """Raises Outrun when the portfolio was changed meanwhile."""
        parts, portfolio, now = self._parts, session.portfolio, self._parts.clock()
        if now < portfolio.profile.data_sent_at + DAY:
            return LATER
        with parts.database.reading() as db:
            reachable = self._sending.reachable(db, portfolio)
        to = next((each for each in reachable if not each.is_phone), None)
        if to is None:
            return ""
        file = File(FILE_NAME, "application/json", everything(parts, session))
        with parts.database.writing() as db:
            if not portfolios.save(db, portfolio.with_profile(data_sent_at=now).row):
                raise Outrun
            self._sending.send_file(db, portfolio, to, file)
        session.scene.ring()
        return shown(to)
