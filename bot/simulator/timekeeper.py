"""The time of a call, which can be made to stand still, and when it is over with what goes on in it."""


class Timekeeper:
    """`inner` runs only while time is not held; whoever plays knows its own time alone, and so do `now` and `due`."""

    def __init__(self) -> None:
        self.inner = 0.0
        self._lag = 0.0  # seconds that time has stood still
        self._until: float | None = None
        self._held = False

    @property
    def now(self) -> float:
        return self.inner + self._lag

    @property
    def due(self) -> float | None:
        return None if self._held or self._until is None else self._until + self._lag

    @property
    def waiting(self) -> bool:
        """Something takes time, though that may stand still."""
        return self._until is not None

    def reach(self, now: float) -> None:
        if not self._held:
            self.inner = max(self.inner, now - self._lag)

    def early(self, now: float, since: float) -> bool:
        """Whether `now` lies before `since`, an inner time."""
        return not self._held and now - self._lag < since

    def wait(self, seconds: float | None) -> None:
        """What goes on takes so long from now; None: nothing goes on."""
        self._until = None if seconds is None else self.inner + seconds

    def hold(self) -> None:
        self._held = True

    def resume(self, now: float) -> None:
        if self._held:
            self._held, self._lag = False, now - self.inner
