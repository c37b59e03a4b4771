"""Where Twilio's REST API is: at Twilio, or where the settings say."""

from urllib.parse import urlsplit

OFFICIAL = ".twilio.com"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def at_base(base: str, url: str) -> str:
    """`url`, as Twilio documents it, below `base`. A product of its own (`messaging`) keeps its name at Twilio."""
    parts, ours = urlsplit(url), urlsplit(base)
    host = ours.netloc
    if host.endswith(OFFICIAL):
        product = parts.netloc.partition(".")[0]
        host = product + host[host.index(".") :]
    query = f"?{parts.query}" if parts.query else ""
    return f"{ours.scheme}://{host}{ours.path}{parts.path}{query}"
