"""The words of codes and news: how long they are, what is in them, and what never is."""

import re
from itertools import product

import pytest

from bot.notices import Notices, Recipient
from bot.twilio.segments import segments
from bot.twilio.twiml import MOST_SEGMENTS, MOST_SEGMENTS_ELSEWHERE
from dialogs.house import House
from dialogs.portfolio import notices
from dialogs.text import Phone
from storage.sealing import DataKey
from tests.world import HOUSE, Clock, catalogs

ALL = {
    **{
        f"code to {purpose}": notices.code(purpose, "604172", 600.0, HOUSE)
        for purpose in ("verify", "enter", "recover")
    },
    "locked out": notices.locked_out(86_400.0, HOUSE, own=False),
    "locked out at home": notices.locked_out(86_400.0, HOUSE, own=True),
    "closed": notices.closed(HOUSE),
    "PIN changed": notices.pin_changed(HOUSE),
    **{f"{kind} added": notices.contact_added(kind, HOUSE) for kind in ("phone", "email")},
    **{f"{kind} removed": notices.contact_removed(kind, HOUSE) for kind in ("phone", "email")},
    "alerts begin": notices.alerts_begin(HOUSE),
    "data": notices.data(HOUSE),
}
NOTICES = Notices(catalogs(), HOUSE, Clock())


def recipient(language: str, address: str = "+12025550142") -> Recipient:
    return Recipient(b"p" * 32, DataKey(b"k" * 32), language, address)


@pytest.mark.parametrize(("name", "language"), list(product(ALL, ("en", "es"))))
def test_every_notice_fits_says_who_writes_and_asks_for_nothing(name: str, language: str) -> None:
    body = NOTICES._text(recipient(language), ALL[name])["body"]
    assert segments(body) <= MOST_SEGMENTS.get(language, MOST_SEGMENTS_ELSEWHERE)
    assert body.startswith("Case Status: ")
    assert not re.search(r"https?:|www\.|\.org|\.com|\?", body)


@pytest.mark.parametrize(("name", "language"), list(product(ALL, ("en", "es"))))
def test_every_subject_says_next_to_nothing(name: str, language: str) -> None:
    letter = NOTICES._letter(recipient(language, "maria@example.org"), ALL[name], None)
    assert re.fullmatch(r"Case Status: [^0-9\n]{5,30}", str(letter["subject"]))
    assert str(letter["body"]).startswith("Case Status: ")
    assert "604172" not in str(letter["subject"])


@pytest.mark.parametrize("purpose", ["verify", "enter", "recover"])
def test_a_code_is_in_one_piece_so_that_it_can_be_copied(purpose: str) -> None:
    assert "604172" in NOTICES._text(recipient("en"), ALL[f"code to {purpose}"])["body"].split()


def test_a_long_name_of_the_service_still_fits() -> None:
    house = House("Case Status Line of Greater Springfield", Phone("+18003755283"))
    body = Notices(catalogs(), house, Clock())._text(recipient("es"), notices.locked_out(900.0, house, own=False))[
        "body"
    ]
    assert segments(body) <= MOST_SEGMENTS_ELSEWHERE
