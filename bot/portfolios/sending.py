"""What goes to the contacts of a portfolio: codes and news. Whoever said STOP, or is not verified, gets no news."""

from sqlalchemy import Connection

from bot.notices import File, Recipient
from bot.portfolios import links
from bot.portfolios.allowances import Allowances
from bot.portfolios.codes import SHORT_LIFE
from bot.portfolios.parts import Parts
from bot.portfolios.scene import Scene
from bot.portfolios.trust import opening
from bot.portfolios.vault import Opened, Reached, nobody, trusted
from dialogs.portfolio import notices
from dialogs.portfolio.mailboxes import masked
from dialogs.portfolio.notices import Notice
from storage import consents
from storage.codes import Code

DAY = 86_400.0
CODES_TO_ONE = 5  # a day, so that nobody's phone is flooded
CODES_FROM_ONE = 10
CODES_FROM_MANY = 100  # all hidden numbers together, all behind one network


def shown(contact: Reached) -> str:
    """The contact as its owner knows it and nobody else."""
    return f"(...) ...-{contact.address[-4:]}" if contact.is_phone else masked(contact.address)


class Sending:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.allowances = Allowances(parts)
        self._nobody = nobody(parts.sealer)

    def reachable(self, db: Connection, portfolio: Opened) -> list[Reached]:
        """The contacts that may be told anything, phones first."""
        return [each for each in trusted(portfolio.contacts(db)) if not self.is_stopped(db, each)]

    def opening(self, db: Connection, portfolio: Opened) -> list[Reached]:
        """Those of them with which one gets in, phones first."""
        reached, now = self.reachable(db, portfolio), self._parts.clock()
        rows = opening([each.row for each in portfolio.contacts(db)], now)
        return [each for each in reached if each.row in rows]

    def is_stopped(self, db: Connection, contact: Reached) -> bool:
        """Whether it is a phone that said STOP."""
        return contact.is_phone and consents.stopped(db, contact.row.address_key) is not None

    def may_ask(self, scene: Scene) -> bool:
        """Whether one more code may be asked for from here today; then it is counted."""
        most = CODES_FROM_MANY if scene.several else CODES_FROM_ONE
        return self._parts.daily.take("codes from", scene.caller, most)

    def may_send(self, address_key: bytes, purpose: str, scene: Scene) -> bool:
        """Whether one more code may go there today; then it is counted. What a phone asks for itself is counted apart:
        strangers can't use that up, nor those who call what is asked for by text. So is each purpose: what is left of
        one would tell whose address it is."""
        way = "oneself" if address_key == scene.person else "anybody"
        asked = way if scene.is_proof else "a caller"
        return self._parts.daily.take(f"codes to {purpose}, for {asked}", address_key.hex(), CODES_TO_ONE)

    def new_code(self, portfolio: Opened, to: Reached, purpose: str, scene: Scene, key: bytes | None = None) -> Code:
        """A code for the phone that asks, to be sent to a contact."""
        return self._parts.codes.new(portfolio.key, purpose, scene.person, to.number, key=key)

    def send_code(self, db: Connection, portfolio: Opened, to: Reached, code: Code) -> None:
        """Writes down the code and the message that tells it."""
        codes, post = self._parts.codes, self._parts.notices
        codes.add(db, code)
        url = "" if to.is_phone or code.purpose != links.VERIFY else self._link(db, portfolio, code)
        notice = notices.code(code.purpose, codes.digits(code), SHORT_LIFE, post.house, url)
        post.post(db, _recipient(portfolio, to), notice, SHORT_LIFE)

    def _link(self, db: Connection, portfolio: Opened, code: Code) -> str:
        """Does what the code does, once, as long as that."""
        name, of_links = code.key.hex(), self._parts.links
        of_links.add(db, links.VERIFY, name, code.expires_at, {"code": name}, portfolio)
        return of_links.url(links.VERIFY, name)

    def rehearse_code(self, code: Code, scene: Scene) -> None:
        """What `send_code` does besides writing, for nobody: so that nobody learns from the time it takes."""
        post, digits = self._parts.notices, self._parts.codes.digits(code)
        to = Recipient(self._nobody.key, self._nobody.data_key, scene.language, scene.address)
        post.rehearse(to, notices.code(code.purpose, digits, SHORT_LIFE, post.house))

    def tell(self, db: Connection, portfolio: Opened, notice: Notice, but: int | None = None) -> bool:
        """Tells all contacts but one; whether there was any."""
        to = [each for each in self.reachable(db, portfolio) if each.number != but]
        for each in to:
            self.tell_one(db, portfolio, each, notice)
        return bool(to)

    def tell_one_of_each(self, db: Connection, portfolio: Opened, notice: Notice) -> None:
        """Tells one phone and one e-mail address."""
        reached = self.reachable(db, portfolio)
        for kind in ("phone", "email"):
            for each in [each for each in reached if each.row.kind == kind][:1]:
                self.tell_one(db, portfolio, each, notice)

    def tell_one(self, db: Connection, portfolio: Opened, to: Reached, notice: Notice) -> None:
        """Unless that address was told more than enough today."""
        if self.allowances.may_tell(db, to.row.address_key, notice):
            self._parts.notices.post(db, _recipient(portfolio, to), notice)

    def send_file(self, db: Connection, portfolio: Opened, to: Reached, file: File) -> None:
        """Sends what is held, to an e-mail address."""
        post = self._parts.notices
        post.post(db, _recipient(portfolio, to), notices.data(post.house), DAY, file)


def _recipient(portfolio: Opened, to: Reached) -> Recipient:
    return Recipient(portfolio.key, portfolio.data_key, portfolio.profile.language, to.address)
