"""A clock that goes on where the machine's is set back."""

from collections.abc import Callable


class Onward:
    """Milliseconds since 1970 as ``clock`` shows them. Once it shows less than what was seen already, it is that and
    as much more as has passed since, by ``ticks`` (ms that nobody sets), until ``clock`` is there too."""

    def __init__(self, clock: Callable[[], int], ticks: Callable[[], int]) -> None:
        self._clock = clock
        self._ticks = ticks
        self._seen = self._since = 0
        self._behind = False

    def __call__(self) -> int:
        shown = self._clock()
        if shown >= self._seen and not self._behind:
            return shown
        going_on = self._seen + self._ticks() - self._since
        self._behind = shown < going_on
        return max(shown, going_on)

    def saw(self, ms: int) -> None:
        """So late it is at least: something bears this stamp."""
        if ms > self._seen + self._ticks() - self._since or not self._seen:
            self._seen, self._since = ms, self._ticks()
