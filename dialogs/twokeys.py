"""Letters by two keys each, for three letters that no known prefix explains: the key that carries the letter, then
its place on that key. A is 21, B is 22, C is 23, D is 31 … Q is 72, Z is 94."""

from string import ascii_uppercase

from dialogs.prefixes import keys

_ON = {key: "".join(letter for letter in ascii_uppercase if keys(letter) == key) for key in "23456789"}
_BY_KEYS = {f"{key}{place}": letter for key, on in _ON.items() for place, letter in enumerate(on, 1)}


def letters(pressed: str) -> str | None:
    """The three letters that six keys stand for: `327123` is EPC… None when they stand for no three letters."""
    found = [_BY_KEYS.get(pressed[at : at + 2]) for at in range(0, 6, 2)]
    return "".join(filter(None, found)) if len(pressed) == 6 and None not in found else None
