"""How many segments the carrier bills; counted apart from the service's own count on purpose."""

from math import ceil

# 3GPP TS 23.038, the default alphabet and its extension table.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")


def segments(text: str) -> int:
    """Segments of a text, 1 for an empty one: 160 or 153 septets each, or 70 or 67 UTF-16 units."""
    if set(text) <= BASIC | EXTENDED:
        size, alone, joined = len(text) + sum(sign in EXTENDED for sign in text), 160, 153
    else:
        size, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if size <= alone else ceil(size / joined)
