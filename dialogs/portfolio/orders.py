"""Commands about a portfolio, alone or with what they are about: `LOGIN maria88`, `NAME 3 Mom`, `ADD EAC…`."""

import re
from dataclasses import dataclass

from dialogs.engine import Reply
from dialogs.plain import folded, plain
from dialogs.portfolio.user_ids import is_noun, named_user_id
from dialogs.receipts import keypad, read
from dialogs.words import Command, Language, command, command_language

ALONE = frozenset((
    "create", "login", "logout", "list", "add", "remove", "name", "alerts", "pause", "resume", "email", "pin",
    "forgot", "data", "share", "code", "phone", "test", "zone",
))  # fmt: skip
# What may stand behind a command's first word; anything else is a sentence, and no order.
_ABOUT = {
    "login": re.compile(r"[\w.-]{4,40}"),
    "create": re.compile(r"[\w.-]{4,40}"),
    "list": re.compile(r"[^\W\d][\w.'-]{1,29}(?: [^\W\d][\w.'-]{1,29})?"),
    "email": re.compile(r".*\S\s*@\s*\S.*"),
}
OF_A_CASE = ("remove", "name", "alerts")
_FIRST = re.compile(r"\s*(\S+)\s+(.+?)\s*", re.DOTALL)
_TO = re.compile(r"(?:(?:me +at|to|is|es|a|at)\s+|[:=]\s*)(?=\S+@)", re.IGNORECASE)
# "the case 4", "caso #4", "4)": what stands around the number of a case.
_NUMBER = re.compile(
    r"(?:(?:the|el|la|my|mi|case|caso|number|num|no|nro|numero|número|entry)\b\.? *)*#? *([0-9]{1,3})(?![\w@])[).:]?"
    r"(?=[\s,;/&+-]|$)",
    re.IGNORECASE,
)
_SHOW = re.compile(r"(?:ver|vea|mostrar|muestra|abrir|see|show|show me|open|view|check)\s+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d]{2,30}")
_COURTESY = re.compile(r"[\s.!,]*(?:please|pls|por favor|porfa|thanks|gracias)?[\s.!]*", re.IGNORECASE)
_MORE_NUMBERS = re.compile(r"(?:(?:[\s,;&/+-]|and|y|e)+#?[0-9]{1,3})+[\s.!]*", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"(?:to|as|como|a|[=:-])(?:\s+|(?<=[=:]))")


@dataclass(frozen=True, slots=True)
class Order:
    """A command, and what it is about: `about` is empty where it stood alone; of a case it is the short number, the
    receipt number or the name, and `name` is the one it shall have. `one`: there were several; so it is said for the
    first of them."""

    command: Command
    about: str = ""
    name: str = ""
    one: str = ""


def order(reply: Reply) -> Order | None:
    """What a message orders; None when it is something else."""
    if reply.kind != "words":
        return None
    alone = command(reply.text)
    if alone is not None:
        return Order(alone) if alone in ALONE else None
    parted = _FIRST.fullmatch(reply.text)
    word = command(parted[1]) if parted is not None and not is_noun(parted[1]) else None
    if parted is None or word is None:
        return None
    about = parted[2]
    if word in (*OF_A_CASE, "delete"):
        return _of_a_case(word, about, parted[1].strip(".,:;").upper())
    if word == "add":
        return Order(word, about) if read(about).found else None
    if word == "login":
        about = named_user_id(about)
    elif word == "email":
        about = _TO.sub("", about, count=1)
    shape = _ABOUT.get(word)
    return Order(word, about) if shape is not None and shape.fullmatch(about) else None


def _of_a_case(word: Command, about: str, said: str) -> Order | None:
    """`DELETE 3` is about a case as well, and means REMOVE."""
    meant, rest = parted_case(about)
    if not meant and word != "delete" and _NAME.fullmatch(about):
        meant, rest = about, ""
    if not meant:
        return None
    if word == "name":
        return Order(word, meant, _BEFORE_NAME.sub("", rest.strip(), count=1))
    several = len(read(about).found) > 1 or _MORE_NUMBERS.fullmatch(rest)
    if not several and not _COURTESY.fullmatch(rest):
        return None
    return Order("remove" if word == "delete" else word, meant, one=f"{said} {meant}" if several else "")


def parted_case(text: str) -> tuple[str, str]:
    """The case that a text begins with, by its short number or its receipt number, and what follows; "" for none."""
    if found := _NUMBER.match(text.strip()):
        return found[1], text.strip()[found.end() :]
    words = text.split()
    for length in range(1, min(len(words), 13) + 1):
        receipts = read(" ".join(words[:length])).found
        if receipts:
            return (
                (receipts[0], " ".join(words[length:]))
                if is_alone(receipts[0], " ".join(words[:length]))
                else ("", text)
            )
    return "", text


def is_alone(receipt: str, text: str) -> bool:
    """Whether a text is this receipt number and nothing else, but that it is one."""
    signs = "".join(
        sign for sign in re.sub(r"^(?:THE|CASE|EL|LA|CASO)\b", "", plain(text.strip()).upper) if sign.isalnum()
    )
    return signs in (receipt.replace("*", ""), keypad(receipt))


def meant_case(text: str) -> str:
    """What a whole text means in a list: `#1`, `1)`, `caso 1` and `ver 1` are `1`; a name stays as it is."""
    bare = _SHOW.sub("", text.strip(), count=1)
    meant, rest = parted_case(bare)
    return meant if meant and _COURTESY.fullmatch(rest) else text.strip()


def puzzling(reply: Reply) -> bool:
    """Whether a message is none of what everybody may say: the name of a case, perhaps."""
    said = reply.kind == "words" and bool(folded(reply.text)) and command(reply.text) is None
    return said and not read(reply.text).kinds


def is_short_number(text: str) -> bool:
    """Whether it can be the number of a case in a list."""
    return re.fullmatch(r"[0-9]{1,3}", meant_case(text)) is not None


def ordered_in(reply: Reply) -> Language | None:
    """The language of an order that is about something: `CREAR maria88`."""
    found = order(reply)
    return command_language(reply.text.split()[0]) if found is not None and found.about else None
