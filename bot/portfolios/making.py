"""Making a portfolio: a user ID that is free, a PIN that may be taken, and the portfolio itself."""

from itertools import islice

from bot.portfolios import links
from bot.portfolios.allowances import Allowances, portfolios_from
from bot.portfolios.codes import digits_from
from bot.portfolios.parts import Parts
from bot.portfolios.scene import Scene
from bot.portfolios.sessions import SILENCE_AFTER_MAKING, Session, Sessions
from bot.portfolios.trust import has_phone
from bot.portfolios.vault import Profile, new_row, opened
from dialogs.cases import Json
from dialogs.portfolio import pins
from dialogs.portfolio.deeds import CreatePortfolio, HoldOffer, HoldPin, OfferPin, SamePin, ShowOffer, WeighUserId
from dialogs.portfolio.user_ids import candidates, keys_of
from storage import contacts, portfolios

USER_IDS_A_DAY = 10  # that one phone may ask about
USER_IDS_MANY = 100  # all hidden numbers together, all behind one network
SUGGESTIONS, CANDIDATES = 3, 30
OFFERED = 8  # digits


class Making:
    def __init__(self, parts: Parts, sessions: Sessions) -> None:
        self._parts = parts
        self._sessions = sessions
        self._allowances = Allowances(parts)

    def weigh_user_id(self, deed: WeighUserId, scene: Scene) -> Json:
        parts = self._parts
        most = USER_IDS_MANY if scene.several else USER_IDS_A_DAY
        if self._made_enough(scene) or not parts.daily.take("user IDs", scene.caller, most):
            return {"outcome": "later", "suggestions": []}
        others = list(islice(candidates(deed.user_id), CANDIDATES))
        keys = {user_id: parts.keypad_key(user_id) for user_id in (deed.user_id, *others)}
        with parts.database.reading() as db:
            taken = portfolios.taken(db, list(keys.values()))
        if keys[deed.user_id] not in taken:
            return {"outcome": "free", "suggestions": []}
        free = [user_id for user_id in others if keys[user_id] not in taken]
        return {"outcome": "taken", "suggestions": free[:SUGGESTIONS]}

    def offer_pin(self, deed: OfferPin, scene: Scene) -> str:
        """Names are drawn until the digits of one are good enough; nearly always the first is."""
        while True:
            offer = self._parts.chance(16).hex()
            if pins.weigh(self._offered(offer), deed.user_id, scene.address) is None:
                return offer

    def show_offer(self, deed: ShowOffer, _scene: Scene) -> str:
        return self._offered(deed.offer)

    def hold_pin(self, deed: HoldPin, scene: Scene) -> Json:
        fault: str | None = pins.weigh(deed.pin, deed.user_id, scene.address)
        short = fault is None and pins.is_short(deed.pin)
        if short and not self._has_phone(deed.user_id, scene):
            fault, short = "needs_phone", False
        held = "" if fault is not None else self._parts.pins.hash(deed.pin)
        return {"held": held, "short": short, "fault": fault}

    def hold_offer(self, deed: HoldOffer, _scene: Scene) -> str:
        return self._parts.pins.hash(self._offered(deed.offer))

    def same_pin(self, deed: SamePin, _scene: Scene) -> bool:
        return self._parts.pins.check(deed.held, deed.pin)

    def create(self, deed: CreatePortfolio, scene: Scene) -> bool:
        """The portfolio, its key and the sign-in are there together, or nothing is. True as well when they are there
        already, and whoever made them here never heard of it."""
        parts, profile = self._parts, Profile(deed.user_id, scene.language, deed.short)
        key = parts.chance(32)
        row = new_row(parts.sealer, key, profile, deed.held, parts.clock())
        with parts.database.writing() as db:
            few = self._allowances.left(db, portfolios_from(scene)) > 0
            if few and portfolios.add(db, row, parts.keypad_key(deed.user_id)):
                self._allowances.take(db, 1, portfolios_from(scene))
                self._sessions.begin(db, scene, row, "owner", lasts=SILENCE_AFTER_MAKING)
                parts.links.adopt(db, links.PIN, scene.person, opened(parts.sealer, row))
                return True
        there = self._sessions.current(scene)
        return there is not None and there.scope == "owner" and _same(there, deed.user_id)

    def _made_enough(self, scene: Scene) -> bool:
        with self._parts.database.reading() as db:
            return self._allowances.left(db, portfolios_from(scene)) <= 0

    def _offered(self, offer: str) -> str:
        return digits_from(self._parts.sealer.index("pin offer", offer), OFFERED)

    def _has_phone(self, user_id: str, scene: Scene) -> bool:
        """Whether a short PIN would have a phone at its side with which one gets in to that portfolio."""
        session: Session | None = self._sessions.current(scene)
        if session is None or session.scope == "reader":
            return False
        if not _same(session, user_id):
            return False
        with self._parts.database.reading() as db:
            return has_phone(contacts.of(db, session.key), self._parts.clock())


def _same(session: Session, user_id: str) -> bool:
    """Whether it is the portfolio with this user ID."""
    return keys_of(session.portfolio.profile.user_id) == keys_of(user_id)
