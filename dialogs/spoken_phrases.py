"""Phrases that callers say, written down for people to read."""


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each phrase, in capitals; phrases are parted by commas."""
    return tuple(tuple(phrase.split()) for phrase in " ".join(text.upper().split()).split(",") if phrase.strip())
