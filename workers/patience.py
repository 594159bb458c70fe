"""A start that waits for stores which are slow to come up, and says so, rather than ending at once."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from app.errors import StoreUnavailable
from workers.loop import Say

Made = TypeVar("Made")

PAUSE_S: Final = 0.5
SAY_AGAIN_S: Final = 10.0


def patiently(
    attempt: Callable[[], Made], patience_ms: int, say: Say, given_up: Callable[[], bool] = lambda: False
) -> Made | None:
    """What the attempt comes to, tried again while a store does not answer; nothing when it is ``given_up``.

    Raises StoreUnavailable when the time is over.
    """
    until = time.monotonic() + patience_ms / 1000
    teller = _Teller(say)
    while not given_up():
        try:
            return attempt()
        except StoreUnavailable as flaw:
            left_s = until - time.monotonic()
            if left_s <= 0:
                raise StoreUnavailable(
                    f"{flaw}; waited for {patience_ms / 1000:g} s, MC_PATIENCE gives it longer"
                ) from flaw
            teller.waiting(str(flaw), left_s)
            _sleep(min(PAUSE_S, left_s), given_up)
    return None


class _Teller:
    """Says at once what is waited for, when that becomes another, and now and then."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._last, self._again = "", 0.0

    def waiting(self, reason: str, left_s: float) -> None:
        if reason != self._last or time.monotonic() >= self._again:
            self._say(f"waiting for a store: {reason} (for {left_s:.0f} s more)")
            self._last, self._again = reason, time.monotonic() + SAY_AGAIN_S


def _sleep(seconds: float, given_up: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not given_up() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
