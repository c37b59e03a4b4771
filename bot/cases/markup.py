"""The agency's HTML made plain, for a text message or a voice."""

import html
import re
import unicodedata

_DROPPED = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<a\b([^<>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?ul|/?ol|/?li|/?tr|/?h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_SHOWN_ADDRESS = re.compile(r"[\w-]+\.[a-z]{2,}", re.IGNORECASE)


def plain(text: str) -> str:
    """`text` without tags, entities and control characters; a paragraph a line; a link shows where it leads."""
    for _ in range(2):  # markup is sometimes written as entities, so that a first reading only uncovers it
        text = _DROPPED.sub(" ", text)
        text = _LINK.sub(_shown, text)
        text = _TAG.sub("", _BREAK.sub("\n", text))
        text = html.unescape(text)
    text = "".join(map(_visible, text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _shown(link: re.Match[str]) -> str:
    """The words of a link, and its address when the words do not show one."""
    words = _TAG.sub("", link[2])
    found = _ADDRESS.search(link[1])
    address = html.unescape(next((part for part in found.groups() if part), "")) if found else ""
    scheme, _, rest = address.strip().partition("://")
    if scheme.lower() not in ("http", "https") or not rest or _SHOWN_ADDRESS.search(words):
        return words
    rest = rest.rstrip("/")
    return f"{words} ({rest})" if words.strip() else rest


def _visible(character: str) -> str:
    """Line breaks stay; other control, private, unassigned and half characters go: XML or a carrier refuses them."""
    if character == "\n":
        return character
    if character in "\r\t\v\f\u2028\u2029":
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") else character
