"""Portfolios by text as people write: a secret among other words, several things at once, words of their own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from storage.tables import metadata
from tests.service import ServiceLine

USER_ID, PIN, RECEIPT, OTHER = "rosa1950", "82640917", "EAC9999103403", "IOE0912345678"
TONGUES = {"en": "ENGLISH", "es": "ESPAÑOL"}


@dataclass
class Talk:
    """A phone and its texts, in one language."""

    line: ServiceLine
    language: str

    def says(self, *texts: str) -> str:
        """What is answered to the last of them."""
        return "\n".join([self.line.send(text) for text in texts][-1])

    def counts(self, table: str) -> int:
        with self.line.services.database.reading() as db:
            count: int = db.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()
        return count

    def code(self) -> str:
        """The newest code that was sent."""
        sent = self.line.deliver()
        found: list[str] = re.findall(r"(?<!\d)\d{6}(?!\d)", "\n".join(sent))
        return found[0]


@pytest.fixture(params=TONGUES)
def talk(sqlite_url: str, request: pytest.FixtureRequest) -> Iterator[Talk]:
    line = ServiceLine(sqlite_url, foreseeable=True)
    stage = Talk(line, request.param)
    stage.says(TONGUES[request.param])
    yield stage
    line.close()


@pytest.fixture
def owner(talk: Talk) -> Talk:
    """Somebody with one case, signed in."""
    talk.says(f"create {USER_ID}", "2", PIN, RECEIPT, "0", "4")
    return talk


def said(talk: Talk, english: str, spanish: str) -> str:
    return english if talk.language == "en" else spanish


# A secret.


@pytest.mark.parametrize(
    "text", ["my pin is {}", "pin {}", "PIN: {}", "mi pin es {}", "it is {}", "{} thanks", "es {}, gracias",
             "PIN{}", "mi clave es {}", "{} is my pin", "rosa1950 {}"],
)  # fmt: skip
def test_a_pin_is_read_whatever_words_stand_around_it(owner: Talk, text: str) -> None:
    answer = owner.says("logout", f"login {USER_ID}", text.format("8264 0917"))
    assert said(owner, "You are signed in.", "Su portafolio está abierto.") in answer


@pytest.mark.parametrize(
    "text", ["", "1", "no", "rosa1950", "12345", "82640917 or 82640918", "8264091782640917", "8264O917"]
)
def test_what_is_no_pin_is_said_so_and_costs_no_guess(owner: Talk, text: str) -> None:
    owner.says("logout", f"login {USER_ID}")
    before = owner.counts("guesses")
    assert said(owner, "I need the PIN alone", "Envíe solo el PIN") in owner.says(text)
    assert owner.counts("guesses") == before
    # The talk is played again from its log, in which none of the digits stand.
    assert said(owner, "You are signed in.", "Su portafolio está abierto.") in owner.says(text, PIN)


def test_a_receipt_number_at_the_question_for_a_pin_is_looked_up_and_the_question_stays(owner: Talk) -> None:
    owner.says("logout", f"login {USER_ID}")
    before = owner.counts("guesses")
    answer = owner.says(f"and {RECEIPT}?")
    assert RECEIPT in answer
    assert said(owner, "Text your PIN.", "Envíe su PIN.") in answer
    assert owner.counts("guesses") == before
    assert said(owner, "You are signed in.", "Su portafolio está abierto.") in owner.says(PIN)


def test_three_answers_that_are_no_pin_leave_the_question(owner: Talk) -> None:
    answer = owner.says("logout", f"login {USER_ID}", "what", "which", "who")
    assert said(owner, "Let us leave it", "Dejémoslo") in answer


@pytest.mark.parametrize("text", ["{} {}", "{} pin {}", "LOGIN {} {}", "{} y mi pin es {}"])
def test_a_user_id_and_a_pin_in_one_text_sign_in_and_the_text_is_erased_at_the_carrier(owner: Talk, text: str) -> None:
    owner.says("logout", "login")
    before = owner.counts("erasures")
    answer = owner.says(text.format(USER_ID, PIN))
    assert said(owner, "You are signed in.", "Su portafolio está abierto.") in answer
    assert owner.counts("erasures") == before + 1


@pytest.mark.parametrize(
    "text", ["82640917 ok", "my pin is 82640917", "it is 82640917", "8264091", "82640917 82640917"]
)
def test_whatever_may_hold_a_pin_is_erased_at_the_carrier(owner: Talk, text: str) -> None:
    owner.says("logout", f"login {USER_ID}")
    before = owner.counts("erasures")
    owner.says(text)
    assert owner.counts("erasures") == before + 1


def test_a_pin_of_nine_digits_opens_though_it_looks_like_a_social_security_number(talk: Talk) -> None:
    talk.says("create nine2024", "2", "826409173", "0", "4", "logout", "login nine2024")
    assert said(talk, "You are signed in.", "Su portafolio está abierto.") in talk.says("826409173")


def test_ones_own_pin_may_become_one_from_us_after_all(owner: Talk) -> None:
    offers = [owner.says("pin"), owner.says("2", "12345", "1")]
    first, second = (re.search(r"\d{4} \d{4}", offer) for offer in offers)
    assert first is not None
    assert second is not None
    assert first[0] != second[0]
    assert said(owner, "Your PIN is changed.", "Su PIN quedó cambiado.") in owner.says("1")
    answer = owner.says("logout", f"login {USER_ID} {second[0]}")
    assert said(owner, "You are signed in.", "Su portafolio está abierto.") in answer


@pytest.mark.parametrize("text", ["CODE{}", "share code: {}", "código {}", "my code is {}", "mi codigo es {}"])
def test_a_code_that_somebody_was_given_is_read_with_its_word_before_it(owner: Talk, text: str) -> None:
    shown = re.search(r"\d{4} \d{4} \d{4}", owner.says("share", "a week"))
    assert shown is not None
    owner.line.change_phone("+12025550143")
    digits = shown[0].replace(" ", "") if text == "CODE{}" else shown[0]
    answer = owner.says(TONGUES[owner.language], text.format(digits))
    assert "...3403" in answer


def test_twelve_digits_that_nobody_asked_for_may_be_a_code(talk: Talk) -> None:
    assert said(talk, "text CODE and then the digits", "envíe CÓDIGO y luego los números") in talk.says("331253583612")
    assert said(talk, "Text CODE.", "CÓDIGO.") in talk.says("list")


def test_digits_that_nobody_asked_for_may_belong_to_a_contact_of_whoever_is_signed_in(owner: Talk) -> None:
    assert said(owner, "text ALERTS", "envíe ALERTAS") in owner.says("123456")


# Receipt numbers.


@pytest.mark.parametrize(
    "text", ["no mas", "ya no", "no more", "that's it", "that is all", "all done", "I'm done", "no more cases",
             "nothing else", "done thanks", "ok", "no tengo mas", "no hay mas", "nada mas", "eso es todo", "ya es todo",
             "es todo gracias", "ya está", "listo gracias", "sería todo", "no más casos", "0", "no", "gracias"],
)  # fmt: skip
def test_whoever_sent_all_their_numbers_says_so_in_their_own_words(owner: Talk, text: str) -> None:
    answer = owner.says("add", OTHER, text)
    assert said(owner, "Text LIST to see them all.", "LISTA") in answer
    assert owner.counts("consents") == 0
    assert said(owner, "text STOP", "envíe STOP") in answer or text not in ("no mas", "ya no", "no more")


@pytest.mark.parametrize("text", ["STOP", "alto", "parar", "cancelar", "stop please", "no me manden mas mensajes"])
def test_a_wish_for_no_more_texts_is_obeyed_there_as_well(owner: Talk, text: str) -> None:
    assert said(owner, "will not text or call you", "ya no le enviará mensajes") in owner.says("add", OTHER, text)


def test_no_more_is_a_wish_to_stop_everywhere_else(owner: Talk) -> None:
    assert said(owner, "will not text or call you", "ya no le enviará mensajes") in owner.says("remove 1", "no mas")


def test_yes_there_is_another_number_is_no_end(owner: Talk) -> None:
    assert OTHER in owner.says("add", "ok", OTHER)
    assert said(owner, "I wait for the number", "espero el número") in owner.says("add", "yes")


def test_numbers_that_come_late_while_a_portfolio_is_made_go_into_it(talk: Talk) -> None:
    answer = talk.says(f"create {USER_ID}", "1", "0", f"{RECEIPT} {OTHER}")
    assert said(talk, f"Added 2: {OTHER}", f"Caso 2 agregado: {OTHER}") in answer
    assert said(talk, "with 2 cases", "con 2 casos") in talk.says("none")


def test_a_long_list_may_have_lost_its_end(owner: Talk) -> None:
    many = " ".join(f"IOE09120{number:05}" for number in range(1, 115))
    assert said(owner, "very long", "muy largo") in owner.says(f"add {many}")
    assert said(owner, "very long", "muy largo") in owner.says("add", many)


def test_a_receipt_number_at_the_door_leaves_it_and_within_a_question_all_are_answered(owner: Talk) -> None:
    assert said(owner, "Text your", "Envíe su") not in owner.says("logout", "login", RECEIPT)
    answer = owner.says(f"login {USER_ID} {PIN}", "remove 1", f"{OTHER} {RECEIPT} what?")
    assert OTHER in answer
    assert RECEIPT in answer
    assert said(owner, "1 for yes", "1 para sí") in answer


def test_numbers_that_leave_too_many_doubts_are_named_and_can_be_sent_again(owner: Talk) -> None:
    typed = [f"I0E09123456{number}" for number in range(10, 17)]
    assert "IOE0912345610" in owner.says("add", " ".join(typed))
    answer = owner.says(*"11111")
    assert said(owner, "doubtful at once", "demasiados números dudosos") in answer
    assert "I0E0912345615, I0E0912345616" in answer
    assert owner.counts("watches") == 6
    assert "IOE0912345615" in owner.says(" ".join(typed[5:]))


def test_more_doubts_or_mistakes_than_are_answered_are_not_passed_over(talk: Talk) -> None:
    again = said(talk, "Please send the others again", "Envíe de nuevo los demás")
    assert again in talk.says(" ".join(f"I0E09123456{number}" for number in range(10, 16)))
    talk.says("menu")
    assert again in talk.says("\n".join(f"IOE09123456{number}" for number in range(1, 7)))


# What is chosen, named, left.


@pytest.mark.parametrize(
    ("text", "sent"), [("text", "0142"), ("by text", "0142"), ("yes", "0142"), ("email", "ana@example.org"),
                       ("correo", "ana@example.org"), ("both", "0142"), ("los 2", "0142"), ("ambos", "0142"),
                       ("none", ""), ("no", ""), ("dos", "ana@example.org"), ("the first one", "0142")],
)  # fmt: skip
def test_alerts_are_chosen_in_words(talk: Talk, text: str, sent: str) -> None:
    answer = talk.says(f"create {USER_ID}", "1", RECEIPT, "0", text)
    assert sent in answer
    assert (said(talk, "portfolio is ready", "portafolio está listo") in answer) == (not sent)


def test_whoever_leaves_the_question_about_alerts_has_none_and_is_told_so(talk: Talk) -> None:
    answer = talk.says(f"create {USER_ID}", "1", "what", "which", "who", "??", "???", "????")
    assert said(talk, "No alerts are on yet", "Todavía no hay alertas") in answer
    assert said(talk, "MENU", "MENÚ") not in answer


def test_an_address_in_one_text_is_judged_as_at_the_question(owner: Talk) -> None:
    assert said(owner, "not an e-mail address", "no me sirve") in owner.says("email ana@example..org")
    assert owner.counts("contacts") == 0
    assert "a***@example.org" in owner.says("email to ana@example.org")
    assert owner.counts("contacts") == 1


@pytest.mark.parametrize("text", ["no", "0", "skip", "omitir"])
def test_nobody_has_to_give_an_address(owner: Talk, text: str) -> None:
    assert said(owner, "text ALERTS", "envíe ALERTAS") in owner.says("email", text)


def test_a_wrong_address_is_mended_where_its_code_is_asked_for(owner: Talk) -> None:
    assert said(owner, "Wrong address?", "¿Es otra dirección?") in owner.says("email ana88@example.org")
    owner.code()
    assert "b***@example.org" in owner.says("bea88@example.org")
    assert owner.counts("contacts") == 1
    assert said(owner, "Verified.", "Verificado.") in owner.says(f"it is {owner.code()}, thanks")


def test_a_code_that_is_over_says_how_to_get_another(owner: Talk) -> None:
    answer = owner.says("email ana@example.org", *["000000"] * 5)
    assert said(owner, "Text ALERTS for a new one", "envíe ALERTAS") in answer


@pytest.mark.parametrize(
    "text", ["I want an account", "sign me up", "quiero una cuenta", "create portfolio", "crear lista"]
)
def test_a_wish_for_a_portfolio_makes_one(talk: Talk, text: str) -> None:
    assert "maria88" in talk.says(text)
    for noun in ("portfolio", "my account"):
        assert said(talk, "one of my commands", "ya la uso yo") in talk.says(noun)


@pytest.mark.parametrize("text", ["portfolio", "my portfolio", "mi cuenta", "portafolio"])
def test_whoever_names_a_portfolio_wants_to_open_it(owner: Talk, text: str) -> None:
    assert said(owner, "Text your user ID.", "Envíe su nombre de usuario.") in owner.says("logout", text)


def test_a_user_id_is_one_word(owner: Talk) -> None:
    owner.says("logout", "login")
    assert said(owner, "A user ID has 4 to 20", "El nombre de usuario tiene de 4 a 20") in owner.says("what is my id")
    assert said(owner, "Text your PIN.", "Envíe su PIN.") in owner.says(f"my user id is {USER_ID}")
    assert said(owner, "Text your PIN.", "Envíe su PIN.") in owner.says("login", f"mi usuario es {USER_ID}")


@pytest.mark.parametrize("text", ["1)", "#1", "caso 1", "número 1", "ver 1", "1", "case 1", RECEIPT])
def test_a_case_is_meant_by_its_number_however_it_is_written(owner: Talk, text: str) -> None:
    assert RECEIPT in owner.says(text)
    assert RECEIPT in owner.says("remove", text)


@pytest.mark.parametrize(
    "text",
    [
        "remove case 1",
        "quitar el caso #1",
        "delete 1",
        f"delete {RECEIPT}",
        "borrar caso 1",
        "remove the 1",
        f"remove {RECEIPT}",
    ],
)
def test_a_case_is_taken_off_by_number_or_receipt(owner: Talk, text: str) -> None:
    assert said(owner, "off your list?", "Quitar de su lista") in owner.says(text)
    assert owner.counts("portfolios") == 1


def test_several_cases_are_taken_one_at_a_time(owner: Talk) -> None:
    owner.says(f"add {OTHER}")
    assert said(owner, "One at a time, please: REMOVE 1.", "De uno en uno, por favor: REMOVE 1.") in owner.says(
        "remove 1, 2"
    )
    assert "ALERTS 2" in owner.says("alerts 2 and 1")


@pytest.mark.parametrize(
    "text", ["name 1 to Mom", "NAME 1: Mom", f"name {RECEIPT} = Mom", "nombre caso 1 a Mom", "name #1 Mom"]
)
def test_a_name_stands_behind_the_case_however_that_is_written(owner: Talk, text: str) -> None:
    owner.says(text)
    assert "1. Mom" in owner.says("list mom")


@pytest.mark.parametrize("name", ["LIST", "STOP please", "borrar", "Menú"])
def test_a_command_is_no_name(owner: Talk, name: str) -> None:
    assert said(owner, "one of my commands", "ya la uso yo") in owner.says(f"name 1 {name}")


def test_the_list_is_looked_through_by_name_and_ends(owner: Talk) -> None:
    owner.says(f"add {OTHER}", "name 2 García")
    answer = owner.says("list garcia")
    assert "García" in answer
    assert "...3403" not in answer
    nothing = said(
        owner, "No case in your list has that number or name", "Ningún caso de su lista tiene ese número o nombre"
    )
    assert nothing in owner.says("list zoe")
    assert nothing in owner.says("aunt Lucy")
    assert said(owner, "That was the whole list", "Esa era toda la lista") in owner.says("list", "more")


def test_the_name_of_a_case_does_not_change_the_language(owner: Talk) -> None:
    owner.line.change_phone("+12025550143")  # of this one no language was chosen
    owner.says("hello there", "create other2024", "1", RECEIPT, "0", "none")
    assert "is the name of" in owner.says("name 1 Mi hermana que vive aquí")


def test_alerts_on_and_off(owner: Talk) -> None:
    assert said(owner, "Alerts are paused.", "Las alertas están en pausa.") in owner.says("alerts off")
    assert said(owner, "Alerts are on again.", "Las alertas están activadas otra vez.") in owner.says("alertas si")


def test_a_case_that_is_not_in_the_list_may_be_put_there(owner: Talk) -> None:
    owner.says("remove 1", "1")
    assert said(owner, f"Text ADD {RECEIPT}", f"AGREGAR {RECEIPT}") in owner.says(RECEIPT)
    owner.says(f"add {RECEIPT}")
    assert f" {RECEIPT} " not in owner.says(RECEIPT).replace("\n", " ").removeprefix(RECEIPT)


def test_menu_after_a_recovery_says_how_to_choose_a_new_pin(owner: Talk) -> None:
    owner.says("phone", "1")
    owner.says(owner.code())
    owner.says("logout", "forgot", "1")
    owner.says(owner.code())
    assert said(owner, "Text PIN.", "Envíe PIN.") in owner.says("menu")
