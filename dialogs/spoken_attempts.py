"""What was meant for a receipt number on a call and is none yet: what is wrong with it, so that it can be told."""

from dialogs.plain import plain
from dialogs.prefixes import NOT_PREFIXES, PREFIXES
from dialogs.reading import Doubt, Reading, Wrong
from dialogs.receipts import read
from dialogs.spoken_letters import Head, Said, heads, past_letters
from dialogs.spoken_signs import MENDED
from dialogs.spoken_words import near_prefixes


def unfinished(text: str, said: Said, written: Reading) -> Reading:
    """What is wrong with a number that is not whole, or another sort of number."""
    raw = plain(text).raw
    attempts = [_attempt(said, raw, start, head) for start in range(len(said)) for head in heads(said, start)]
    best = max((attempt for attempt in attempts if attempt), key=lambda attempt: attempt[0], default=None)
    if best is not None:
        note = best[1]
        return Reading((), (note,)) if isinstance(note, Doubt) else Reading(wrong=(note,))
    kinds = tuple(dict.fromkeys((*written.kinds, *read(_in_digits(said)).kinds)))
    if kinds:
        return Reading(kinds=kinds)
    digits = "".join(sign.digits[0][0] for sign in said if sign.counts)
    if len(digits) >= 5 or written.wrong:
        return _without_letters(said, digits) or Reading(wrong=written.wrong)
    return Reading()


def _attempt(said: Said, raw: str, start: int, head: Head) -> tuple[tuple[int, int], Wrong | Doubt] | None:
    """Known letters with too few or too many digits, and how good that is; a zero lost behind IOE is put back."""
    if len(head.letters) != 3 or head.letters in NOT_PREFIXES:
        return None
    if head.letters not in PREFIXES and (head.sure == MENDED or not near_prefixes(head.letters)):
        return None
    star, at = past_letters(said, head)
    digits, end = _run(said, at)
    exact = head.letters in PREFIXES and head.sure < MENDED
    if not exact and len(digits) < 5:
        return None
    typed = " ".join(raw[said[start].start : said[end - 1].end].split())
    wanted = 9 if star else 10
    good = (len(digits), -head.cost)
    if head.letters == "IOE" and not star and len(digits) == 9 and digits[0] != "0":
        return good, Doubt(typed, (f"IOE0{digits}",), "zero_lost")
    if len(digits) == wanted:
        return None
    missing = len(digits) < wanted
    return good, Wrong(typed, "digits", "digits_missing" if missing else "digits_too_many", len(digits), wanted)


def _run(said: Said, at: int) -> tuple[str, int]:
    """The digits from `at` on, as many as were surely said, and where they end."""
    digits, waiting, end = "", "", max(at, 1)
    for place in range(at, len(said)):
        sign = said[place]
        if sign.counts:
            digits, waiting, end = digits + waiting + sign.digits[0][0], "", place + 1
        elif sign.digits:
            waiting += sign.digits[0][0]  # "to" is a two when digits stand on both sides
        elif not sign.loose:
            break
    return digits, end


def _in_digits(said: Said) -> str:
    """The words, with digits written as such, for the reader of what is written: "A 1 2 3" is `A 123`."""
    words = [sign.digits[0][0] if sign.counts else f" {sign.word} " for sign in said]
    return " ".join("".join(words).split())


def _without_letters(said: Said, digits: str) -> Reading:
    """Digits, and fewer than three letters; a whole number in keys, three of them for the letters."""
    keyed = read(digits)
    if len(digits) == 13 and (keyed.found or keyed.doubtful):
        return keyed
    letters = sum(len(sign.letters[0][0]) for sign in said if sign.letters and not sign.counts and not sign.loose)
    if len(digits) < 5:
        return Reading()
    return Reading(wrong=(Wrong(_in_digits(said), "letters", "letters_missing", min(letters, 2), 3),))
