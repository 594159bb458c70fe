"""Memory is looked through in a quiet moment, seldom without one, and never for nothing."""

import subprocess
import sys

from app.api.memory import ENOUGH, LONGEST_S, Quiet


class Clock:
    """Time that passes when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_moment_in_which_nothing_goes_on_is_taken() -> None:
    moment = Quiet(Clock())
    assert not moment.has_come((5, 3, ENOUGH))
    assert not moment.has_come((5, 4, ENOUGH))
    assert moment.has_come((90, 4, ENOUGH))


def test_where_it_is_never_quiet_it_is_done_now_and_then() -> None:
    clock = Clock()
    moment = Quiet(clock)
    done = []
    for n in range(1_000):
        clock.now += 1
        done.append(moment.has_come((0, n % 9, ENOUGH + n)))
    assert done.count(True) == 1_000 // LONGEST_S


def test_while_there_is_little_to_find_nothing_is_done() -> None:
    clock = Clock()
    moment = Quiet(clock)
    for _ in range(100):
        clock.now += LONGEST_S
        assert not moment.has_come((0, 1, ENOUGH - 1))


def test_what_cannot_be_reached_is_let_go_in_a_process_that_is_kept_tidy() -> None:
    program = (
        "import gc, time, weakref, app.api.memory as memory\n"
        "memory.LOOKS_S = 0.05\n"
        "memory.tidied_when_quiet()\n"
        "class Ring: pass\n"
        "ring = Ring(); ring.me = ring; seen = weakref.ref(ring)\n"
        "kept = [[] for _ in range(memory.YOUNG * memory.ENOUGH * (memory.ENOUGH + 6))]\n"
        "del ring\n"
        "until = time.monotonic() + 30\n"
        "while seen() and time.monotonic() < until: time.sleep(0.05)\n"
        "print('gone' if seen() is None else 'kept', gc.get_freeze_count() > 1000)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ["gone", "True"]
