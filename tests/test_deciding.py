"""Is it news? A table of cases, in both languages, and what no noise may ever do."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deciding import DAY, FLAP_HOLD, NOTHING, VANISHED_HOLD, Decision, Shown, decide, same
from dialogs.cases import Case, Step
from dialogs.meaning import KNOWN_TITLES

NOW = 1_778_691_600.0
RECEIVED = {"en": "Case Was Received", "es": "Caso Fue Recibido"}
APPROVED = {"en": "Case Was Approved", "es": "Caso Fue Aprobado"}
STEPS = (Step("2026-01-05", {"en": "We received your Form I-130.", "es": "Recibimos su Formulario I-130."}),)
NEWER = Step("2026-02-03", {"en": "We sent you a notice.", "es": "Le enviamos un aviso."})
SAME_DAY = Step("2026-01-05", {"en": "We took your fee.", "es": "Tomamos su pago."})
OLDER = Step("2025-12-30", {"en": "We got your mail.", "es": "Recibimos su carta."})
CASE = Case("IOE0912345678", "I-130", RECEIVED, {"en": "On January 5, 2026, we received it."}, STEPS, "2026-01-05", NOW)

CHANGED, GREW, APPEARED = Decision("changed"), Decision("grew"), Decision("appeared")
VANISHED, BACK = Decision("vanished", VANISHED_HOLD), Decision("changed", FLAP_HOLD)


def titled(english: str, spanish: str = "") -> Case:
    return replace(CASE, title={"en": english, **({"es": spanish} if spanish else {})})


def with_steps(*steps: Step) -> Case:
    return replace(CASE, history=steps)


TABLE: list[tuple[str, Case | None, str | None, Case | None, Decision]] = [
    ("first sight", None, None, CASE, NOTHING),
    ("first sight of nothing", None, None, None, NOTHING),
    ("the same", CASE, "found", CASE, NOTHING),
    ("another title", CASE, "found", replace(CASE, title=APPROVED), CHANGED),
    ("another title in Spanish only", CASE, "found", titled("Case Was Received", "Caso Fue Aprobado"), CHANGED),
    ("another title in English only", CASE, "found", titled("Case Was Approved", "Caso Fue Recibido"), CHANGED),
    ("a translation that comes later", titled("Case Was Received"), "found", CASE, NOTHING),
    ("a translation that is gone", CASE, "found", titled("Case Was Received"), NOTHING),
    ("an empty translation", CASE, "found", replace(CASE, title={"en": "Case Was Received", "es": ""}), NOTHING),
    ("white space", CASE, "found", titled("  Case  Was\u00a0Received ", "Caso Fue\nRecibido"), NOTHING),
    ("mark-up", CASE, "found", titled("<b>Case</b> Was Received<br/>", "Caso Fue <i>Recibido</i>"), NOTHING),
    ("entities", titled("We Don't Know"), "found", titled("We Don&#39;t Know"), NOTHING),
    ("kinds of quotes", titled("We Don't Know"), "found", titled("We Don’t Know"), NOTHING),
    ("punctuation and case of letters", CASE, "found", titled("CASE WAS RECEIVED.", "caso fue recibido"), NOTHING),
    ("a date in words", titled("Fingerprints Taken On May 13, 2026"), "found",
     titled("Fingerprints Taken On June 1, 2026"), NOTHING),
    ("a date in Spanish words", titled("Seen", "Tomadas el 13 de mayo de 2026"), "found",
     titled("Seen", "Tomadas el 1 de junio de 2026"), NOTHING),
    ("a date in figures", titled("Seen 05/13/2026"), "found", titled("Seen 06/01/2026"), NOTHING),
    ("an ISO date", titled("Seen 2026-05-13"), "found", titled("Seen 2026-06-01"), NOTHING),
    ("a date without a year", titled("We Mailed It On May 13", "La enviamos el 13 de mayo"), "found",
     titled("We Mailed It On June 1", "La enviamos el 1.º de junio"), NOTHING),
    ("a date with a day of the week", titled("Seen", "Vista el miércoles, 13 de mayo de 2026"), "found",
     titled("Seen", "Vista el lunes 1 de junio de 2026"), NOTHING),
    ("a short month", titled("Seen Jan. 5, 2026"), "found", titled("Seen Sept 16, 2026"), NOTHING),
    ("a month", titled("Due May 2026", "Para mayo de 2026"), "found",
     titled("Due June 2026", "Para junio de 2026"), NOTHING),
    ("a time of day", titled("Be There At 9 a.m.", "A las 2:28 p. m."), "found",
     titled("Be There At 10:30 AM EDT", "A las 14:28"), NOTHING),
    ("a moment of a machine", titled("Seen 2026-05-13T14:28:00Z"), "found",
     titled("Seen 2026-06-01T09:00:00Z"), NOTHING),
    ("a date that was not there", titled("Seen"), "found", titled("Seen May 13, 2026"), CHANGED),
    ("a span of days", titled("Held For 30-60 Days"), "found", titled("Held For 60-90 Days"), CHANGED),
    ("numbers side by side", titled("Form 12 34 Seen"), "found", titled("Form 56 78 Seen"), CHANGED),
    ("a form that may", titled("Form I-90 May Be Late"), "found", titled("Form I-94 May Be Late"), CHANGED),
    ("a paragraph of a law", titled("Closed, 10.14"), "found", titled("Closed, 20.55"), CHANGED),
    ("a number that is no date", titled("I-130 Was Received"), "found", titled("I-485 Was Received"), CHANGED),
    ("the text below the title", CASE, "found", replace(CASE, text={"en": "Other words."}), NOTHING),
    ("a newer step", CASE, "found", with_steps(*STEPS, NEWER), GREW),
    ("a newer step, newest first", CASE, "found", with_steps(NEWER, *STEPS), GREW),
    ("another step of the newest day", CASE, "found", with_steps(*STEPS, SAME_DAY), GREW),
    ("an older step", CASE, "found", with_steps(OLDER, *STEPS), NOTHING),
    ("a step reworded by a date", CASE, "found",
     with_steps(Step("2026-01-05", {"en": "We  received your <b>Form I-130</b>.", "es": ""})), NOTHING),
    ("a history that is only now shown", with_steps(), "found", CASE, NOTHING),
    ("a history that is gone", CASE, "found", with_steps(), NOTHING),
    ("vanished", CASE, "found", None, VANISHED),
    ("still vanished", CASE, "unknown", None, NOTHING),
    ("back as it was", CASE, "unknown", CASE, NOTHING),
    ("back as something else", CASE, "unknown", replace(CASE, title=APPROVED), CHANGED),
    ("not known yet", None, "unknown", None, NOTHING),
    ("known at last", None, "unknown", CASE, APPEARED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "was", "seen", "decision"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_is_news(known: Case | None, was: str | None, seen: Case | None, decision: Decision) -> None:
    assert decide(known, was, seen, (), NOW) == decision


@pytest.mark.parametrize(
    ("recent", "decision"),
    [
        ([], CHANGED),
        ([Shown(APPROVED, NOW - DAY + 1)], BACK),
        ([Shown({"en": "Case  was approved."}, NOW - 60)], BACK),
        ([Shown(APPROVED, NOW - DAY - 1)], CHANGED),
        ([Shown(RECEIVED, NOW - 60)], CHANGED),
        ([Shown(RECEIVED, NOW - 60), Shown(APPROVED, NOW - 30)], BACK),
        ([Shown(APPROVED, NOW - 30), Shown(RECEIVED, NOW - 60)], BACK),
    ],
)
def test_a_title_that_comes_and_goes_within_a_day_has_to_stand_first(
    recent: Sequence[Shown], decision: Decision
) -> None:
    assert decide(CASE, "found", replace(CASE, title=APPROVED), recent, NOW) == decision


SHOWN = st.builds(Shown, st.sampled_from([RECEIVED, APPROVED]), st.floats(NOW - 2 * DAY, NOW))


@given(st.lists(SHOWN, max_size=5).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_in_which_titles_were_shown_does_not_matter(two: tuple[list[Shown], list[Shown]]) -> None:
    one, other = (decide(CASE, "found", replace(CASE, title=APPROVED), recent, NOW) for recent in two)
    assert one == other


def test_no_two_titles_that_the_agency_is_known_to_use_are_taken_for_the_same() -> None:
    spelled_alike = {"Notice Explaining USCIS Actions Was Mailed", "Notice Explaining USCIS' Actions Was Mailed"}
    alike = [(a, b) for a, b in combinations(KNOWN_TITLES, 2) if same(titled(a), titled(b))]
    assert [set(pair) for pair in alike] == [spelled_alike]


def test_that_a_case_vanished_is_told_once_a_month() -> None:
    assert decide(CASE, "found", None, (), NOW, vanished_lately=True) == NOTHING


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn")), min_size=1, max_size=40)


@given(WORDS, WORDS)
def test_whatever_it_says_the_same_is_no_news(english: str, spanish: str) -> None:
    case = titled(english, spanish)
    assert decide(case, "found", case, (), NOW) == NOTHING
    assert same(case, case)


LETTERS = st.text("abcdefgh ñé", min_size=1).filter(str.strip)
NOISE = st.sampled_from(["<b>{}</b>", " {}  ", "{}.", "<p>{}</p>\n", "\u00a0{}", "“{}”", "{}<!-- 2 -->"])


@given(LETTERS, LETTERS, NOISE, NOISE)
def test_noise_around_the_words_is_no_news(english: str, spanish: str, noise: str, more: str) -> None:
    step = Step("2026-01-05", {"en": english, "es": spanish})
    noisy = Step("2026-01-05", {"en": more.format(english), "es": noise.format(spanish)})
    before = replace(titled(english, spanish), history=(step,))
    assert same(before, replace(titled(noise.format(english), more.format(spanish)), history=(noisy,)))
