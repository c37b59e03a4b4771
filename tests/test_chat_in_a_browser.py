"""The talk on a page as people have it: in both languages, with JavaScript and without.

What is said comes from the dialogs, which have tests of their own; here it has to arrive, and to be answered by what
stands on the page.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Protocol

import pytest
from playwright.sync_api import Browser, expect

from dialogs.cases import Case, Step
from tests.chat_page import Looks, Talk, mailed_code, offered_pin, visited
from tests.chat_words import ENGLISH, SPANISH, Words
from tests.service import PUBLIC, ServiceLine
from tests.serving import serving

pytestmark = pytest.mark.slow

OWN_PIN = "58209174"
TABLE = (
    "Client;Receipt;Filed;Phone\nAna López;EAC9999103403;2024-03-04;(202) 555-0142\n"
    "Lin;ioe-09-123-45678;03/04/2024;2025550143\nLin;EAC9999103403;;\n"
).encode("cp1252")
LONG = Case(
    "WAC2190012345", "I-485", {"en": "Case Was Received", "es": "Caso Fue Recibido"}, {},
    tuple(Step(f"2024-0{month}-01", {"en": f"Step {month}", "es": f"Paso {month}"}) for month in range(1, 9)),
    "2024-08-01",
)  # fmt: skip


class Visit(Protocol):
    def __call__(self) -> AbstractContextManager[Talk]: ...


@pytest.fixture(scope="module")
def looks() -> Looks:
    return Looks()


@pytest.fixture
def stage(lite: ServiceLine) -> ServiceLine:
    lite.know(LONG)
    return lite


@pytest.fixture(params=[ENGLISH, SPANISH], ids=["english", "spanish"])
def words(request: pytest.FixtureRequest) -> Words:
    chosen: Words = request.param
    return chosen


@pytest.fixture(params=[True, False], ids=["with-script", "without"])
def visit(
    request: pytest.FixtureRequest, stage: ServiceLine, browser: Browser, looks: Looks, words: Words
) -> Iterator[Visit]:
    """Each time another browser; in the end nothing was found wrong with what was looked at."""
    with serving(stage.app) as address:
        yield partial(visited, browser, address, looks, language=words.language, script=request.param)
    faults, looks.faults = looks.faults, []
    assert faults == []


def test_a_case_is_looked_up_and_shows_its_steps(visit: Visit, words: Words) -> None:
    with visit() as me:
        assert words.approved in me.say("eac 99-991-03403")
        assert "USCIS" in me.press(words.full)
        me.press(words.steps)
        assert me.page.locator(".steps li").last.is_visible()
        assert words.received in me.say(LONG.receipt)
        steps = me.page.locator("details.steps").last
        assert not steps.get_by_text(f"{words.step} 1").is_visible()  # many steps are folded up
        steps.locator("summary").click()
        assert steps.locator("time").first.get_attribute("datetime") == "2024-01-01"
        expect(steps.get_by_text(f"{words.step} 8")).to_be_visible()


def test_a_number_that_is_wrong_or_doubtful_is_named_and_chosen(visit: Visit, words: Words) -> None:
    with visit() as me:
        assert words.digits in me.say("IOE123")
        assert "IOE0912345678" in me.say("IOEO912345678")
        assert "I-485" in me.press(words.yes)
        assert "EAC1234567890" in me.say("EAC1234567890")


def test_an_agency_that_is_down_is_told(visit: Visit, words: Words, stage: ServiceLine) -> None:
    with visit() as me:
        stage.agency("down")
        assert "EAC9999103403" in (answer := me.say("EAC9999103403"))
        assert words.approved not in answer
        stage.agency("back")
        stage.wait(7200)
        assert words.approved in me.say("EAC9999103403")


def test_a_list_is_made_with_an_own_pin_and_told_by_mail(visit: Visit, words: Words, stage: ServiceLine) -> None:
    with visit() as me:
        assert me.press(words.make)
        offered_pin(me.say("maria88"))
        me.press(words.own)
        assert me.field.get_attribute("type") == "password"
        assert words.weak in me.say("12345678")
        assert "maria88" in me.say(OWN_PIN)
        assert OWN_PIN not in me.page.content()
        assert words.added in me.say("eac9999103403\nIOE 0912345678")
        me.press(words.enough)
        me.press(words.by_mail)
        me.say("ana@example.org")
        me.say("000000")
        assert "maria88" in me.say(mailed_code(stage))
        assert me.press(words.cases)
        assert me.page.locator("table.cases tbody tr").count() == 2


def test_a_table_of_receipts_is_handed_in_as_a_file(visit: Visit, words: Words) -> None:
    with visit() as me:
        begin(me, words, "clinic24", LONG.receipt)
        me.press(words.add)
        told = me.hand_in("cases.csv", TABLE)
        assert words.twice in told
        if "\n" in me.field.input_value():  # read into the field, to be looked at
            assert words.read in told
            assert "LIN" not in me.field.input_value()
            told = me.say(me.field.input_value())
        assert "EAC9999103403" in told
        assert "IOE0912345678" in told
        me.press(words.enough)
        me.press(words.cases)
        assert me.page.locator("table.cases").last.locator("tbody tr").count() == 3


def test_a_taken_user_id_comes_with_others_to_press(visit: Visit, words: Words) -> None:
    with visit() as me:
        begin(me, words, "rosa2024")
    with visit() as me:
        me.press(words.make)
        me.say("rosa2024")
        free = me.page.locator(".choices button").first.inner_text()
        assert free.startswith("rosa")
        offered_pin(me.press(free))
        assert free in me.press(words.take)


def test_signing_in_is_refused_locked_and_granted(visit: Visit, words: Words, stage: ServiceLine) -> None:
    with visit() as me:
        pin = begin(me, words, "anna1990")
    with visit() as me:
        me.press(words.sign_in)
        me.say("anna1990")
        assert me.field.get_attribute("type") == "password"
        for _try in range(3):
            assert words.no_pair in me.say("11224455")
        signed_in(me, words, "anna1990", pin)
        assert pin not in me.page.content()
        me.press(words.out)
        for _round in range(3):
            me.press(words.sign_in)
            me.say("anna1990")
            for _try in range(3):
                if words.locked in (last := me.say("11224455")):
                    break
            if words.locked in last:
                break
        assert words.locked in last


def test_the_list_opens_a_case_and_changes(visit: Visit, words: Words) -> None:
    with visit() as me:
        begin(me, words, "casa2024", "EAC9999103403 IOE0912345678")
        me.press(words.cases)
        assert words.approved in me.press("...3403")
        me.press(words.add)
        me.say(LONG.receipt)
        me.press(words.enough)
        assert "Mamá" in me.say("NAME 1 Mamá" if words is ENGLISH else "NOMBRE 1 Mamá")
        me.say("REMOVE 2" if words is ENGLISH else "QUITAR 2")
        me.press(words.stay)
        me.say("REMOVE 2" if words is ENGLISH else "QUITAR 2")
        assert "IOE0912345678" in me.press(words.off)
        me.press(words.cases)
        names = me.page.locator("table.cases").last.locator("tbody th").all_inner_texts()
        assert names == ["Mamá", "...2345"]


def test_alerts_the_pin_and_a_code_for_others_are_set_by_buttons(
    visit: Visit, words: Words, stage: ServiceLine
) -> None:
    with visit() as me:
        begin(me, words, "todo2024", mail="ana@example.org", stage=stage)
        me.press(words.alerts)
        me.press("a***@example.org")
        me.press(words.told)
        me.press(words.everything)
        me.press(words.leave)
        pin = offered_pin(me.say("PIN"))
        me.press(words.take)
        me.say("SHARE" if words is ENGLISH else "COMPARTIR")
        code = me.press(words.week)
        assert '"todo2024"' in downloaded(me, "DATA" if words is ENGLISH else "DATOS")
        shared = "".join(code.split(":")[2].split(".")[0].split())
    with visit() as reader:
        reader.say("CODE" if words is ENGLISH else "CÓDIGO")
        assert reader.field.get_attribute("type") == "password"
        assert words.approved in reader.say(shared)
    with visit() as me:
        signed_in(me, words, "todo2024", pin)
        me.say("DELETE" if words is ENGLISH else "BORRAR")
        me.say("todo2024")
        me.press(words.sign_in)
        me.say("todo2024")
        assert words.no_pair in me.say(pin)


def test_a_forgotten_pin_is_chosen_anew(visit: Visit, words: Words, stage: ServiceLine) -> None:
    with visit() as me:
        begin(me, words, "olga2024", mail="ana@example.org", stage=stage)
    with visit() as me:
        me.press(words.sign_in)
        me.press(words.forgot)
        me.say("olga2024")
        assert "olga2024" in me.say(mailed_code(stage))
        assert words.signed_in in me.press(words.take)


def test_a_sign_in_ends_by_itself(visit: Visit, words: Words, stage: ServiceLine) -> None:
    with visit() as me:
        begin(me, words, "sola2024")
        stage.wait(31 * 60)  # a list that was just made stays open for half an hour
        me.press(words.cases)
        assert me.page.locator("table.cases").count() == 0
        assert me.page.get_by_role("button", name=words.forgot).is_visible()


def test_another_language_takes_over_the_page_and_the_talk_goes_on(visit: Visit, words: Words) -> None:
    other = SPANISH if words is ENGLISH else ENGLISH
    with visit() as me:
        me.say("EAC9999103403")
        me.say(words.other)
        assert me.page.locator("html").get_attribute("lang") == other.language
        assert me.page.get_by_role("button", name=other.full).is_visible()
        assert other.approved in me.say("STATUS")
        me.press(other.other)
        assert me.page.locator("html").get_attribute("lang") == words.language
        assert me.page.get_by_role("button", name=words.full).is_visible()


def downloaded(me: Talk, order: str) -> str:
    """The file behind the link that an order brings, when its one button is pressed."""
    me.say(order)
    link = me.page.locator("#talk a").last.get_attribute("href")
    assert link
    page = me.page.context.new_page()
    page.goto(link.removeprefix(PUBLIC))
    with page.expect_download() as coming:
        page.locator("main button").click()
    page.close()
    return coming.value.path().read_text()


def begin(
    me: Talk,
    words: Words,
    user_id: str,
    receipts: str = "EAC9999103403",
    mail: str = "",
    stage: ServiceLine | None = None,
) -> str:
    """A list with these cases, and somebody who is told; its PIN."""
    me.press(words.make)
    pin = offered_pin(me.say(user_id))
    me.press(words.take)
    me.say(receipts)
    me.press(words.enough)
    if mail and stage is not None:
        me.press(words.by_mail)
        me.say(mail)
        assert user_id in me.say(mailed_code(stage))
    else:
        assert user_id in me.press(words.not_now)
    return pin


def signed_in(me: Talk, words: Words, user_id: str, pin: str) -> None:
    me.press(words.sign_in)
    me.say(user_id)
    assert words.signed_in in me.say(pin)
