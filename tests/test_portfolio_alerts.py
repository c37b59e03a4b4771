"""How alerts are told is the owner's choice: at the desk on both databases, by text and on calls in both languages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from bot.portfolios.parts import keypad_key
from bot.portfolios.vault import Opened, opened
from bot.twilio.segments import segments
from dialogs.portfolio import account_deeds as account
from dialogs.portfolio.account_deeds import CodeSent, Contact
from dialogs.portfolio.alert_deeds import ZONES, ChangeAlerts, SendTest, SetTimezone
from storage import contacts, portfolios
from storage.database import Database
from tests.alerting import MAILBOX, RECEIPT, Town
from tests.portfolio_desk import OTHER_PHONE, PIN, USER_ID, Desk
from tests.world import PERSON

WRONG, BOUNCED, DEAD = "wrong", "bounced", "dead"
LONGEST = 3  # segments of one text
DAY = 86_400.0


# At the desk.


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A portfolio with the phone that talks and an e-mail address, both verified; its owner is signed in."""
    stage = Desk(database)
    stage.create()
    stage.verify_phone()
    stage.verify_email()
    stage.news()
    yield stage
    stage.close()


class Bell:
    """Writes tests, and counts them."""

    def __init__(self, told: int) -> None:
        self.told, self.asked = told, 0

    def __call__(self, _db: Connection, _portfolio: Opened) -> int:
        self.asked += 1
        return self.told


def listed(desk: Desk) -> tuple[Contact, ...]:
    return desk.do(account.ListContacts())


def profile(desk: Desk) -> str:
    with desk.database.reading() as db:
        row = portfolios.find(db, keypad_key(desk.sealer, USER_ID))
    assert row is not None
    return opened(desk.sealer, row).profile.timezone


def switch_off(desk: Desk, kind: str, address: str, why: str) -> None:
    with desk.database.writing() as db:
        assert len(contacts.switch_off(db, desk.sealer.index(kind, address), why)) == 1


def test_an_email_says_everything_and_a_text_the_new_status_unless_the_owner_wants_it_otherwise(desk: Desk) -> None:
    assert [(each.kind, each.level, each.by_call, each.weekly) for each in listed(desk)] == [
        ("phone", "title", False, False),
        ("email", "all", False, False),
    ]
    assert desk.do(ChangeAlerts(1, "hint", True, False))
    assert desk.do(ChangeAlerts(2, "title", False, True))
    assert [(each.level, each.by_call, each.weekly) for each in listed(desk)] == [
        ("hint", True, False),
        ("title", False, True),
    ]


def test_what_is_chosen_for_a_contact_that_is_gone_changes_nothing(desk: Desk) -> None:
    before = listed(desk)
    assert not desk.do(ChangeAlerts(9, "all", False, False))
    assert listed(desk) == before


@pytest.mark.parametrize("zone", ZONES.values())
def test_the_zone_is_kept_and_the_machine_knows_it(desk: Desk, zone: str) -> None:
    desk.do(SetTimezone(zone))
    assert profile(desk) == zone
    assert not zone or ZoneInfo(zone).key == zone


def test_three_tests_a_day_are_sent_and_ring(desk: Desk) -> None:
    bell, before = Bell(2), desk.rung
    desk.portfolios = desk.desk(desk.pins, bell)
    assert [desk.do(SendTest()) for _time in range(4)] == ["sent", "sent", "sent", "later"]
    assert (bell.asked, desk.rung) == (3, before + 3)
    desk.clock.now += DAY
    assert desk.sign_in() == "in"
    assert desk.do(SendTest()) == "sent"


def test_a_test_that_nobody_gets_does_not_count(desk: Desk) -> None:
    desk.portfolios = desk.desk(desk.pins, Bell(0))
    before = desk.rung
    assert [desk.do(SendTest()) for _time in range(5)] == ["none"] * 5
    assert desk.rung == before
    desk.portfolios = desk.desk(desk.pins, Bell(1))
    assert desk.do(SendTest()) == "sent"


def test_why_a_contact_is_off_is_known_until_a_code_comes_back(desk: Desk) -> None:
    switch_off(desk, "email", "maria@example.org", BOUNCED)
    assert [(each.off, each.why) for each in listed(desk)] == [(False, ""), (True, BOUNCED)]
    assert desk.do(account.TellContact(2, True))
    assert [(each.off, each.why) for each in listed(desk)] == [(False, ""), (True, BOUNCED)], "a wish mends nothing"
    assert desk.do(account.SendCodeAgain(2)).outcome == "sent"
    assert desk.do(account.VerifyContact(2, desk.sent()[-1].code)) == "right"
    assert [(each.off, each.why) for each in listed(desk)] == [(False, ""), (False, "")]


def test_whoever_said_wrong_gets_no_code_until_they_ask_themselves(desk: Desk) -> None:
    switch_off(desk, "person", PERSON, WRONG)
    elsewhere = desk.scene(OTHER_PHONE)
    assert desk.sign_in(PIN, elsewhere) == "in"
    assert desk.do(account.SendCodeAgain(1), elsewhere) == CodeSent("wrong", 1, "(...) ...-0142")
    assert desk.news() == []
    assert desk.do(account.SendCodeAgain(1)).outcome == "sent"
    assert desk.do(account.VerifyContact(1, desk.sent()[-1].code)) == "right"
    assert (listed(desk)[0].off, listed(desk)[0].why) == (False, "")


def test_the_file_with_all_data_says_how_alerts_are_told(desk: Desk) -> None:
    desk.do(ChangeAlerts(1, "hint", True, True))
    desk.do(SetTimezone("Pacific/Guam"))
    switch_off(desk, "person", PERSON, WRONG)
    assert desk.do(account.SendData()) == "m***@example.org"
    (mail,) = desk.news()
    assert mail.file is not None
    held = json.loads(mail.file["content"])
    phone = held["contacts"][0]
    assert held["portfolio"]["time_zone"] == "Pacific/Guam"
    assert [phone[each] for each in ("alerts_say", "alerts_by_call", "alerts_weekly", "switched_off_because")] == [
        "hint", True, True, "wrong",
    ]  # fmt: skip


# In a talk, through the whole service.

TONGUES = {"en": "English", "es": "Español"}


@dataclass
class Owner:
    """Whoever owns a portfolio, signed in, with this phone (1) and an e-mail address (2)."""

    town: Town
    language: str

    def says(self, *texts: str) -> str:
        """What is answered to the last of them."""
        return "\n".join([self.town.send(text) for text in texts][-1])

    def tongue(self, english: str, spanish: str) -> str:
        return english if self.language == "en" else spanish

    def contact(self, number: int) -> contacts.Contact:
        return self.town.contact(self.portfolio, number)

    @property
    def portfolio(self) -> Opened:
        services = self.town.services
        with services.database.reading() as db:
            row = portfolios.find(db, keypad_key(services.sealer, USER_ID))
        assert row is not None
        return opened(services.sealer, row)

    def switch_off(self, kind: str, address: str, why: str) -> None:
        with self.town.services.database.writing() as db:
            assert contacts.switch_off(db, self.town.services.sealer.index(kind, address), why)


@pytest.fixture(params=TONGUES)
def owner(sqlite_url: str, request: pytest.FixtureRequest) -> Iterator[Owner]:
    town = Town(sqlite_url, foreseeable=True)
    stage = Owner(town, request.param)
    stage.says(TONGUES[request.param], f"create {USER_ID}", "2", PIN, RECEIPT, "0", "4")
    town.reach(stage.portfolio, PERSON)
    town.reach(stage.portfolio, MAILBOX)
    yield stage
    town.close()


@pytest.mark.parametrize(
    ("why", "english", "spanish"),
    [
        (DEAD, "off: the number is not in service", "en servicio"),
        (WRONG, "off: somebody there said it is not yours", "dijo que no es suyo"),
    ],
)
def test_the_list_says_what_is_off_and_why(owner: Owner, why: str, english: str, spanish: str) -> None:
    owner.switch_off("person", PERSON, why)
    owner.switch_off("email", MAILBOX, BOUNCED)
    answer = owner.says("alerts")
    assert owner.tongue(english, spanish) in answer
    assert owner.tongue("off: e-mail comes back", "sin alertas: los correos son devueltos") in answer


def test_the_list_says_who_ended_alerts_by_a_link_until_they_are_on_again(owner: Owner) -> None:
    with owner.town.services.database.writing() as db:
        assert contacts.tell(db, owner.portfolio.key, 2, on=False, why="unsubscribed")
    told = owner.tongue("by the link in an e-mail", "con el enlace de un correo")
    assert told in owner.says("alerts")
    owner.says("2", "1")
    assert told not in owner.says("alerts")
    owner.says("2", "1")
    assert told not in owner.says("alerts"), "its owner did it this time"


def test_the_list_says_when_a_text_last_arrived(owner: Owner) -> None:
    assert owner.tongue("Last text delivered", "Último mensaje entregado") not in owner.says("alerts")
    with owner.town.services.database.writing() as db:
        contacts.delivered(db, owner.portfolio.key, owner.contact(1).address_key, owner.town.clock.now - 4 * 3600)
    assert owner.tongue("Last text delivered May 13, 2026, 9:00", "13 de mayo de 2026, 9:00") in owner.says("alerts")


def test_when_it_arrived_is_told_in_the_zone_of_the_owner(owner: Owner) -> None:
    with owner.town.services.database.writing() as db:
        contacts.delivered(db, owner.portfolio.key, owner.contact(1).address_key, owner.town.clock.now - 4 * 3600)
    owner.says("zone", "pacific")
    assert owner.tongue("Last text delivered May 13, 2026, 6:00", "13 de mayo de 2026, 6:00") in owner.says("alerts")


def test_where_nothing_arrives_a_code_is_what_brings_it_back_and_not_a_switch(owner: Owner) -> None:
    owner.switch_off("email", MAILBOX, BOUNCED)
    answer = owner.says("alerts", "2")
    assert owner.tongue("1 = I have the code", "1 = ") in answer
    assert owner.tongue("alerts there", "alertas allí") not in answer
    assert "m***@example.org" in owner.says("2")
    sent = owner.town.post_office.sent
    owner.town.services.mail_outbox.deliver()
    code = next(word for word in sent[-1][2].split() if word.isdigit() and len(word) == 6)
    assert owner.tongue("Verified.", "Verificado.") in owner.says(code)
    assert not owner.contact(2).off


def test_a_phone_that_is_wrong_is_sent_no_code_from_elsewhere(owner: Owner) -> None:
    owner.town.reach(owner.portfolio, OTHER_PHONE)
    owner.switch_off("person", OTHER_PHONE, WRONG)
    assert owner.tongue("add it from that phone", "agréguelo desde ese teléfono") in owner.says("alerts", "3", "2")
    assert owner.town.deliver() == []


@pytest.mark.parametrize(
    ("answers", "level", "by_call", "weekly"),
    [(["1", "1", "1"], "all", False, False), (["1", "2", "2"], "title", False, True),
     (["1", "3", "1"], "hint", False, False), (["2", "2"], "title", True, True),
     (["by text", "everything", "now"], "all", False, False), (["por llamada", "los lunes"], "title", True, True),
     (["por texto", "solo el nuevo estado", "enseguida"], "title", False, False),
     (["call me", "once a week"], "title", True, True)],
)  # fmt: skip
def test_what_a_phone_is_told_is_chosen_by_number_or_in_words(
    owner: Owner, answers: list[str], level: str, by_call: bool, weekly: bool
) -> None:
    owner.says("alerts", "1", "4", *answers)
    contact = owner.contact(1)
    assert (contact.level, contact.by_call, contact.weekly) == (level, by_call, weekly)


def test_an_address_is_not_asked_whether_it_rings_nor_told_of_the_night(owner: Owner) -> None:
    answer = owner.says("alerts", "2", "4", "3", "1")
    assert owner.tongue("Alerts there say only that there is news.", "solo que hay una novedad.") in answer
    assert owner.tongue("They come at once.", "Llegan enseguida.") in answer
    assert owner.contact(2).level == "hint"
    shown = owner.says("alerts", "2")
    assert owner.tongue("Alerts there say only that there is news.", "solo que hay una novedad.") in shown


def test_whoever_settles_what_is_off_is_told_that_it_is_off(owner: Owner) -> None:
    owner.says("alerts", "1", "1")
    answer = owner.says("alerts", "1", "4", "1", "1", "1")
    assert owner.tongue("Now they are off.", "Por ahora están desactivadas.") in answer
    assert not owner.contact(1).alerts


def test_a_contact_that_went_away_meanwhile_is_said_so(owner: Owner) -> None:
    gone = owner.tongue("That one is not there any more.", "ya no está")
    for answers in (["2", "4", "1"], ["2"]):
        owner.says("alerts", *answers)
        with owner.town.services.database.writing() as db:
            contacts.remove(db, owner.portfolio.key, 2)
        assert gone in owner.says("1")
        owner.town.reach(owner.portfolio, MAILBOX, 2)


def test_questions_that_are_left_change_nothing(owner: Owner) -> None:
    before = owner.contact(1)
    assert owner.tongue("Let us leave it", "Dejémoslo") in owner.says("alerts", "1", "4", "1", "x", "y", "z")
    owner.says("alerts", "1", "4", "1", "1", "menu")
    assert owner.contact(1) == before


@pytest.mark.parametrize(
    ("answer", "zone"),
    [("1", "America/New_York"), ("4", "America/Phoenix"), ("9", "Pacific/Guam"), ("10", ""), ("10.", ""),
     ("Arizona", "America/Phoenix"), ("pacífico", "America/Los_Angeles"), ("PST", "America/Los_Angeles"),
     ("Eastern time", "America/New_York"), ("Puerto Rico", "America/Puerto_Rico"), ("Hawái", "Pacific/Honolulu"),
     ("my phone number", "")],
)  # fmt: skip
def test_a_zone_is_chosen_by_number_or_by_name(owner: Owner, answer: str, zone: str) -> None:
    owner.says("zone", "2")
    assert owner.portfolio.profile.timezone == "America/Chicago"
    assert owner.tongue("Good.", "Bien.") in owner.says("zona horaria", answer)
    assert owner.portfolio.profile.timezone == zone


@pytest.mark.parametrize(
    ("hours", "english", "spanish"),
    [("21:00-08:00", "From 9 p.m. to 8 a.m., texts and calls wait.", "De 9 p.m. a 8 a.m. no envío"),
     ("22:30-07:00", "From 10:30 p.m. to 7 a.m., texts and calls wait.", "De 10:30 p.m. a 7 a.m. no envío"),
     ("none", "", "")],
)  # fmt: skip
def test_the_hours_in_which_nobody_is_woken_are_those_that_are_set(
    sqlite_url: str, hours: str, english: str, spanish: str
) -> None:
    town = Town(sqlite_url, foreseeable=True, QUIET_HOURS=hours)
    owner = Owner(town, "en")
    owner.says(f"create {USER_ID}", "2", PIN, RECEIPT, "0", "4")
    asked, settled = owner.says("zone"), owner.says("1")
    assert english in asked
    assert ("wait" in asked, "wait" in settled) == (bool(english), bool(english))
    owner.says("español")
    assert spanish in owner.says("zona")
    owner.says("1")
    town.reach(owner.portfolio, PERSON)
    assert ("no de noche" in owner.says("alertas", "1")) == bool(english)
    town.close()


@pytest.mark.parametrize("answer", ["0", "11", "Paris", "1 2", "🙂"])
def test_a_zone_that_is_not_understood_is_asked_again_and_then_left(owner: Owner, answer: str) -> None:
    assert owner.tongue("a number from 1 to 10", "un número del 1 al 10") in owner.says("zone", answer)
    assert owner.tongue("Let us leave it", "Dejémoslo") in owner.says(answer, answer)
    assert owner.portfolio.profile.timezone == ""


def test_a_test_says_that_it_is_coming_that_nobody_gets_it_or_that_it_is_enough(owner: Owner) -> None:
    coming = owner.tongue("A test is on its way", "prueba")
    assert [coming in owner.says("test") for _time in range(3)] == [True] * 3
    assert owner.tongue("try again tomorrow", "mañana") in owner.says("prueba")
    owner.says("alerts", "1", "1")
    owner.says("alerts", "2", "1")
    owner.town.clock.now += DAY
    nobody = owner.tongue("Nobody gets your alerts yet", "Nadie recibe")
    assert nobody in owner.says("login", USER_ID, PIN, "test")


def test_who_goes_on_after_a_pause_hears_where_the_news_is(owner: Owner) -> None:
    assert owner.tongue("Alerts are paused.", "Las alertas están en pausa.") in owner.says("pause")
    answer = owner.says("resume")
    assert owner.tongue("what changed meanwhile stands first", "lo que cambió mientras tanto") in answer


def test_no_question_about_alerts_takes_more_than_three_segments(owner: Owner) -> None:
    for answers in ([], ["1"], ["1", "4"], ["1", "4", "1"], ["1", "4", "1", "1"], ["1", "4", "1", "1", "1"]):
        for text in [owner.town.send(each) for each in ("alerts", *answers)][-1]:
            assert segments(text) <= LONGEST, text
    for text in (*owner.town.send("zone"), *owner.town.send("test")):
        assert segments(text) <= LONGEST, text


@pytest.mark.parametrize("order", ["test", "zone", "pause", "resume"])
def test_whoever_is_not_signed_in_is_asked_to_do_that_first(owner: Owner, order: str) -> None:
    owner.says("logout")
    assert owner.tongue("For that you need to sign in.", "entrar a su portafolio") in owner.says(order)
