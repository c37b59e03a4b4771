"""Commands and wishes to stop, in both languages, as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.words import command, command_language, opt

INTERFACE = {
    "status": "STATUS/ESTADO", "help": "HELP/AYUDA", "menu": "MENU/MENÚ", "more": "MORE/MÁS",
    "history": "HISTORY/HISTORIAL", "create": "CREATE/CREAR", "login": "LOGIN/ENTRAR", "logout": "LOGOUT/SALIR",
    "list": "LIST/LISTA", "add": "ADD/AGREGAR", "remove": "REMOVE/QUITAR", "name": "NAME/NOMBRE",
    "alerts": "ALERTS/ALERTAS", "pause": "PAUSE/PAUSA", "resume": "RESUME/SEGUIR", "email": "EMAIL/CORREO",
    "pin": "PIN", "forgot": "FORGOT/OLVIDÉ", "data": "DATA/DATOS", "delete": "DELETE/BORRAR", "about": "ABOUT/ACERCA",
    "wrong": "WRONG/EQUIVOCADO", "english": "ENGLISH/INGLÉS", "spanish": "ESPAÑOL/SPANISH",
}  # fmt: skip
SPELLINGS = [(name, word) for name, both in INTERFACE.items() for word in both.split("/")]


@pytest.mark.parametrize(("name", "word"), SPELLINGS)
def test_every_command_of_the_interface_is_heard_in_both_languages(name: str, word: str) -> None:
    for said in (word, word.lower(), word.title(), f"  {word}!! ", f"¡{word}!", f'"{word}"', f"👉 {word} 🙏\n"):
        assert command(said) == name, said


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("menu please", "menu"),
        ("por favor ayuda", "help"),
        ("ＳＴＡＴＵＳ", "status"),
        ("Más", "more"),
        ("mas", "more"),
        ("info", "help"),
        ("more info", "help"),
        ("my status", "status"),
        ("espanol", "spanish"),
        ("en español por favor", "spanish"),
        ("inglés", "english"),
        ("olvide", "forgot"),
        ("olvidé mi pin", "forgot"),
        ("log in", "login"),
        ("e-mail", "email"),
        ("Hi", "hi"),
        ("hellooo", "hi"),
        ("Hola!", "hi"),
        ("holaaa 👋", "hi"),
        ("Buenos días", "hi"),
        ("buenas", "hi"),
        ("¡Gracias!", "thanks"),
        ("thank you so much", "thanks"),
        ("Sí", "yes"),
        ("si.", "yes"),
        ("yes", "yes"),
        ("Y", "yes"),
        ("ok 👍", "yes"),
        ("yeah", "yes"),
        ("correct", "yes"),
        ("correcto", "yes"),
        ("no", "no"),
        ("N", "no"),
        ("nope", "no"),
        ("no gracias", "no"),
        ("that's wrong", "no"),
        ("wrong number", "wrong"),
        ("número equivocado", "wrong"),
        ("who is this?", "about"),
        ("¿quién es?", "about"),
        ("delete my data", "delete"),
        ("borrar mis datos", "delete"),
        ("d e l e t e", "delete"),
        ("I want an account", "create"),
        ("quiero una cuenta", "create"),
        ("create portfolio", "create"),
        ("my portfolio", "login"),
        ("mi cuenta", "login"),
        ("sign me out", "logout"),
        ("cerrar", "logout"),
        ("I don't remember my user ID", "forgot"),
        ("forgot password", "forgot"),
        ("olvidé mi nombre de usuario", "forgot"),
        ("no me acuerdo de mi clave", "forgot"),
        ("alerts on", "resume"),
        ("alertas no", "pause"),
        ("delete my portfolio", "delete"),
        ("mi clave", "pin"),
    ],
)
def test_a_command_is_heard_as_people_type_it(said: str, name: str) -> None:
    assert command(said) == name


@pytest.mark.parametrize(
    "said",
    ["", "   ", "EAC9999103403", "what a nice day", "no me ayuda la oficina", "the list of my papers was lost", "1",
     "👍", "hello I need a lawyer", "menu del restaurante", "\ud800", "a" * 5000, "status " * 400, "my name is Ana"],
)  # fmt: skip
def test_what_is_more_than_a_command_is_none(said: str) -> None:
    assert command(said) is None
    assert command_language(said) is None


@pytest.mark.parametrize(
    ("said", "language"),
    [("STATUS", "en"), ("estado", "es"), ("MENU", None), ("menú", None), ("PIN", None), ("no", None), ("sí", "es"),
     ("more", "en"), ("mas", "es"), ("Español", "es"), ("spanish", "en"), ("english", "en"), ("inglés", "es"),
     ("hola", "es"), ("hello", "en"), ("gracias", "es"), ("ok", None), ("ayuda", "es"), ("info", None)],
)  # fmt: skip
def test_a_command_knows_its_language(said: str, language: str | None) -> None:
    assert command_language(said) == language


def test_no_word_is_both_a_command_and_a_wish() -> None:
    assert [word for _, word in SPELLINGS if opt(word) is not None] == []


@given(st.text(max_size=60) | st.text(alphabet="stopSTOPnomásñ \ud800¡!", max_size=30))
@settings(deadline=None)
def test_nothing_raises(text: str) -> None:
    command(text)
    command_language(text)


@pytest.mark.parametrize("piece", ["stop ", "no mas de ", "STOP ALL ANY ME ", "s t o p ", "please "])
def test_a_long_message_ends_soon(piece: str) -> None:
    for count in (15, 15_000):
        command(piece * count)
