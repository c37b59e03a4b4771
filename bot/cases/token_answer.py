"""The answer of the agency's token service, from bytes. The only exception is AgencyError, and it tells no token."""

import json
import re

from bot.cases.source import AgencyError

_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")  # what may stand in a header
UNTOLD_SECONDS = 300.0  # a token that does not tell its length of life


def read_token(status: int, body: bytes) -> tuple[str, float]:
    """The token and its life in seconds. `expires_in` comes as a string; a number is read as well."""
    if status != 200:
        raise AgencyError(f"The agency's token service answered {status}.")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    token = told.get("access_token") if isinstance(told, dict) else None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise AgencyError("The answer of the agency's token service can't be read.")
    life = re.fullmatch(r"[0-9]{1,7}", str(told.get("expires_in"))[:8])
    return token, max(float(life[0]), 1.0) if life else UNTOLD_SECONDS
