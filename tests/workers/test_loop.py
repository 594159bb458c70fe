"""One store that is away keeps nobody else from working."""

import gc
import itertools
import time
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from app.errors import StoreUnavailable
from workers.loop import begun, turn


class Asked:
    """A stop that comes by itself."""

    def __init__(self, after_s: float) -> None:
        self._until = time.monotonic() + after_s

    @property
    def asked(self) -> bool:
        return time.monotonic() > self._until


def test_a_step_whose_store_is_away_rests_and_the_others_go_on() -> None:
    done, said = [0], []

    def away() -> int:
        raise StoreUnavailable("search is away")

    def works() -> int:
        done[0] += 1
        return 0

    turn([away, works], Asked(0.6), said.append, 0.01)  # type: ignore[arg-type]
    assert said == ["search is away; trying again in 1 s"]
    assert done[0] > 5


def test_a_step_whose_store_is_away_at_the_start_begins_when_it_is_there() -> None:
    tries = [0]

    def made():
        tries[0] += 1
        if tries[0] == 1:
            raise StoreUnavailable("not yet")
        return lambda: 0

    said: list[str] = []
    turn([begun(made)], Asked(1.5), said.append, 0.01)  # type: ignore[arg-type]
    assert tries[0] == 2
    assert said == ["not yet; trying again in 1 s", "the store answers again"]


def test_a_store_that_stays_away_is_not_told_of_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.loop._FIRST_WAIT_S", 0.01)
    monkeypatch.setattr("workers.loop._LONGEST_WAIT_S", 0.01)
    tries, said = [0], []

    def away() -> int:
        tries[0] += 1
        raise StoreUnavailable("search is away")

    turn([away], Asked(0.5), said.append, 0.01)  # type: ignore[arg-type]
    assert tries[0] > 5
    assert len(said) == 1


def test_a_worker_at_rest_looks_through_its_memory_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.loop._QUIET_S", 0.1)
    looked, left = list[int](), [3, 2]

    def heard(phase: str, info: dict[str, Any]) -> None:
        looked.append(info["generation"]) if phase == "start" else None

    gc.callbacks.append(heard)
    try:
        turn([lambda: left.pop() if left else 0], Asked(0.4), print, 0.01)  # type: ignore[arg-type]
    finally:
        gc.callbacks.remove(heard)
    assert looked.count(2) == 1
    assert looked.count(0) > 5


@pytest.mark.parametrize("rests", [(1, 0), (1,)], ids=["for-long", "at-all"])
def test_a_worker_that_is_never_quiet_looks_through_its_memory_now_and_then(
    monkeypatch: pytest.MonkeyPatch, rests: tuple[int, ...]
) -> None:
    monkeypatch.setattr("workers.loop._QUIET_S", 60)
    monkeypatch.setattr("workers.loop._LONGEST_UNTIDY_S", 0.1)
    looked, turns = list[int](), itertools.cycle(rests)

    def heard(phase: str, info: dict[str, Any]) -> None:
        looked.append(info["generation"]) if phase == "start" else None

    gc.callbacks.append(heard)
    try:
        turn([lambda: next(turns)], Asked(0.5), print, 0.01)  # type: ignore[arg-type]
    finally:
        gc.callbacks.remove(heard)
    assert 1 <= looked.count(2) <= 5


def test_a_worker_at_rest_is_woken_by_what_comes() -> None:
    done, rested = list[int](), list[float]()

    def wait(seconds: float) -> None:
        rested.append(seconds)
        time.sleep(0.01)

    turn([lambda: done.append(1) or 0], Asked(0.3), print, 60, wait)  # type: ignore[arg-type, func-returns-value]
    assert len(done) > 5
    assert set(rested) == {60}


def test_a_worker_with_nothing_to_do_rests_longer_after_a_while_and_not_once_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workers.loop._QUIET_S", 0.5)
    rested, work = list[float](), list[int]()

    def wait(seconds: float) -> None:
        rested.append(seconds)
        time.sleep(0.01)
        if seconds == 0.25 and len(work) < 3:
            work.append(1)
            rested.append(0)

    turn([lambda: work.pop() if work and rested[-1] == 0 else 0], Asked(2), print, 0.01, wait)  # type: ignore[arg-type]
    assert rested[0] == 0.01 and 0.25 in rested
    assert rested[rested.index(0) + 1] == 0.01


class Ring:
    """Only looking through memory finds that nobody needs it any more."""

    def __init__(self) -> None:
        self.me = self


def one_by_one(acts: list[Callable[[], object]]) -> Callable[[], int]:
    """A step that does one thing at a time, half a second apart, and nothing more when all are done."""
    due = [0.0]

    def step() -> int:
        if not acts or time.monotonic() < due[0]:
            return 0
        acts.pop(0)()
        due[0] = time.monotonic() + 0.5
        return 1

    return step


def test_what_is_here_to_stay_is_passed_by_until_there_is_twice_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.loop._QUIET_S", 0.05)
    monkeypatch.setattr("workers.loop._LONG_QUIET_S", 0.2)
    held, found, stands = [Ring()], list[bool](), list[int]()
    ring = weakref.ref(held[0])
    acts: list[Callable[[], object]] = [
        lambda: None,
        held.clear,
        lambda: found.append(ring() is not None) or stands.append(gc.get_freeze_count()),
        *[lambda: held.extend([] for _ in range(stands[0] * 2 // 3))] * 2,  # type: ignore[misc]
        lambda: None,
    ]
    try:
        turn([one_by_one(acts)], Asked(5), print, 0.01)  # type: ignore[arg-type]
    finally:
        gc.unfreeze()
    assert found == [True]
    assert ring() is None
