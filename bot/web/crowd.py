"""How much one network may send to a page, in one process: a browser that throws its cookie away is somebody new each
time, so who it is says nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

MINUTE, HOUR = 60.0, 3600.0
MESSAGES = 240  # a minute: a class room, or a clinic on a busy morning
TALKS = 240  # new ones an hour
MOST_NETWORKS = 10_000  # remembered at once


def network_of(address: str | None) -> str:
    """What stands for the people behind an address: IPv4 whole, of IPv6 the half that a household shares."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(IPv6Address(int(known) >> 64 << 64))
    return str(known)


@dataclass
class Crowd:
    """Counts in windows; nobody is remembered for longer than one."""

    clock: Callable[[], float] = time.time
    counts: dict[tuple[str, float, float], int] = field(default_factory=dict)

    def admits(self, network: str, *, new: bool) -> bool:
        """Counts a message, and the talk that begins with it; whether both are within what one network may."""
        within = self._count(network, MINUTE, MESSAGES)
        return (not new or self._count(network, HOUR, TALKS)) and within

    def _count(self, network: str, span: float, most: int) -> bool:
        start = self.clock() // span * span
        if len(self.counts) > MOST_NETWORKS:
            now = self.clock()
            self.counts = {key: count for key, count in self.counts.items() if key[1] + key[2] > now}
        key = (network, start, span)
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key] <= most
