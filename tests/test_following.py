"""A phone without a portfolio that is told about a case; and one that says it is the wrong one."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import update

from bot.portfolios.deletion import erase
from bot.retention import Retention
from dialogs.follow_deeds import MOST_FOLLOWED
from storage import consents, contacts, follows, people, sign_ins
from storage.database import Database, Outrun
from storage.follows import Follow
from storage.people import Person
from storage.portfolio_tables import portfolios
from storage.sealing import place
from tests.alerting import APPROVED, INTERVIEW, MAILBOX, RECEIPT, RECEIVED, Arrived, Town, mom
from tests.world import PERSON

ANA, LUIS = b"a" * 32, b"l" * 32
CASE, OTHER_CASE = b"c" * 32, b"d" * 32
STRANGER = "+13125550199"
DAY = 86_400.0
MANY = [f"IOE09000000{number:02}" for number in range(1, MOST_FOLLOWED + 2)]


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    stage = Town(database_url)
    yield stage
    stage.close()


@pytest.fixture
def lone(sqlite_url: str) -> Iterator[Town]:
    stage = Town(sqlite_url)
    yield stage
    stage.close()


def agreed(town: Town, receipt: str = RECEIPT) -> list[str]:
    """A look-up, ALERTS, and the consent; what is said to that."""
    town.send(receipt)
    assert "shall I" in town.send("alerts")[0]
    return town.send("1")


def person(town: Town, phone: str = PERSON) -> bytes:
    return town.services.sealer.index("person", phone)


def followed(town: Town, phone: str = PERSON) -> int:
    with town.services.database.reading() as db:
        return len(follows.of(db, person(town, phone)))


@dataclass(frozen=True)
class Said:
    """A consent, or its withdrawal, as it was written down."""

    kind: str
    channel: str
    words: str
    at: float


def evidence(town: Town, phone: str = PERSON) -> list[Said]:
    key = person(town, phone)
    with town.services.database.reading() as db:
        rows = consents.history(db, key)
    opened = town.services.sealer.open
    return [
        Said(row.kind, row.channel, opened(row.sealed or b"", place("consents.sealed", key)).decode(), row.at)
        for row in rows
    ]


def told_to(arrived: list[Arrived], phone: str) -> list[str]:
    return [each.body for each in arrived if each.to == phone]


# The archive.


def add(db: Database, key: bytes, case: bytes, at: float = 1.0) -> bool:
    with db.writing() as session:
        return follows.add(session, key, Follow(case, b"sealed", at))


@pytest.fixture
def kept(database: Database) -> Database:
    with database.writing() as db:
        for key in (ANA, LUIS):
            people.save(db, Person(key, b"wrapped", b"sealed", 1, 1, 1))
    return database


def test_a_case_is_followed_once_and_the_longest_followed_stands_first(kept: Database) -> None:
    assert add(kept, ANA, OTHER_CASE, 2.0)
    assert add(kept, ANA, CASE, 1.0)
    assert not add(kept, ANA, CASE, 3.0)
    assert add(kept, LUIS, CASE)
    with kept.reading() as db:
        assert follows.of(db, ANA) == [Follow(CASE, b"sealed", 1.0), Follow(OTHER_CASE, b"sealed", 2.0)]


def test_who_ends_one_keeps_the_others_and_everybody_elses(kept: Database) -> None:
    for key, case in ((ANA, CASE), (ANA, OTHER_CASE), (LUIS, CASE)):
        add(kept, key, case)
    with kept.writing() as db:
        assert follows.remove(db, ANA, CASE)
        assert not follows.remove(db, ANA, CASE)
        assert [each.case_key for each in follows.of(db, ANA)] == [OTHER_CASE]
        assert follows.remove_all(db, ANA) == 1
        assert len(follows.of(db, LUIS)) == 1


def test_what_a_forgotten_phone_followed_goes_with_it(kept: Database) -> None:
    add(kept, ANA, CASE)
    with kept.writing() as db:
        people.forget(db, ANA)
        assert follows.of(db, ANA) == []
    with pytest.raises(Outrun):
        add(kept, ANA, CASE)


# Following.


def test_who_agrees_is_told_of_every_change_and_of_nothing_before(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    (words,) = agreed(town)
    assert words.splitlines() == [
        f"Case Status: I will text this phone when case ...{RECEIPT[-4:]} changes.",
        "Some texts a year. Msg & data rates may apply. ALERTS: change this. HELP for help, STOP ends all texts.",
    ]
    assert town.poll() == [], "a base line is no news"
    for number, title in enumerate((INTERVIEW, APPROVED)):
        town.shows(RECEIPT, title, f"2026-05-{14 + number}")
        (text,) = town.poll()
        assert text.to == PERSON
        assert f"...{RECEIPT[-4:]}: {title['en']}" in text.body
        assert "STOP ends all texts." in text.body
        assert RECEIPT not in text.body
    assert town.poll() == []


@pytest.mark.parametrize("answer", ["2", "no", "0", "7", "menu", "who are you?", "STOP"])
def test_without_a_yes_nothing_is_followed(lone: Town, answer: str) -> None:
    lone.shows(RECEIPT, RECEIVED)
    lone.send(RECEIPT)
    lone.send("alerts")
    lone.send(answer)
    assert followed(lone) == 0
    assert "follow" not in [each.kind for each in evidence(lone)]
    lone.poll()
    lone.shows(RECEIPT, APPROVED)
    assert lone.poll() == []


def test_a_yes_that_comes_to_another_question_agrees_to_nothing(lone: Town) -> None:
    lone.shows(RECEIPT, RECEIVED)
    lone.send(RECEIPT)
    lone.send("alerts")
    lone.send("more")
    lone.send("1")
    assert followed(lone) == 0


def test_a_number_that_is_not_shown_yet_is_looked_for_and_its_first_sight_is_told(town: Town) -> None:
    assert "Text ALERTS, and I look for it for 30 days." in town.send(RECEIPT)[0]
    assert "for 30 days" in town.send("alerts")[0]
    assert "for 30 days" in town.send("1")[0]
    assert town.poll() == []
    town.shows(RECEIPT, RECEIVED)
    (text,) = town.poll()
    assert f"...{RECEIPT[-4:]}: USCIS shows this case now: Case Was Received" in text.body


def test_after_thirty_days_in_vain_it_is_said_so_once(town: Town) -> None:
    agreed(town)
    town.poll()
    (text,) = town.poll(24 * 31)
    assert "30 days" in text.body
    assert town.poll(24 * 31) == []


def test_it_is_told_in_the_language_in_which_it_was_asked_for(lone: Town) -> None:
    lone.shows(RECEIPT, RECEIVED)
    lone.send("español")
    lone.send(RECEIPT)
    lone.send("alertas")
    lone.send("sí")
    lone.poll()
    lone.shows(RECEIPT, APPROVED)
    (text,) = lone.poll()
    assert f"...{RECEIPT[-4:]}: Caso Fue Aprobado" in text.body


def test_alerts_may_name_the_case(lone: Town) -> None:
    lone.shows(RECEIPT, RECEIVED)
    standing, question = lone.send(f"alerts {RECEIPT}")
    assert standing.startswith(RECEIPT)
    assert "shall I text this phone" in question
    lone.send("yes")
    assert followed(lone) == 1


def test_five_are_followed_and_no_more(lone: Town) -> None:
    for receipt in MANY[:-1]:
        lone.wait(1)
        assert "I look for case" in agreed(lone, receipt)[0]
    assert agreed(lone, MANY[-1]) == [
        f"This phone follows {MOST_FOLLOWED} cases already. For more, text CREATE: a list holds 100."
    ]
    assert followed(lone) == MOST_FOLLOWED
    lone.send(MANY[0])
    assert lone.send("alerts") == [
        f"This phone is told about case ...{MANY[0][-4:]} already. Text 1 to keep that, 2 to end it."
    ]
    lone.send("1")
    (listed,) = lone.send("alerts")
    assert f"1 = case ...{MANY[0][-4:]}\n2 = case ...{MANY[1][-4:]}" in listed
    assert lone.send("2") == [f"No more texts about case ...{MANY[1][-4:]}. STOP ends all texts."]
    assert "I look for case" in agreed(lone, MANY[-1])[0]


@pytest.mark.parametrize(("answer", "left"), [("1", 1), ("yes", 1), ("2", 0), ("no", 0), ("9", 1), ("hello", 1)])
def test_who_asks_for_what_they_have_may_end_it_but_not_from_habit(lone: Town, answer: str, left: int) -> None:
    agreed(lone)
    lone.send(f"alerts {RECEIPT}")
    lone.send(answer)
    assert followed(lone) == left


def test_who_asks_too_often_can_follow_nothing_they_may_not_look_up(sqlite_url: str) -> None:
    town = Town(sqlite_url, LOOKUPS_PER_PERSON="2")
    try:
        for receipt in MANY[:2]:
            town.send(receipt)
        assert "You have asked many times" in town.send(MANY[2])[0]
        town.send("alerts")
        assert "You have asked many times" in " ".join(town.send(f"alerts {MANY[2]}"))
        town.send("1")
        assert followed(town) == 0
    finally:
        town.close()


def test_who_is_signed_in_gets_the_alerts_of_the_portfolio_instead(lone: Town) -> None:
    for text in ("create maria88", "1", RECEIPT, "0", "4"):
        lone.send(text)
    lone.send(RECEIPT)
    assert "shall I" not in " ".join(lone.send("alerts"))
    assert followed(lone) == 0


def test_whose_portfolio_tells_them_of_the_case_hears_it_once(town: Town) -> None:
    mom(town)
    agreed(town)
    town.poll()
    town.shows(RECEIPT, APPROVED)
    assert len(told_to(town.poll(), PERSON)) == 1


def test_one_that_is_ended_is_told_no_more_and_the_others_are(town: Town) -> None:
    other = MANY[0]
    for receipt in (RECEIPT, other):
        town.shows(receipt, RECEIVED)
        agreed(town, receipt)
    town.poll()
    assert town.send(f"stop alerts for {RECEIPT}") == [
        f"No more texts about case ...{RECEIPT[-4:]}. STOP ends all texts."
    ]
    for receipt in (RECEIPT, other):
        town.shows(receipt, APPROVED)
    (text,) = town.poll()
    assert f"...{other[-4:]}" in text.body
    assert f"...{RECEIPT[-4:]}" not in text.body


@pytest.mark.parametrize(
    ("text", "left"),
    [(f"no more alerts for {RECEIPT[-4:]}", 1), (f"ya no quiero avisos del caso {RECEIPT[-4:]}", 1),
     (f"STOP {RECEIPT}", 1), ("stop alerts for 1111", 2), ("stop alerts for Mom", 2), ("stop alerts for 8", 2),
     ("stop alerts for 678", 2), ("stop alerts", 2)],
)  # fmt: skip
def test_what_can_not_be_one_case_stops_everything(lone: Town, text: str, left: int) -> None:
    for receipt in (RECEIPT, MANY[0]):
        agreed(lone, receipt)
    (words,) = lone.send(text)
    assert followed(lone) == left
    one = ("No more texts about case", "No habrá más mensajes sobre el caso")
    assert words.startswith(one) is (left == 1)
    assert lone.send("hello")[0].startswith("You stopped texts") is (left == 2)


def test_every_consent_and_its_end_is_written_down_with_time_and_words(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    town.send(RECEIPT)
    town.send("alerts")
    town.wait(60)
    town.send("yes please")
    began = town.clock.now
    town.send("no more alerts for 5678")
    town.wait(60)
    town.send("Leave me alone!")
    town.send("unstop")
    town.send("You have the wrong number")
    assert evidence(town) == [
        Said("follow", "sms", "yes please", began),
        Said("unfollow", "sms", "no more alerts for 5678", began),
        Said("stop", "sms", "Leave me alone!", began + 60),
        Said("start", "sms", "unstop", began + 60),
        Said("wrong", "sms", "You have the wrong number", began + 60),
    ]


def test_a_consent_that_comes_twice_counts_once(town: Town) -> None:
    town.send(RECEIPT)
    town.send("alerts")
    yes = town.parameters("1")
    assert len({town.post("/twilio/sms", yes).data for _time in range(3)}) == 1
    assert [each.kind for each in evidence(town)] == ["follow"]


def test_forget_me_ends_it_and_the_evidence_stays(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    agreed(town)
    town.poll()
    assert "erased" in town.send("delete")[0]
    assert followed(town) == 0
    assert [each.kind for each in evidence(town)] == ["follow"]
    town.shows(RECEIPT, APPROVED)
    assert town.poll() == []


def test_a_phone_that_follows_is_not_forgotten_for_its_silence(lone: Town) -> None:
    lone.shows(RECEIPT, RECEIVED)
    agreed(lone)
    lone.poll()
    lone.change_phone(STRANGER)
    lone.send("hello")
    lone.wait(100 * DAY)
    Retention(lone.services.database, DAY, DAY, DAY, lone.clock).purge()
    with lone.services.database.reading() as db:
        assert people.load(db, person(lone)) is not None
        assert people.load(db, person(lone, STRANGER)) is None
    lone.shows(RECEIPT, APPROVED)
    assert len(told_to(lone.poll(), PERSON)) == 1


def test_a_phone_that_gets_another_key_goes_on_following(town: Town) -> None:
    """A portfolio that was once opened there is erased from elsewhere."""
    town.shows(RECEIPT, RECEIVED)
    agreed(town)
    town.poll()
    portfolio = town.open("maria88", {})
    services = town.services
    with services.database.writing() as db:
        sign_ins.visited(db, portfolio.key, person(town), town.clock.now)
    assert erase(services.database, services.sealer, portfolio)
    town.shows(RECEIPT, APPROVED)
    assert len(told_to(town.poll(), PERSON)) == 1
    assert f"...{RECEIPT[-4:]}" in town.send("alerts")[0]


# STOP and START.


def test_stop_keeps_what_is_followed_silent_and_start_says_what_it_brings_back(town: Town) -> None:
    town.shows(RECEIPT, RECEIVED)
    agreed(town)
    town.poll()
    assert len(town.send("stop")) == 1
    town.shows(RECEIPT, INTERVIEW)
    assert town.poll() == []
    assert f"You get alerts about: ...{RECEIPT[-4:]}." in town.send("start")[0]
    town.shows(RECEIPT, APPROVED, "2026-05-14")
    assert len(town.poll()) == 1


def test_start_says_how_many_cases_of_a_portfolio_are_told_there(town: Town) -> None:
    portfolio = mom(town)
    town.watch(portfolio, MANY[0], number=2)
    town.send("stop")
    (words,) = town.send("start")
    assert "You get alerts about 2 cases of your portfolio." in words
    assert f"...{RECEIPT[-4:]}" not in words
    assert "maria88" not in words


def test_start_promises_no_alerts_while_they_are_paused_or_off(town: Town) -> None:
    portfolio = mom(town)
    with town.services.database.writing() as db:
        db.execute(update(portfolios).values(paused=1))
    town.send("stop")
    assert "You get alerts" not in town.send("start")[0]
    with town.services.database.writing() as db:
        db.execute(update(portfolios).values(paused=0))
        contacts.tell(db, portfolio.key, 1, on=False)
    town.send("stop")
    assert "You get alerts" not in town.send("start")[0]


# WRONG.


@pytest.mark.parametrize(
    "words", ["wrong", "WRONG NUMBER", "número equivocado", "no soy yo", "you have the wrong number"]
)
def test_a_wrong_number_is_taken_off_and_every_owner_is_told_by_email(town: Town, words: str) -> None:
    portfolio = mom(town)
    town.reach(portfolio, MAILBOX)
    stranger = town.open("pablo55", {RECEIPT: ""})
    town.reach(stranger, STRANGER)
    (answer,) = town.send(words)
    (mail,) = town.deliver_alerts()
    assert mail.to == MAILBOX
    assert f"...{PERSON[-4:]} somebody says that it is not yours" in mail.body
    assert PERSON not in mail.body
    row = town.contact(portfolio)
    assert (row.off, row.why) == (True, "wrong")
    town.shows(RECEIPT, APPROVED)
    assert {each.to for each in town.poll()} == {MAILBOX, STRANGER}, answer


def test_nobody_learns_from_the_answer_whether_the_number_was_anywhere(lone: Town) -> None:
    mom(lone)
    mine = lone.send("wrong number")
    lone.change_phone(STRANGER)
    assert lone.send("wrong number") == mine


def test_start_does_not_bring_a_wrong_number_back(town: Town) -> None:
    portfolio = mom(town)
    agreed(town, MANY[0])
    town.send("wrong number")
    town.send("stop")
    assert "You get alerts" not in town.send("start")[0]
    assert followed(town) == 0
    assert town.contact(portfolio).off
    town.shows(RECEIPT, APPROVED)
    assert town.poll() == []


def test_an_address_that_is_not_verified_learns_nothing_of_a_wrong_number(lone: Town) -> None:
    portfolio = mom(lone)
    lone.reach(portfolio, MAILBOX, verified_at=None)
    lone.send("wrong number")
    assert lone.deliver_alerts() == []


def test_whoever_is_signed_in_at_a_wrong_number_is_signed_out(lone: Town) -> None:
    lone.shows(RECEIPT, RECEIVED)
    for text in ("create maria88", "1", RECEIPT, "0", "4"):
        lone.send(text)
    assert "Case Was Received" in lone.send("list")[0]
    lone.send("wrong number")
    assert "Case Was Received" not in " ".join(lone.send("list"))


@pytest.mark.parametrize("words", ["wrong case", "that is not my case", "no es mi caso"])
def test_a_wrong_case_is_no_wrong_number_to_whoever_asked_for_it(lone: Town, words: str) -> None:
    portfolio = mom(lone)
    lone.send(RECEIPT)
    lone.send(words)
    assert not lone.contact(portfolio).off
    for text in ("create ana5566", "1", words):
        lone.send(text)
    assert not lone.contact(portfolio).off


def test_a_wrong_case_is_a_wrong_number_to_whoever_asked_for_nothing(lone: Town) -> None:
    portfolio = mom(lone)
    lone.send("that is not my case")
    assert lone.contact(portfolio).off


def test_wrong_is_an_answer_to_did_you_mean(lone: Town) -> None:
    portfolio = mom(lone)
    assert lone.send("IOE912345678")[0].startswith("Did you mean")
    assert lone.send("wrong")[0].startswith("Then please send the number again")
    assert not lone.contact(portfolio).off
