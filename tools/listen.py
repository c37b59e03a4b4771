"""`make listen`: is the call understood over a telephone, and does it understand its callers?

A local voice says what the line says, a simulated telephone line carries it, a local recogniser writes down what
arrives. Recordings of a person say receipt numbers the other way. Prints the results, and puts them into the page.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.listening import parts, phrases
from tools.listening.callers import Way, callers
from tools.listening.hearing import Ears, listening
from tools.listening.report import LANGUAGES, Results, markdown, placed
from tools.listening.trials import counted, hear_callers, hear_numbers, hear_phrases, timed

PAGE = parts.ROOT / "docs" / "voice.md"
# How a number is said, to a recogniser with hints or without, and by how many callers.
TRIALS: tuple[tuple[str, Way, bool, int], ...] = (
    ("letters and digits", "letters", True, 100),
    ("letters and digits, no hints", "letters", False, 30),
    ("a word for each letter", "words", True, 30),
    ("thirteen keys", "keys", True, 30),
)


def results(language: str, ears: Ears, folder: Path, callers_share: float, *, verbose: bool) -> Results:
    """Everything in one language; `callers_share` of the callers of TRIALS."""
    found = Results()
    found.sentences = hear_phrases(phrases.sentences(language), ears, folder, "prompts")
    found.answers = hear_phrases(phrases.answers(language), ears, folder, "answers")
    found.read_backs = hear_numbers(phrases.read_backs(language), ears, folder)
    found.prompts = [timed(name, sentences, folder) for name, sentences in phrases.questions(language).items()]
    for name, way, hinted, count in TRIALS:
        said = hear_callers(callers(way, round(count * callers_share)), language, ears, folder, hinted=hinted)
        found.callers[name] = counted(said)
        if verbose:
            print(*(f"{name}: {one.receipt} {text!r} {what}" for one, text, what in said if what != "found"), sep="\n")
    if verbose:
        print(*(f"{one.phrase.text!r} {one.text!r}" for one in found.sentences + found.answers), sep="\n")
        print(*(f"{one.receipt} {one.text!r} {one.letters} {one.digits}" for one in found.read_backs), sep="\n")
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make listen", description=__doc__)
    parser.add_argument("--callers", type=float, default=1.0, metavar="SHARE", help="only this share of the callers")
    parser.add_argument("--verbose", action="store_true", help="print everything that was written down")
    parser.add_argument("--print", action="store_true", help="leave the page as it is")
    chosen = parser.parse_args(arguments)
    try:
        parts.install()
    except parts.CannotInstall as error:
        print(f"Cannot listen: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="casestatus-listen-") as folder, listening() as ears:
        told = markdown(
            {
                language: results(language, ears, Path(folder), chosen.callers, verbose=chosen.verbose)
                for language in LANGUAGES
            }
        )
    print(told)
    if not chosen.print:
        PAGE.write_text(placed(PAGE.read_text("utf-8"), told), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
