"""The signature on Twilio's requests, and the form it is made over.

Our own HMAC, because the official validator costs fifteen times as much and raises on what anybody may send; the
tests hold the two equal. Algorithm and keys come from the settings alone: the header in which a request names another
scheme is never looked at. https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

Pairs = Sequence[tuple[str, str]]

MOST_FIELDS = 200  # Twilio's fullest request has about sixty
DEFAULT_PORTS = {"http": "80", "https": "443"}
BODY_HASH = re.compile(r"[?&]bodySHA256=([^&#]*)")


class SignatureCheck:
    """Tells whether a request was signed with one of the account's tokens.

    `public_url` is the address Twilio was given, path prefix included; behind a proxy it is the only one that counts.
    `tokens` are the auth tokens that may have signed: two while one replaces the other. Raises ValueError for an
    address without host, for no tokens, and for an empty one, with which anybody could sign.
    """

    def __init__(self, public_url: str, tokens: Sequence[str]) -> None:
        if not tokens or not all(tokens):
            raise ValueError("an auth token is needed to check signatures, and it can't be empty")
        self._keys = tuple(token.encode() for token in tokens)
        self._addresses = tuple(addresses(public_url))

    def check(self, target: str, form: Pairs | None, body: bytes, header: str | None) -> bool:
        """Whether `header` (X-Twilio-Signature) is good for this request; never raises.

        `target` is path and query as they came over the wire. `form` holds the fields of a form post, in any order;
        None says that the body is something else, and then its hash must stand in the query.
        """
        if not header or (form is None and not body_is_signed(target, body)):
            return False
        given, fields = _bytes(header), joined(form or ())
        if self._good(_bytes(target + fields), given):
            return True
        # An apostrophe is signed as %27 and may arrive as it is (a vector of the official library for Node).
        return "'" in target and self._good(_bytes(target.replace("'", "%27") + fields), given)

    def _good(self, rest: bytes, given: bytes) -> bool:
        for key in self._keys:
            for address in self._addresses:
                if hmac.compare_digest(base64.b64encode(hmac.digest(key, address + rest, "sha1")), given):
                    return True
        return False


def signed(url: str, params: Pairs, token: str) -> str:
    """The signature for a request to `url`, exactly as written, with these form fields."""
    return base64.b64encode(hmac.digest(token.encode(), _bytes(url + joined(params)), "sha1")).decode()


def addresses(public_url: str) -> Iterator[bytes]:
    """How Twilio may write the address: it drops the port of some requests and adds the default port to others.

    A user name in it is signed along by Twilio, and taken out by some proxies: both count. Raises ValueError for what
    is not an http address.
    """
    parts = urlsplit(public_url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("the public address is not a plain http or https address")
    user, at, host = parts.netloc.rpartition("@")
    default = DEFAULT_PORTS[parts.scheme]
    port = str(parts.port or default)
    bare = host.removesuffix(f":{port}").removesuffix(":")
    hosts = (bare, f"{bare}:{port}") if port == default else (f"{bare}:{port}", bare)
    path = parts.path.rstrip("/")
    for prefix in dict.fromkeys((user + at, "")):
        for each in hosts:
            yield f"{parts.scheme}://{prefix}{each}{path}".encode()


def joined(params: Pairs) -> str:
    """Names and values in the order in which they are signed; the same pair twice counts once."""
    return "".join([name + value for name, value in sorted(set(params))])


def body_is_signed(target: str, body: bytes) -> bool:
    """Whether the query of `target`, which the signature covers, holds the hash of `body`."""
    found = BODY_HASH.search(target)
    return found is not None and hmac.compare_digest(_bytes(found[1]), hashlib.sha256(body).hexdigest().encode())


def parse_form(body: bytes) -> list[tuple[str, str]] | None:
    """The fields of a form in order, blank and repeated ones included; None when there are more than 200."""
    text = body.decode("utf-8", "replace")
    if text.count("&") >= MOST_FIELDS:
        return None
    fields = []
    for field in text.split("&"):
        if field:
            name, _, value = field.partition("=")
            fields.append((_plain(name), _plain(value)))
    return fields


def _plain(text: str) -> str:
    return unquote(text.replace("+", " ")) if "%" in text else text.replace("+", " ")


def _bytes(text: str) -> bytes:
    """UTF-8; half a surrogate pair becomes bytes that nobody signs, where the plain encoder would raise."""
    return text.encode("utf-8", "surrogatepass")
