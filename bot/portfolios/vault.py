"""What is sealed of a portfolio, opened. Everything of it is sealed under its own data key, bound to its place."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection

from storage import contacts, portfolios, watches
from storage.contacts import Contact
from storage.sealing import DataKey, Sealer, place
from storage.watches import Watch

KEY = "portfolio_keys.wrapped_key"
PROFILE = "portfolios.sealed"
PIN = "portfolios.pin"
WATCH = "watches.sealed"
CONTACT = "contacts.sealed"


@dataclass(frozen=True, slots=True)
class Profile:
    """`user_id` as it was chosen; `short`: the PIN has six or seven digits; when its data were last sent (0: never);
    `timezone`: where its owner is, "" where that is told by the area code of a phone."""

    user_id: str
    language: str
    short: bool
    data_sent_at: float = 0.0
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A case of a portfolio. `seen` is what was last shown of it; None: it was never shown."""

    row: Watch
    receipt: str
    name: str
    seen: str | None

    @property
    def number(self) -> int:
        return self.row.number


@dataclass(frozen=True, slots=True)
class Reached:
    """A contact of a portfolio, with its address in clear."""

    row: Contact
    address: str

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def is_phone(self) -> bool:
        return self.row.kind == "phone"

    @property
    def trusted(self) -> bool:
        """Whether it may be told anything but its own code."""
        return self.row.verified_at is not None and not self.row.off


@dataclass(frozen=True, slots=True)
class Opened:
    """A portfolio, with the key to what is sealed in it."""

    row: portfolios.Portfolio
    data_key: DataKey
    profile: Profile

    @property
    def key(self) -> bytes:
        return self.row.key

    @property
    def pin(self) -> str:
        """The hash of the PIN."""
        return self.data_key.open(self.row.pin, place(PIN, self.key)).decode()

    def with_profile(self, **changes: Any) -> "Opened":
        """The same, one save later."""
        profile = replace(self.profile, **changes)
        row = self.row._replace(sealed=sealed_profile(self.data_key, self.key, profile), version=self.row.version + 1)
        return replace(self, row=row, profile=profile)

    def with_pin(self, held: str) -> "Opened":
        """Another hash, of the same save as the newest change."""
        return replace(self, row=self.row._replace(pin=sealed_pin(self.data_key, self.key, held)))

    def cases(self, db: Connection) -> list[Watched]:
        """Its cases, by number."""
        return [self.watched(row) for row in watches.of(db, self.key)]

    def watched(self, row: Watch) -> Watched:
        kept = json.loads(self.data_key.open(row.sealed, self._place(WATCH, row.case_key)))
        return Watched(row, kept["receipt"], kept["name"], kept["seen"])

    def sealed_watch(self, case_key: bytes, receipt: str, name: str, seen: str | None) -> bytes:
        kept = json.dumps({"receipt": receipt, "name": name, "seen": seen})
        return self.data_key.seal(kept.encode(), self._place(WATCH, case_key))

    def contacts(self, db: Connection) -> list[Reached]:
        """Its contacts, by number."""
        return [self.reached(row) for row in contacts.of(db, self.key)]

    def reached(self, row: Contact) -> Reached:
        kept = json.loads(self.data_key.open(row.sealed, self._place(CONTACT, row.address_key)))
        return Reached(row, kept["address"])

    def sealed_contact(self, address_key: bytes, address: str) -> bytes:
        return self.data_key.seal(json.dumps({"address": address}).encode(), self._place(CONTACT, address_key))

    def _place(self, column: str, key: bytes) -> str:
        # By what the row is about, not by its number: that is found only while the row is added.
        return place(column, f"{self.key.hex()} {key.hex()}")


def sealed_profile(data_key: DataKey, key: bytes, profile: Profile) -> bytes:
    return data_key.seal(json.dumps(asdict(profile)).encode(), place(PROFILE, key))


def sealed_pin(data_key: DataKey, key: bytes, held: str) -> bytes:
    return data_key.seal(held.encode(), place(PIN, key))


def new_row(sealer: Sealer, key: bytes, profile: Profile, held: str, now: float) -> portfolios.Portfolio:
    """A new portfolio with a data key of its own; `held` is the hash of its PIN."""
    secret = sealer.new_data_key()
    data_key = DataKey(secret)
    return portfolios.Portfolio(
        key,
        sealer.wrap(secret, place(KEY, key)),
        sealed_profile(data_key, key, profile),
        sealed_pin(data_key, key, held),
        version=1,
        paused=False,
        created_at=now,
        seen_at=now,
    )


def opened(sealer: Sealer, row: portfolios.Portfolio) -> Opened:
    """Raises SealBroken when it was sealed under a key that is not known here."""
    data_key = sealer.unwrap(row.wrapped_key, place(KEY, row.key))
    profile = Profile(**json.loads(data_key.open(row.sealed, place(PROFILE, row.key))))
    return Opened(row, data_key, profile)


def nobody(sealer: Sealer) -> Opened:
    """A portfolio that is not there, for what takes as long for it as for one that is."""
    return opened(sealer, new_row(sealer, bytes(32), Profile("nobody", "en", short=False), "", 0.0))


def trusted(reached: Sequence[Reached]) -> list[Reached]:
    """Those that may be told anything, phones first."""
    return sorted((each for each in reached if each.trusted), key=lambda each: (not each.is_phone, each.number))
