"""Brings the catalogs up to date with the program, and checks them: `python -m tools.catalogs [--check]`.

Every folder in `locales/` is a language; a new one gets its catalog here. English is filled from the source. Nothing
is guessed: a sentence that changed has to be translated again, and its old translation is printed once, to start from.
The files hold no line numbers and no dates, so that a change of the program changes only the sentences it touches.
Catalogs beside them, named after a channel (`web.po`), hold what is worded otherwise there; they are checked only.
With `--check` nothing is written, and whatever is out of date or wrong is named.
"""

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from dennis.linter import Linter

from bot.catalogs import ENGLISH, file_of, names_in
from bot.wording import locale_of

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "dialogs")
KEYWORDS = {"_": None, "_p": ((1, "c"), 2), "_n": (1, 2)}
# How many of the first arguments are sentences of ours (or the name of a channel).
LITERALS = {"_": 1, "_p": 2, "_n": 2}
LINT = ["E101", "E102", "E103", "E104", "E201", "W202"]
WIDTH = 110
HEADER = """\
# {language} words of the service. How to translate: docs/adding-a-language.md
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"
"""


@dataclass(frozen=True, slots=True)
class Update:
    """What a catalog is to hold, and the translations that fit no sentence any more."""

    text: str
    catalog: Catalog
    dropped: tuple[str, ...]


def source(root: Path) -> Catalog:
    """Every sentence that the program says, with the comments for translators."""
    catalog = Catalog(fuzzy=False)
    for room in ROOMS:
        found = extract_from_dir(
            root / room,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for name, line, words, comments, context in found:
            place = [(f"{room}/{Path(name).as_posix()}", line)]
            catalog.add(words, None, locations=place, auto_comments=comments, context=context)
    return catalog


def careless(root: Path) -> Iterator[str]:
    """Sentences no catalog could hold: made at run time, or naming a value that is not given with them."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in LITERALS:
                    yield from (f"{path.relative_to(root)}:{call.lineno}: {fault}" for fault in _faults(call))


def _faults(call: ast.Call) -> Iterator[str]:
    assert isinstance(call.func, ast.Name)
    plain = [argument.value for argument in call.args[: LITERALS[call.func.id]] if isinstance(argument, ast.Constant)]
    sentences = [text for text in plain if isinstance(text, str)]
    if len(sentences) < LITERALS[call.func.id]:
        yield "the sentence has to stand there in full, as one string"
        return
    given = {keyword.arg for keyword in call.keywords} | ({"count"} if call.func.id == "_n" else set())
    try:
        named = frozenset().union(*map(names_in, sentences))
    except ValueError:
        yield "the braces hold more than a name, or do not match"
        return
    if None not in given and named - given:
        yield "no value is given for " + ", ".join(sorted(named - given))


def update(language: str, written: str, words: Catalog) -> Update:
    """The catalog of a language as it has to be; `written` is what its file holds now, or empty."""
    head = header_of(written) or new_header(language)
    old = read_po(BytesIO((written or head).encode()))
    new = read_po(BytesIO(head.encode()))
    fresh = set()
    for message in words:
        if not message.id:
            continue
        before = old.get(message.id, message.context)
        kept = before is not None and before.id == message.id
        string = before.string if before is not None and kept else ""
        if language == ENGLISH and not all(texts(string)):
            string = message.id
        flags = before.flags & {"fuzzy"} if before is not None and kept else set()
        notes = before.user_comments if before is not None else ()
        new.add(message.id, string, message.locations, flags, message.auto_comments, notes, context=message.context)
        fresh.add((message.context, message.id))
    gone = tuple(
        f"{message.id} -> {message.string}"
        for message in old
        if message.id and (message.context, message.id) not in fresh and any(texts(message.string))
    )
    return Update(f"{head}\n{body_of(new)}", new, gone)


def header_of(written: str) -> str:
    """The head of a catalog, kept to the letter: translators put their names there."""
    return written.split("\n\n", 1)[0] + "\n" if written.strip() else ""


def new_header(language: str) -> str:
    known = locale_of(language).language == language
    plural = Catalog(locale=locale_of(language)).plural_forms if known else "nplurals=2; plural=(n != 1);"
    return HEADER.format(language=language, plural=plural)


def body_of(catalog: Catalog) -> str:
    file = BytesIO()
    write_po(file, catalog, WIDTH, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return file.getvalue().decode().strip() + "\n"


def texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string or ""),)


def faults(language: str, new: Update) -> Iterator[str]:
    """What is wrong with a catalog that is up to date: gaps, guesses, wrong values, forms that do not fit."""
    for message in new.catalog:
        if not message.id:
            continue
        if not all(texts(message.string)):
            yield f"{language}: not translated: {named(message)}"
        if message.fuzzy:
            yield f"{language}: fuzzy: {named(message)}"
        yield from (f"{language}: {error}: {named(message)}" for error in message.check(new.catalog))
    linted = Linter(["python-brace-format"], LINT).verify_file(new.text)
    yield from (f"{language}: {fault.code} {fault.msg}: {fault.poentry.msgid}" for fault in linted)
    write_mo(BytesIO(), new.catalog)


def beside(language: str, path: Path, words: Catalog) -> Iterator[str]:
    """What is wrong with the catalogs of channels: sentences that nobody says, gaps, guesses, wrong values."""
    known = {texts(message.id)[0]: texts(message.id) for message in words if message.id}
    for file in sorted(path.parent.glob("*.po")):
        if file == path:
            continue
        written = file.read_text("utf-8")
        for message in read_po(BytesIO(written.encode())):
            source = texts(message.id)
            if message.id and known.get(source[0]) != source:
                yield f"{language}: {file.name}: nobody says this: {source[0]}"
            elif message.id and (message.fuzzy or not all(texts(message.string))):
                yield f"{language}: {file.name}: not done: {source[0]}"
        linted = Linter(["python-brace-format"], LINT).verify_file(written)
        yield from (f"{language}: {file.name}: {fault.code} {fault.msg}: {fault.poentry.msgid}" for fault in linted)


def named(message: Message) -> str:
    return f"{message.context or 'every channel'}: {texts(message.id)[0]}"


def languages(folder: Path) -> list[str]:
    """Every folder is a language; English is always one."""
    return sorted({ENGLISH, *(path.name for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._")})


def bring_up_to_date(root: Path, *, write: bool) -> tuple[list[str], list[str]]:
    """What is wrong, and what was changed. Writes the catalogs below `root` only when `write` is true."""
    wrong, changed = list(careless(root)), []
    words = source(root)
    for language in languages(root / "locales"):
        path = file_of(root / "locales", language)
        written = path.read_text("utf-8") if path.exists() else ""
        new = update(language, written, words)
        if new.text != written and write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(new.text, "utf-8")
            changed += [f"{language}: updated", *(f"{language}: dropped: {line}" for line in new.dropped)]
        elif new.text != written:
            wrong.append(f"{language}: not up to date with the program: run `make catalogs`")
        wrong += [*faults(language, new), *beside(language, path, words)]
    return wrong, changed


def main(arguments: Iterable[str]) -> int:
    """Exit status 0 when every catalog is up to date, complete and right."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is not up to date")
    check = bool(parser.parse_args(list(arguments)).check)
    wrong, changed = bring_up_to_date(ROOT, write=not check)
    for line in changed:
        print(line)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"catalogs: {', '.join(languages(ROOT / 'locales'))}: {f'{len(wrong)} to mend' if wrong else 'all right'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
