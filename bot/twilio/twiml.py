"""From a turn to what a carrier delivers: the bodies of the texts, and the XML around them.

Segments, accents, what is joined and what is left out where room is scarce: here and nowhere else.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from bot.twilio.segments import fit, segments
from dialogs.engine import Turn
from dialogs.text import ByChannel, Either, Shown, Words

Variants = Callable[[Words, str, str], list[str]]

# Carriers charge for each segment and a long text may arrive in pieces. Spanish needs more words than English.
MOST_SEGMENTS = {"en": 2}
MOST_SEGMENTS_ELSEWHERE = 3
LONGEST_BODY = 1500  # the provider refuses more than 1,600 characters in one message
LARGEST_DOCUMENT = 64_000  # bytes; the provider refuses more than 64 kB, and then the person gets nothing (error 11750)
HEAD, TAIL = '<?xml version="1.0" encoding="UTF-8"?><Response>', "</Response>"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

# What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets); one such sign and the person gets nothing at all.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def bodies(turn: Turn, language: str, variants: Variants, channel: str = "sms") -> list[str]:
    """The texts of a turn, in order. Pieces share a text while it stays within the segments of the language."""
    most = MOST_SEGMENTS.get(language, MOST_SEGMENTS_ELSEWHERE)
    pieces = [*turn.said, turn.prompt] if turn.prompt is not None else list(turn.said)
    texts: list[str] = []
    for piece in pieces:
        body = legible(fitted(piece, language, variants, channel, most))
        if texts and segments(joined := f"{texts[-1]}\n{body}") <= most:
            texts[-1] = joined
        else:
            texts.append(body)
    return [part for text in texts for part in parted(text)]


def fitted(piece: Words, language: str, variants: Variants, channel: str, most: int) -> str:
    """A piece in at most `most` segments, where its choices allow. Each choice says less than the one before it, so
    accents go before content does; within a choice, wordings that say the same are tried with their accents first."""
    body = ""
    if isinstance(piece, Shown):
        return fitted(piece.words, language, variants, channel, most)
    if isinstance(piece, ByChannel):
        return fitted(piece.written, language, variants, channel, most)
    for choice in piece.choices if isinstance(piece, Either) else (piece,):
        body = fit(variants(choice, language, channel), most)
        if segments(body) <= most:
            break
    return body


def parted(text: str) -> Iterable[str]:
    """A text that is too long for one message, cut at the end of a line, a sentence or a word; nothing for a blank."""
    text = text.strip()
    while len(text) > LONGEST_BODY:
        head = text[:LONGEST_BODY]
        cut = max(head.rfind("\n"), head.rfind(". ") + 1)
        if cut < LONGEST_BODY // 2:
            cut = max(head.rfind(" "), cut)
        cut = cut if cut > 0 else LONGEST_BODY
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def document(texts: Sequence[str], report: str = "") -> str:
    """TwiML that answers a text with these bodies; well-formed whatever they hold, and never too large to be taken.
    `report`: the address to which the carrier tells what becomes of them."""
    opening = f'<Message statusCallback="{escaped(report)}">' if report else "<Message>"
    messages = [f"{opening}{escaped(legible(text))}</Message>" for text in texts]
    whole = f"{HEAD}{''.join(messages)}{TAIL}" if messages else EMPTY
    while len(whole.encode()) > LARGEST_DOCUMENT:
        messages.pop()
        whole = f"{HEAD}{''.join(messages)}{TAIL}"
    return whole


def legible(text: str) -> str:
    """`text` without the signs that XML can't hold, not even escaped."""
    return text if text.isprintable() else FORBIDDEN.sub("", text)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
