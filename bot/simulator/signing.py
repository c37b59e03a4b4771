"""The signature that the carrier puts on its requests; written apart from the service's own check on purpose."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import urldefrag

Pairs = Sequence[tuple[str, str]]


def sign(token: str, url: str, params: Pairs) -> str:
    """The value of X-Twilio-Signature for a form post of `params` to `url`.

    HMAC-SHA1 with the account's token over the URL and every name and value, sorted, each pair once; connection
    overrides in the fragment are no part of it (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
    """
    signed = urldefrag(url).url + "".join(name + value for name, value in sorted(set(params)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
