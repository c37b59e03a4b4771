"""Choices of a menu as people say them: by number, by meaning, by letters; and the keys that hold everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.spoken import hints, spoken_choice
from dialogs.spoken_meanings import LANGUAGES, MEANINGS

MENU = {"1": "check", "8": "es"}
OTHERS = {"1": "check", "8": "language"}
TONGUES = {"1": "en", "2": "es"}
RIGHT = {"1": "yes", "2": "no"}
NEXT = {"1": "again", "2": "more", "3": "history", "4": "text", "5": "another"}
LETTERS = {"1": "MSC", "2": "NSC"}
RECEIPTS = {"1": "VSC2190123456", "2": "TSC2190123456", "3": "other"}
NOTHING: dict[str, str] = {}
GO_ON = {"1": "continue"}

BY_MEANING: dict[str, list[tuple[dict[str, str], str]]] = {
    "1": [
        *((MENU, said) for said in (
            "check a case", "Check my case.", "I want to check my case please", "case status", "Status", "one",
            "1", "One.",
            "press one", "number one", "uno", "Oprimo el uno", "la primera", "the first one", "consultar mi caso",
            "Quiero saber de mi caso", "consultar un caso", "revisar mi caso", "estado de mi caso", "mi caso", "won",
            "I would like to know the status of my case", "receipt number", "número de recibo", "ver mi caso",
        )),
        *((RIGHT, said) for said in (
            "yes", "Yes.", "yeah", "yep that's right", "that's correct", "Yes, that is correct.", "right", "correct",
            "sí", "Si.", "sí, es correcto", "correcto", "así es", "ajá", "uh huh", "exactly", "perfecto",
            "claro que sí",
            "está bien", "Okay", "sure", "de acuerdo", "you got it", "yes it is", "eso es", "sí señor", "one", "uno",
        )),
        *((NEXT, said) for said in (
            "again", "say it again", "Repeat that, please.", "otra vez", "repítalo por favor", "una vez más",
            "de nuevo",
            "one more time", "hear it again", "escuchar otra vez", "the first one", "uno",
        )),
        *((TONGUES, said) for said in ("English", "english please", "inglés", "en inglés", "one", "I speak English")),
        *((LETTERS, said) for said in (
            "M S C", "MSC", "M", "em", "eme", "M as in Mike", "Mike", "the one with M", "eme ese ce", "m as in Mary",
            "the first one", "one", "eme de mamá", "M.S.C.", "letra M",
        )),
        *((RECEIPTS, said) for said in ("V S C", "V as in Victor", "vee", "uve", "Victor",
            "ve ese ce 2190123456", "V")),
        *((GO_ON, said) for said in ("continue", "go on", "continuar", "seguir", "adelante", "siguiente", "one")),
    ],
    "2": [
        *((RIGHT, said) for said in (
            "no", "No.", "nope", "no that's wrong", "That's not right.", "that is not correct", "wrong", "incorrect",
            "no es correcto", "no está bien", "está mal", "mal", "no, está mal", "equivocado", "no es", "two",
            "to", "too",
            "press to", "not correct", "it isn't right", "no, it's not right", "that doesn't sound right",
            "I don't think that's right", "okay no", "not quite", "claro que no", "dos", "la segunda",
            "the second one",
            "isn't correct", "no no no", "eso no es",
        )),
        *((NEXT, said) for said in (
            "more", "more details", "tell me more", "the full text please", "más", "más detalles", "más información",
            "dígame más", "texto completo", "dos", "what does that mean", "details",
        )),
        *((TONGUES, said) for said in ("Spanish", "español", "Español por favor", "en español", "two", "dos")),
        *((LETTERS, said) for said in ("N S C", "ene ese ce", "N", "ene", "November", "N as in Nancy",
            "la segunda", "two")),
        *((RECEIPTS, said) for said in ("T S C 2190123456", "te ese ce", "T", "tango", "te de tango", "T as in Tom")),
    ],
    "3": [
        *((NEXT, said) for said in (
            "history", "the history please", "historial", "los pasos", "steps", "number three", "tres",
            "what happened before",
            "el historial del caso", "third", "la tercera", "opción tres",
        )),
        *((RECEIPTS, said) for said in ("neither", "other letters", "otra", "ninguna", "three", "none of them")),
    ],
    "4": [(NEXT, said) for said in (
        "text it to me", "Text me.", "send me a text message", "mándeme un mensaje", "mensaje de texto",
        "por texto", "SMS",
        "envíemelo", "four", "for", "cuatro", "fourth", "press for",
    )],
    "5": [(NEXT, said) for said in (
        "another case", "another one", "otro caso", "otro", "a different case", "check another case",
        "new number", "five",
        "cinco", "consultar otro caso", "next case", "quiero consultar otro caso",
    )],
    "8": [
        *((MENU, said) for said in ("Spanish", "español", "en español por favor", "eight", "ate", "ocho",
            "hablo español")),
        *((OTHERS, said) for said in ("language", "change the language", "idioma", "cambiar de idioma",
            "eight", "English")),
    ],
    "*": [
        *((NOTHING, said) for said in (
            "repeat", "say that again", "repita por favor", "otra vez", "what", "¿Qué?", "¿Cómo?", "pardon me",
            "star",
            "asterisco", "slower", "más despacio por favor", "I didn't hear", "no entendí",
            "I don't understand", "mande",
        )),
        *((NEXT, said) for said in ("slower please", "más despacio", "más lento", "what", "I can't hear you",
            "no le oí")),
        (RIGHT, "I don't understand"), (RIGHT, "I can't hear you"), (RIGHT, "no entiendo"),
        (RIGHT, "say it again"), (MENU, "repeat the options"), (RIGHT, "una vez más"),
    ],
    "0": [
        *((NOTHING, said) for said in (
            "help", "Help me please", "ayuda", "agent", "operator", "representative", "I want to talk to a person",
            "hablar con alguien", "Quiero hablar con un agente", "operadora", "zero", "cero", "una persona",
            "I don't know",
            "no sé", "necesito ayuda",
        )),
        (MENU, "talk to a person about my case"), (NEXT, "real person"), (RIGHT, "customer service"),
        (LETTERS, "ayuda"),
    ],
    "9": [
        *((NOTHING, said) for said in (
            "back", "go back", "Go back please", "atrás", "regresar", "volver", "nine", "nueve", "menu",
            "menú principal",
            "start over", "cancel",
        )),
        (NEXT, "I want to go back"), (RIGHT, "volver al menú"), (MENU, "sorry, go back"),
    ],
}  # fmt: skip
CASES = [(said, choices, key) for key, rows in BY_MEANING.items() for choices, said in rows]


@pytest.mark.parametrize(("said", "choices", "key"), CASES)
def test_a_choice_is_understood(said: str, choices: dict[str, str], key: str) -> None:
    assert spoken_choice(said, choices) == key


UNCLEAR: list[tuple[dict[str, str], str]] = [
    (NEXT, ""), (NEXT, "…"), (NEXT, "one or two"), (NEXT, "more history"), (NEXT, "history and text me"),
    (NEXT, "seven"),
    (NEXT, "banana"), (RIGHT, "yes and no"), (RIGHT, "three"), (LETTERS, "M or N"), (LETTERS, "S C"),
    (TONGUES, "French"),
    (NEXT, "hello"), (MENU, "the weather is nice"), (NEXT, "two three"), (NOTHING, "banana"), (NOTHING, "back help"),
    (NOTHING, "E A C nine nine nine nine one zero three four zero three"), (NOTHING, "E como elefante A como avión"),
    (NOTHING, "sorry, E A C 9999103403"), (NOTHING, "perdón mi número es 9999103403"), (NOTHING, "I O E 0"),
    (NOTHING, "e a ce nueve nueve nueve nueve uno cero tres cuatro cero tres"), (NEXT, "2025550142"),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "said"), UNCLEAR)
def test_what_is_unclear_is_no_choice(choices: dict[str, str], said: str) -> None:
    assert spoken_choice(said, choices) is None


@given(st.text(), st.sampled_from([MENU, RIGHT, NEXT, LETTERS, RECEIPTS, NOTHING]))
def test_whatever_is_said_never_raises(said: str, choices: dict[str, str]) -> None:
    assert spoken_choice(said, choices) in (None, *choices, "*", "0", "9")


@pytest.mark.parametrize("concept", [*MEANINGS, *LANGUAGES])
def test_every_phrase_of_a_concept_chooses_it(concept: str) -> None:
    choices = {"3": concept, "7": "unknown"}
    phrases = {**MEANINGS, **LANGUAGES}[concept]
    assert [phrase for phrase in phrases if spoken_choice(" ".join(phrase), choices) != "3"] == []


@pytest.mark.parametrize("kind", ["receipt", "choice"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_hints_keep_within_what_the_provider_takes(kind: str, language: str) -> None:
    words = hints(kind, language)
    assert words
    assert len(words) <= 500
    assert max(map(len, words)) <= 100
    assert len(",".join(words)) < 900
    assert not any(sign in word for word in words for sign in ",$")


def test_there_are_no_hints_for_what_is_not_known() -> None:
    assert hints("", "en") == hints("receipt", "fr") == ()
