"""Status changes from files: applied once each, the newest in front, and known to whoever asks a moment later."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.feeds import COLUMNS, BadRow, Update, from_csv, from_json
from bot.services import Services
from bot.updates import BATCH, Report, Updates, merged
from dialogs.cases import Case, Step
from storage.database import Database
from storage.sealing import Sealer
from tests.races import at_once
from tests.service import ENVIRONMENT, ServiceLine, settings
from tests.world import APPROVED, REVIEWED, TODAY, Clock

RECEIPT = "IOE0912345678"
SEALER = Sealer([b"k" * 32], b"i" * 32)
HEADER = "receipt,title_en,changed_on\n"


def change(title: str, on: str, receipt: str = RECEIPT, **more: str) -> Update:
    identity = more.pop("identity", f"{receipt} {on} {title}")
    return Update(receipt, more.pop("form", ""), {"en": title}, {"en": f"{title}."}, on, identity)


RECEIVED, REVIEWING, MAILED = (
    change("Case Was Received", "2024-02-01"),
    change("Case Is Being Reviewed", "2024-03-04"),
    change("Card Was Mailed", "2024-05-13"),
)


def titles(case: Case | None) -> list[str]:
    assert case is not None
    return [step.words["en"] for step in case.history]


@pytest.fixture
def updates(database: Database) -> Updates:
    return Updates(database, SEALER, Clock())


def test_the_first_change_makes_the_case() -> None:
    case = merged(None, change("Case Was Received", "2024-02-01", form="I-485"), TODAY)
    words = {"en": "Case Was Received"}
    text = {"en": "Case Was Received."}
    assert case == Case(RECEIPT, "I-485", words, text, (Step("2024-02-01", words),), "2024-02-01", TODAY)


def test_newer_news_come_to_the_front_and_take_the_old_words_away() -> None:
    case = merged(merged(None, RECEIVED, TODAY), MAILED, TODAY + 1)
    assert (case.title["en"], case.text, case.since, case.asked_at) == (
        "Card Was Mailed",
        {"en": "Card Was Mailed."},
        "2024-05-13",
        TODAY + 1,
    )
    assert titles(case) == ["Case Was Received", "Card Was Mailed"]


def test_older_news_only_join_the_history() -> None:
    known = merged(merged(None, RECEIVED, TODAY), MAILED, TODAY)
    case = merged(known, change("Case Is Being Reviewed", "2024-03-04", form="I-485"), TODAY + 1)
    assert titles(case) == ["Case Was Received", "Case Is Being Reviewed", "Card Was Mailed"]
    assert (case.title, case.text, case.since, case.asked_at) == (known.title, known.text, known.since, TODAY)
    assert case.form == "I-485", "which was not known before"


def test_news_of_the_same_day_stay_in_the_order_in_which_they_came() -> None:
    case = None
    for title in ("Fees Were Waived", "Case Was Received", "Notice Was Sent"):
        case = merged(case, change(title, "2024-02-01"), TODAY)
    assert titles(case) == ["Fees Were Waived", "Case Was Received", "Notice Was Sent"]
    assert case is not None
    assert case.title["en"] == "Notice Was Sent"


def test_a_step_that_is_known_is_not_told_twice() -> None:
    case = merged(merged(None, RECEIVED, TODAY), change("Case Was Received", "2024-02-01", identity="again"), TODAY)
    assert titles(case) == ["Case Was Received"]


def test_each_change_is_taken_once_in_a_file_and_over_files(updates: Updates) -> None:
    assert updates.take([RECEIVED, MAILED, RECEIVED]) == Report([], taken=2, repeated=1)
    assert updates.take([MAILED, REVIEWING, RECEIVED]) == Report([], taken=1, repeated=2)
    case = updates.registered(RECEIPT)
    assert titles(case) == ["Case Was Received", "Case Is Being Reviewed", "Card Was Mailed"]
    assert case is not None
    assert case.title == {"en": "Card Was Mailed"}
    assert updates.registered("IOE0900000000") is None


def test_bad_rows_are_told_in_their_order_and_good_ones_taken(updates: Updates) -> None:
    rows: list[Update | BadRow] = [BadRow(2, "nonsense"), RECEIVED, BadRow(4, "more nonsense"), MAILED]
    assert updates.take(rows) == Report(["line 2: nonsense", "line 4: more nonsense"], taken=2)


def test_files_that_come_at_once_forget_none_of_each_others_changes(updates: Updates) -> None:
    every = [change(f"Title {number}", f"2024-01-{number + 1:02}") for number in range(24)]
    reports = at_once(lambda number: updates.take([*every[number::8], *every[number::4]]))
    assert sum(report.taken for report in reports) == 24
    case = updates.registered(RECEIPT)
    assert titles(case) == [f"Title {number}" for number in range(24)]
    assert case is not None
    assert case.title == {"en": "Title 23"}


def test_a_file_that_breaks_off_is_simply_taken_again(updates: Updates) -> None:
    every = [change("Case Was Received", "2024-02-01", f"IOE{number:010}") for number in range(BATCH + 50)]

    def broken_off() -> Iterator[Update]:
        yield from every[: BATCH + 10]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        updates.take(broken_off())
    assert updates.take(every) == Report([], taken=50, repeated=BATCH)
    assert updates.take(every) == Report([], repeated=BATCH + 50)


@pytest.fixture(params=["registry", "uscis"])
def stage(request: pytest.FixtureRequest, database_url: str) -> Iterator[ServiceLine]:
    """The whole service, with its own table as the source of cases, or with an agency."""
    stage = ServiceLine(database_url, as_set=request.param == "registry")
    if request.param == "registry":
        imported(stage, f"{HEADER}{RECEIPT},Case Is Being Reviewed,2024-03-04\n")
    yield stage
    stage.close()


def imported(stage: ServiceLine, content: str, *more: str) -> Result:
    return CliRunner().invoke(main, ["updates", "import", "-", *more], obj=stage.services, input=content)


def test_a_text_right_after_the_import_tells_the_new_status(stage: ServiceLine) -> None:
    assert "Review" in stage.send(RECEIPT)[0]
    stage.wait(1)
    done = imported(stage, f"{HEADER}{RECEIPT},Card Was Mailed To Me,2024-05-13\n")
    assert (done.exit_code, done.stdout) == (0, "1 taken, 0 known already, 0 not understood\n")
    assert "Card Was Mailed To Me" in stage.send(RECEIPT)[0]
    assert "May 13, 2024" in stage.send("status")[0]


def test_a_case_that_was_not_there_a_moment_ago_is_there_after_the_import(stage: ServiceLine) -> None:
    assert "does not show a case" in stage.send("IOE0900000011")[0]
    stage.wait(1)
    imported(stage, f"{HEADER}IOE0900000011,Case Was Received,2024-05-13\n")
    assert "Case Was Received" in stage.send("IOE0900000011")[0]


def test_old_news_do_not_hide_what_is_known_and_stand_in_the_history(stage: ServiceLine) -> None:
    first = stage.send(RECEIPT)
    stage.wait(1)
    imported(stage, f"{HEADER}{RECEIPT},Biometrics Were Taken,2024-02-20\n")
    assert stage.send(RECEIPT) == first
    history = "\n".join(stage.send("history"))
    assert history.index("Biometrics Were Taken") < history.index("eview")


def test_old_news_do_not_count_as_an_answer_of_the_agency(database_url: str) -> None:
    stage = ServiceLine(database_url)
    stage.send(REVIEWED.receipt)
    stage.wait(500)
    imported(stage, f"{HEADER}{REVIEWED.receipt},Biometrics Were Taken,2024-02-20\n")
    stage.wait(200)
    stage.send(REVIEWED.receipt)
    assert stage.source.asked == [REVIEWED.receipt, REVIEWED.receipt]
    stage.close()


def test_the_same_file_again_changes_nothing(stage: ServiceLine) -> None:
    content = f"{HEADER}{RECEIPT},Card Was Mailed To Me,2024-05-13\n{RECEIPT},Case Was Closed,2024-05-14\n"
    imported(stage, content)
    stage.wait(1)
    said = stage.send(RECEIPT)
    stage.wait(86_400)
    assert imported(stage, content).stdout == "0 taken, 2 known already, 0 not understood\n"
    if stage.services.given_source is None:
        assert stage.send(RECEIPT) == said


def test_the_program_names_bad_rows_and_ends_with_1(stage: ServiceLine) -> None:
    done = imported(stage, f"{HEADER}nonsense,A,2024-05-13\n{RECEIPT},Card Was Mailed To Me,2024-05-13\n")
    assert done.exit_code == 1
    assert done.stderr == "line 2: receipt is not a receipt number (3 letters and 10 digits)\n"
    assert done.stdout == "1 taken, 0 known already, 1 not understood\n"


def program(*arguments: str, database_url: str, folder: Path, text: bytes = b"") -> tuple[int, str, str]:
    """The program as a process of its own: exit code, standard output, standard error."""
    done = subprocess.run(
        [Path(sys.executable).with_name("casestatus"), *arguments],
        env={"PATH": os.environ["PATH"], **ENVIRONMENT, "DATABASE_URL": database_url},
        cwd=folder,
        input=text,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.slow
def test_files_of_every_kind_through_the_program_itself(sqlite_url: str, tmp_path: Path) -> None:
    def take(*arguments: str, text: bytes = b"") -> tuple[int, str, str]:
        return program("updates", "import", *arguments, database_url=sqlite_url, folder=tmp_path, text=text)

    row = f"{APPROVED.receipt},Approved,2024-05-13\r\n"
    exported = tmp_path / "export.csv"
    exported.write_bytes(f"{HEADER}{row}".encode("utf-8-sig"))
    assert take("export.csv") == (0, "1 taken, 0 known already, 0 not understood\n", "")
    objects = [{"receipt": RECEIPT, "title_en": "Approved", "title_es": "Aprobado", "changed_on": "2024-05-13"}]
    assert take("-", text=json.dumps(objects).encode()) == (0, "1 taken, 0 known already, 0 not understood\n", "")
    old_fashioned = f"{HEADER}{row}{RECEIPT},Carta Envió,2024-05-14\n".encode("latin-1")
    assert take("-", "--format", "csv", text=old_fashioned) == (
        1,
        "0 taken, 1 known already, 1 not understood\n",
        "line 3: title_en is not text in UTF-8\n",
    )
    service = Services(settings(sqlite_url))
    case = service.updates.registered(RECEIPT)
    assert case is not None
    assert case.title == {"en": "Approved", "es": "Aprobado"}
    service.database.close()


def test_the_examples_of_the_manual_are_taken_as_they_stand(updates: Updates) -> None:
    manual = (Path(__file__).parent.parent / "docs" / "updates.md").read_text(encoding="utf-8")
    blocks = dict(block.split("\n", 1) for block in manual.split("```")[1::2])
    assert updates.take(from_csv(io.StringIO(blocks["csv"]))) == Report([], taken=3)
    assert updates.take(from_json(io.StringIO(blocks["json"]))) == Report([], taken=2)
    assert all(f"`{column}`" in manual for column in COLUMNS)
