"""The catalogs: words in a language, values written its way, and how its files are kept up to date."""

import time
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogs import LOCALES, Catalogs, file_of, names_in
from dialogs.text import Day, Either, Lines, Moment, Phone, Span, Text, Verbatim, _, _n, _p, lines
from tools import catalogs as update

CATALOGS = Catalogs.load()
NOON = 1709571600.0  # 2024-03-04 12:00 in New York
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
HEAD += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def load(folder: Path, **bodies: str) -> Catalogs:
    """Catalogs of the given languages, each holding the given entries."""
    for language, body in bodies.items():
        path = file_of(folder, language)
        path.parent.mkdir(parents=True)
        path.write_text(HEAD + body, "utf-8")
    return Catalogs.load(folder)


def test_english_and_spanish_are_there() -> None:
    assert CATALOGS.languages() == ("en", "es")


def test_a_sentence_is_said_in_the_language_of_the_person() -> None:
    words = _("Did you mean {receipt}?", receipt="EAC9999103403")
    assert CATALOGS.say(words, "en") == "Did you mean EAC9999103403?"
    assert CATALOGS.say(words, "es") == "¿Quiso decir EAC9999103403?"


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (Day("2024-03-04"), "March 4, 2024", "4 de marzo de 2024"),
        (Day("not a day"), "not a day", "not a day"),
        (Moment(NOON + 11100), "March 4, 2024, 3:05 PM ET", "4 de marzo de 2024, 3:05 p.m. ET"),
        (Span(240.5), "5 minutes", "5 minutos"),
        (Span(0), "1 minute", "1 minuto"),
        (Span(3601), "2 hours", "2 horas"),
        (Phone("+18003755283"), "(800) 375-5283", "(800) 375-5283"),
        (Phone("+525512345678"), "+52 55 1234 5678", "+52 55 1234 5678"),
        (Phone("nonsense"), "nonsense", "nonsense"),
        (12345, "12,345", "12,345"),
        (Verbatim({"en": "Case Was Approved", "es": "Caso Fue Aprobado"}), "Case Was Approved", "Caso Fue Aprobado"),
        (Verbatim({"en": "Case Was Approved"}), "Case Was Approved", "Case Was Approved"),
        (_("DACA"), "DACA", "DACA"),
        ("{name} {0} {", "{name} {0} {", "{name} {0} {"),
    ],
)
def test_a_value_is_written_as_people_of_the_language_write_it(value: Text, english: str, spanish: str) -> None:
    words = Text("<{value}>", {"value": value})
    assert (CATALOGS.say(words, "en"), CATALOGS.say(words, "es")) == (f"<{english}>", f"<{spanish}>")


def test_times_are_told_in_the_zone_of_the_service() -> None:
    words = Text("{moment}", {"moment": Moment(NOON)})
    assert Catalogs.load(timezone="America/Los_Angeles").say(words, "en") == "March 4, 2024, 9:00 AM PT"


def test_no_space_that_makes_a_text_dear_is_ever_said() -> None:
    words = Text("a\u202fb\u00a0c {said}", {"said": Verbatim({"en": "d\u202fe"})})
    assert CATALOGS.say(words, "en") == "a b c d e"


@pytest.mark.parametrize(("count", "said"), [(1, "1 dígito;"), (0, "0 dígitos;"), (2, "2 dígitos;")])
def test_a_sentence_agrees_with_its_number(count: int, said: str) -> None:
    one, many = "It has {count} digit; {wanted} are needed.", "It has {count} digits; {wanted} are needed."
    words = Text(one, {"count": count, "wanted": 10}, plural=many, count=count)
    assert said in CATALOGS.say(words, "es")


def test_a_number_agrees_in_english_even_without_a_catalog(tmp_path: Path) -> None:
    bare = Catalogs.load(tmp_path)
    assert [bare.say(_n("{count} step", "{count} steps", count), "fr") for count in (0, 1, 2)] == [
        "0 steps",
        "1 step",
        "2 steps",
    ]


def test_a_wording_for_the_channel_comes_first_then_the_general_one_then_english(tmp_path: Path) -> None:
    body = 'msgctxt "voice"\nmsgid "Hello."\nmsgstr "Diga."\n\nmsgid "Hello."\nmsgstr "Hola."\n'
    catalogs = load(tmp_path, es=body)
    assert catalogs.say(_p("voice", "Hello."), "es", "sms") == "Diga."
    assert catalogs.say(_("Hello."), "es", "voice") == "Diga."
    assert catalogs.say(_p("sms", "Hello."), "es") == "Hola."
    assert catalogs.say(_("Good-bye."), "es") == "Good-bye."
    assert catalogs.say(_("Hello."), "xx") == "Hello."


@pytest.mark.parametrize(
    "entry",
    [
        '#, fuzzy\nmsgid "Hello {name}."\nmsgstr "Hola {name}."\n',
        'msgid "Hello {name}."\nmsgstr ""\n',
        'msgid "Hello {name}."\nmsgstr "Hola {nombre}."\n',
        'msgid "Hello {name}."\nmsgstr "Hola {name."\n',
        'msgid "Hello {name}."\nmsgstr "Hola {name!r:>9}."\n',
        'msgid "Hello {name}."\nmsgstr "Hola {0}."\n',
    ],
)
def test_a_translation_that_is_fuzzy_empty_or_wrong_is_as_good_as_missing(tmp_path: Path, entry: str) -> None:
    assert load(tmp_path, es=entry).say(_("Hello {name}.", name="Ana"), "es") == "Hello Ana."


def test_lines_stand_one_below_the_other() -> None:
    assert CATALOGS.say(lines(_("DACA"), None, Lines((_("NACARA"), _("Asylum")))), "es") == "DACA\nNACARA\nAsilo"


def test_what_has_no_choice_has_one_variant() -> None:
    words = lines(_("DACA"), _("NACARA"))
    assert CATALOGS.variants(words, "en") == [CATALOGS.say(words, "en")] == ["DACA\nNACARA"]


def test_variants_come_fullest_first_and_the_end_is_shortened_before_the_beginning() -> None:
    first = Either((Text("long"), Text("l")))
    second = Either((Text("wide"), Text("w")))
    assert CATALOGS.variants(Lines((first, second)), "en") == ["long\nwide", "long\nw", "l\nwide", "l\nw"]
    assert CATALOGS.say(Lines((first, second)), "en") == "long\nwide"
    assert CATALOGS.variants(Either((first, Text(""))), "en") == ["long", "l", ""]


def test_many_choices_are_shortened_in_step() -> None:
    words = Lines(tuple(Either((Text("abc"), Text("ab"), Text("a"))) for _number in range(5)))
    assert CATALOGS.variants(words, "en") == ["\n".join(["abc"] * 5), "\n".join(["ab"] * 5), "\n".join(["a"] * 5)]


@given(st.text(), st.sampled_from(["en", "es", "xx"]))
def test_whatever_people_type_is_said_back_as_it_is(typed: str, language: str) -> None:
    said = CATALOGS.say(Text("<{typed}>", {"typed": typed}), language)
    assert said == "<" + typed.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2009", " ") + ">"


def test_reading_the_catalogs_takes_a_blink() -> None:
    begun = time.process_time()
    Catalogs.load()
    assert time.process_time() - begun < 0.5  # about 0.05 s; the bound only catches a mistake of kind


def test_a_language_is_a_folder_and_needs_no_code(tmp_path: Path) -> None:
    catalogs = load(tmp_path, ht='msgid "Asylum"\nmsgstr "Azil"\n')
    assert catalogs.languages() == ("en", "ht")
    assert catalogs.say(_("Asylum"), "ht") == "Azil"


def test_a_language_babel_does_not_know_writes_dates_as_in_english(tmp_path: Path) -> None:
    catalogs = load(tmp_path, qaa='msgid "Since {day}."\nmsgstr "<{day}>"\n')
    assert catalogs.say(_("Since {day}.", day=Day("2024-03-04")), "qaa") == "<March 4, 2024>"


def test_a_language_babel_knows_writes_its_own_dates_and_plurals(tmp_path: Path) -> None:
    file_of(tmp_path, "uk").parent.mkdir(parents=True)
    plural = update.new_header("uk")
    entry = '\nmsgid "{count} step"\nmsgid_plural "{count} steps"\nmsgstr[0] "{count} крок"\n'
    entry += 'msgstr[1] "{count} кроки"\nmsgstr[2] "{count} кроків"\n'
    file_of(tmp_path, "uk").write_text(plural + entry, "utf-8")
    catalogs = Catalogs.load(tmp_path)
    said = [catalogs.say(_n("{count} step", "{count} steps", count), "uk") for count in (1, 2, 5)]
    assert said == ["1 крок", "2 кроки", "5 кроків"]
    assert catalogs.say(Text("{day}", {"day": Day("2024-03-04")}), "uk") == "4 березня 2024 р."


def project(root: Path, program: str, *languages: str) -> Path:
    """A program of one file and the folders of its languages."""
    for room in update.ROOMS:
        (root / room).mkdir()
    (root / "dialogs" / "talk.py").write_text(program, "utf-8")
    for language in ("en", *languages):
        (root / "locales" / language).mkdir(parents=True)
    return root


PROGRAM = """
# Translators: said first.
hello = _("Hello {name}.", name="Ana")
stop = _p("sms", "Text STOP.")
steps = _n("{count} step", "{count} steps", 3)
"""


def test_extraction_finds_every_sentence_and_fills_english(tmp_path: Path) -> None:
    root = project(tmp_path, PROGRAM, "ht")
    wrong, _changed = update.bring_up_to_date(root, write=True)
    assert wrong == [
        "ht: not translated: every channel: Hello {name}.",
        "ht: not translated: sms: Text STOP.",
        "ht: not translated: every channel: {count} step",
    ]
    english = file_of(root / "locales", "en").read_text("utf-8")
    assert 'msgstr "Hello {name}."' in english
    assert "#. Translators: said first." in english or "#. said first." in english
    assert Catalogs.load(root / "locales").languages() == ("en", "ht")


def test_updating_writes_nothing_new_the_second_time_and_nothing_at_all_when_checking(tmp_path: Path) -> None:
    root = project(tmp_path, PROGRAM)
    assert update.bring_up_to_date(root, write=False)[0] == ["en: not up to date with the program: run `make catalogs`"]
    assert not file_of(root / "locales", "en").exists()
    assert update.bring_up_to_date(root, write=True) == ([], ["en: updated"])
    assert update.bring_up_to_date(root, write=True) == ([], [])
    assert update.bring_up_to_date(root, write=False) == ([], [])


def test_a_sentence_that_moves_changes_no_catalog_and_one_that_changes_is_asked_for_again(tmp_path: Path) -> None:
    root = project(tmp_path, PROGRAM, "ht")
    update.bring_up_to_date(root, write=True)
    path = file_of(root / "locales", "ht")
    path.write_text(path.read_text("utf-8").replace('STOP."\nmsgstr ""', 'STOP."\nmsgstr "Voye STOP."'), "utf-8")
    (root / "dialogs" / "talk.py").write_text("\n\n\n" + PROGRAM, "utf-8")
    assert update.bring_up_to_date(root, write=True)[1] == []
    (root / "dialogs" / "talk.py").write_text(PROGRAM.replace("Text STOP.", "Send STOP."), "utf-8")
    wrong, changed = update.bring_up_to_date(root, write=True)
    assert "ht: dropped: Text STOP. -> Voye STOP." in changed
    assert "ht: not translated: sms: Send STOP." in wrong
    assert "fuzzy" not in path.read_text("utf-8")


def test_what_translators_write_at_the_top_stays(tmp_path: Path) -> None:
    root = project(tmp_path, PROGRAM)
    update.bring_up_to_date(root, write=True)
    path = file_of(root / "locales", "en")
    path.write_text("# Marie translated this.\n" + path.read_text("utf-8"), "utf-8")
    (root / "dialogs" / "talk.py").write_text(PROGRAM + '_("More.")\n', "utf-8")
    assert update.bring_up_to_date(root, write=True)[0] == []
    assert path.read_text("utf-8").startswith("# Marie translated this.\n")


@pytest.mark.parametrize(
    ("translation", "fault"),
    [("Bonjou {non}.", "E201"), ("Bonjou.", "W202"), ("Bonjou {name.", "E10")],
)
def test_a_check_names_a_translation_whose_values_are_wrong(tmp_path: Path, translation: str, fault: str) -> None:
    root = project(tmp_path, '_("Hello {name}.", name="Ana")\n', "ht")
    update.bring_up_to_date(root, write=True)
    path = file_of(root / "locales", "ht")
    path.write_text(path.read_text("utf-8").replace('{name}."\nmsgstr ""', f'{{name}}."\nmsgstr "{translation}"'))
    assert any(line.startswith(f"ht: {fault}") for line in update.bring_up_to_date(root, write=False)[0])


def test_a_check_refuses_a_fuzzy_translation(tmp_path: Path) -> None:
    root = project(tmp_path, '_("Hello.")\n', "ht")
    update.bring_up_to_date(root, write=True)
    path = file_of(root / "locales", "ht")
    done = path.read_text("utf-8").replace('msgid "Hello."\nmsgstr ""', '#, fuzzy\nmsgid "Hello."\nmsgstr "Bonjou."')
    path.write_text(done, "utf-8")
    assert "ht: fuzzy: every channel: Hello." in update.bring_up_to_date(root, write=False)[0]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("_(words)", "the sentence has to stand there in full, as one string"),
        ('_(f"Hello {name}.")', "the sentence has to stand there in full, as one string"),
        ('_p(channel, "Hello.")', "the sentence has to stand there in full, as one string"),
        ('_("Hello {name}.")', "no value is given for name"),
        ('_("Hello {}.", name="Ana")', "the braces hold more than a name, or do not match"),
    ],
)
def test_a_check_names_a_sentence_no_catalog_could_hold(tmp_path: Path, line: str, fault: str) -> None:
    root = project(tmp_path, line + "\n")
    assert f"dialogs/talk.py:1: {fault}" in update.bring_up_to_date(root, write=True)[0]


def test_every_string_of_the_program_is_in_every_catalog() -> None:
    assert update.bring_up_to_date(update.ROOT, write=False) == ([], [])


def test_no_catalog_holds_a_date_a_line_number_or_what_nothing_says() -> None:
    for language in ("en", "es"):
        written = file_of(LOCALES, language).read_text("utf-8")
        assert "POT-Creation-Date" not in written
        assert "#~" not in written
        with file_of(LOCALES, language).open("rb") as file:
            assert all(names_in(str(message.string)) is not None for message in read_po(file) if message.id)
