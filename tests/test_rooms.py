"""The house keeps its order: who may import whom, how long things may get, who may read the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ROOMS = ("bot", "dialogs", "storage", "tools")
FILES = sorted(
    path
    for room in ROOMS
    for path in (HOUSE / room).rglob("*.py")
    if "versions" not in path.parts  # migrations list tables, however long the list
)
TREES = {path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text()) for path in FILES}

PURE = {"__future__", "abc", "collections", "contextlib", "csv", "dataclasses", "dialogs", "enum", "functools",
        "importlib", "itertools", "re", "string", "types", "typing", "unicodedata"}  # fmt: skip
ARCHIVE = {"alembic", "cryptography", "sqlalchemy", "storage"}
STANDARD_IN_ARCHIVE = {
    "__future__", "base64", "binascii", "collections", "contextlib", "dataclasses", "enum", "errno", "fcntl",
    "functools", "hashlib", "hmac", "importlib", "io", "itertools", "json", "logging", "math", "os",
    "pathlib", "random", "re", "secrets", "select", "sqlite3", "stat", "threading", "time", "types", "typing",
    "urllib", "uuid", "weakref",
}  # fmt: skip
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module a file imports, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno


def room(name: str) -> list[str]:
    return [file for file in TREES if file.startswith(name)]


def importers(files: list[str], of: str) -> list[str]:
    return [
        f"{file}:{line} imports {module}"
        for file in files
        for module, line in imported(TREES[file])
        if module == of or module.startswith(of + ".")
    ]


def test_the_script_imports_itself_and_pure_modules_only() -> None:
    faults = [
        f"{file}:{line} imports {module}"
        for file in room("dialogs/")
        for module, line in imported(TREES[file])
        if module.split(".")[0] not in PURE
    ]
    assert faults == []


def test_the_archive_imports_itself_the_database_and_the_cipher_only() -> None:
    faults = [
        f"{file}:{line} imports {module}"
        for file in room("storage/")
        for module, line in imported(TREES[file])
        if module.split(".")[0] not in ARCHIVE | STANDARD_IN_ARCHIVE
    ]
    assert faults == []


def test_doors_do_not_reach_into_the_archive() -> None:
    doors = [*room("bot/web/"), *room("bot/simulator/"), "bot/twilio/webhooks.py", "bot/twilio/twiml.py",
             "bot/twilio/fallback.py", "bot/twilio/signature.py", "bot/twilio/voice.py",
             "bot/twilio/call_steps.py"]  # fmt: skip
    assert importers(doors, "storage") == []


def test_wires_know_neither_the_archive_nor_the_talk() -> None:
    wires = [*room("bot/cases/"), "bot/mail.py", "bot/twilio/eraser.py", "bot/twilio/sender.py", "bot/twilio/rest.py",
             "bot/twilio/line_types.py", "bot/twilio/addresses.py"]  # fmt: skip
    values = {"dialogs.cases"}
    talk = [fault for fault in importers(wires, "dialogs") if fault.split()[-1] not in values]
    assert importers(wires, "storage") + talk == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        file
        for file, tree in TREES.items()
        if not file.startswith("tools/")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and ast.unparse(node.value) == "os")
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {a.name for a in node.names} & {"environ"})
    ]
    assert set(readers) <= {"bot/settings.py"}


def test_the_web_process_never_loads_the_rest_client_of_the_carrier() -> None:
    """370 ms and 29 MiB that no webhook needs."""
    allowed = {"bot/twilio/sender.py", "bot/twilio/rest.py", "bot/twilio/provision.py", "bot/doctor.py"}
    users = {fault.split(":")[0] for fault in importers(list(TREES), "twilio.rest")}
    assert users - allowed <= {file for file in users if file.startswith("bot/simulator/")}


@pytest.mark.parametrize("file", sorted(TREES))
def test_every_file_is_short_and_imports_at_its_top(file: str) -> None:
    tree = TREES[file]
    assert len((HOUSE / file).read_text().splitlines()) <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno
            assert length <= 40, f"{node.name} has {length} lines"
            inner = [inside.lineno for inside in ast.walk(node) if isinstance(inside, ast.Import | ast.ImportFrom)]
            assert inner == [], f"{node.name} imports at {inner}"
    assert Path(file).stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("file", [file for file in sorted(TREES) if file.endswith("__init__.py")])
def test_a_package_says_what_it_is_and_nothing_else(file: str) -> None:
    assert [type(node) for node in TREES[file].body] == [ast.Expr]
