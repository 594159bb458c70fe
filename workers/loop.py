"""Turning the steps of a worker until it is told to stop; knows nothing of what the steps do."""

import gc
import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from app.errors import StoreUnavailable

Step = Callable[[], int]
Rest = Callable[[float], None]
Say = Callable[[str], None]

_IDLE_S = 0.05
_QUIET_S = 1.0
_LONG_QUIET_S = 60.0
_LONGEST_UNTIDY_S = 5.0
_LULLED = 25
_LULL_S = 0.1
_WOKEN_LULL_S = 0.5
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 4.0
_LATE_S = 9.0


class Stop:
    """Becomes true at SIGTERM or SIGINT; the step under way is finished first.

    ``late`` is called, in a thread of its own, when the process still runs ``_LATE_S`` after that: a store may keep a
    step waiting for longer than whoever asked waits.
    """

    def __init__(self, late: Callable[[], None] = lambda: None) -> None:
        self.asked = False
        self._late = late
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if not self.asked:
            timer = threading.Timer(_LATE_S, self._late)
            timer.daemon = True
            timer.start()
        self.asked = True


def turn(steps: Sequence[Step], stop: Stop, say: Say, idle_s: float = _IDLE_S, rest: Rest | None = None) -> None:
    """Call the steps in turn. A step whose store does not answer rests for 1, 2, 4, 4, … seconds (domain 3.3); the
    others go on meanwhile. When there is nothing to do all of them ``rest`` for up to ``idle_s``: sleep, unless told
    another way, which may end as soon as there is something to do. After a quiet second they rest longer, up to a
    tenth of a second, and to half of one where they are woken: asking servers fifty times a second whether anything
    came costs more than it gains.
    """
    gc.freeze()
    gc.disable()  # Collected between batches instead: a collection in the middle costs a third of the throughput.
    patient, memory = [_Patient(step, say) for step in steps], _Memory()
    lull_s = _WOKEN_LULL_S if rest else _LULL_S
    while not stop.asked:
        if sum(one.step() for one in patient if not stop.asked):
            memory.used()
        else:
            memory.tidy()
            rest_s = max(idle_s, min(_LULLED * idle_s, lull_s)) if memory.quiet else idle_s
            rest(rest_s) if rest else _sleep(rest_s, stop)


def begun(make: Callable[[], Step]) -> Step:
    """The step that is made at its first turn: a store that is away then is waited for like one that goes later."""
    made: list[Step] = []

    def step() -> int:
        if not made:
            made.append(make())
        return made[0]()

    return step


class _Memory:
    """Looked through bit by bit: once it has been quiet for a while, as that takes time which an event that comes
    just then would have to wait, and every few seconds of work, so that it never is much.

    What is left then is here to stay and is passed by from then on. All of it together is looked through (seconds,
    where a million events are held) once there is twice as much as the last time, when a worker has been at rest for
    long: of what was passed by, less than one object in a thousand turned out to be needed by nobody."""

    def __init__(self) -> None:
        self._used_at = self._tidied_at = time.monotonic()
        self._untidy = False
        self._known = self._held = gc.get_freeze_count()

    @property
    def quiet(self) -> bool:
        """Whether nothing was done for a while."""
        return time.monotonic() - self._used_at >= _QUIET_S

    def used(self) -> None:
        """Something was done."""
        gc.collect(0)
        self._used_at, self._untidy = time.monotonic(), True
        if self._used_at - self._tidied_at >= _LONGEST_UNTIDY_S:
            self._look_through()

    def tidy(self) -> None:
        """There is nothing to do."""
        if self._untidy and self.quiet:
            self._look_through()
            self._held = gc.get_freeze_count()
        elif self._held > 2 * self._known and time.monotonic() - self._used_at >= _LONG_QUIET_S:
            gc.unfreeze()
            self._look_through()
            self._known = self._held = gc.get_freeze_count()
        else:
            gc.collect(0)

    def _look_through(self) -> None:
        gc.collect()
        gc.freeze()
        self._tidied_at, self._untidy = time.monotonic(), False


class _Patient:
    """A step that rests after its store did not answer."""

    def __init__(self, step: Step, say: Say) -> None:
        self._step, self._say = step, say
        self._wait_s, self._rests_until = _FIRST_WAIT_S, 0.0
        self._said = ""

    def step(self) -> int:
        """What was done; nothing while it rests."""
        if time.monotonic() < self._rests_until:
            return 0
        try:
            number = self._step()
        except StoreUnavailable as fault:
            self._say_once(f"{fault}; trying again in {self._wait_s:.0f} s")
            self._rests_until = time.monotonic() + self._wait_s
            self._wait_s = min(self._wait_s * 2, _LONGEST_WAIT_S)
            return 0
        if self._said:
            self._say("the store answers again")
        self._wait_s, self._said = _FIRST_WAIT_S, ""
        return number

    def _say_once(self, text: str) -> None:
        """A store that stays away is told of until the waits grow no more, and then when it is back."""
        if text != self._said:
            self._say(text)
            self._said = text


def _sleep(seconds: float, stop: Stop) -> None:
    until = time.monotonic() + seconds
    while not stop.asked and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
