"""The names and numbers of forms, and the names that are not told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogs import Catalogs
from dialogs.forms import NAMES, SHORT, form_name, form_number, form_short

CATALOGS = Catalogs.load()


@pytest.mark.parametrize(
    ("raw", "number"),
    [("N400", "N-400"), ("I130", "I-130"), ("i-485 ", "I-485"), ("I-129F", "I-129F"), ("i129f", "I-129F"),
     ("Form I-765", "I-765"), ("I 90", "I-90"), ("G28", "G-28"), ("I-130", "I-130")],
)  # fmt: skip
def test_a_form_number_is_written_as_the_agency_prints_it(raw: str, number: str) -> None:
    assert form_number(raw) == number


@pytest.mark.parametrize(("raw", "number"), [("", ""), (" x ", "X"), ("CWR", "CWR"), ("12345", "12345")])
def test_what_is_no_form_number_is_only_trimmed(raw: str, number: str) -> None:
    assert form_number(raw) == number


@given(st.text())
def test_reading_a_form_number_twice_changes_nothing(raw: str) -> None:
    assert form_number(form_number(raw)) == form_number(raw)


@pytest.mark.parametrize(
    ("form", "spanish"),
    [
        ("I-130", "Petición de Familiar Extranjero"),
        ("I-485", "Solicitud de Registro de Residencia Permanente o Ajuste de Estatus"),
        ("I-765", "Solicitud de Autorización de Empleo"),
        ("I-90", "Solicitud para Reemplazar la Tarjeta de Residente Permanente"),
        ("N400", "Solicitud de Naturalización"),
    ],
)
def test_the_spanish_names_are_those_of_the_official_pages(form: str, spanish: str) -> None:
    name = form_name(form)
    assert name is not None
    assert CATALOGS.say(name, "es") == spanish


@pytest.mark.parametrize("form", ["I-914", "I-914A", "I-918", "I-918B", "I-929", "I-765V", "i918"])
def test_a_form_for_victims_has_a_number_only(form: str) -> None:
    assert (form_name(form), form_short(form)) == (None, None)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_form_that_serves_victims_among_others_is_only_a_petition(language: str) -> None:
    name = form_name("I-360")
    assert name is not None
    assert CATALOGS.say(name, language) in ("Petition", "Petición")


def test_a_short_name_is_short_and_belongs_to_a_form_with_a_name() -> None:
    assert SHORT.keys() <= NAMES.keys()
    assert all(len(short.msgid) < len(NAMES[form].msgid) and len(short.msgid) <= 32 for form, short in SHORT.items())


def test_an_unknown_form_has_no_name() -> None:
    assert (form_name("I-9999"), form_short("")) == (None, None)
