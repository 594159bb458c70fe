"""A memory that threads share: the same is made once, however many ask for it at once, and nobody waits for ever."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import StoreUnavailable, UnknownIteration
from app.use_cases.remembered import Remembered

PATIENCE_S = 30


class Slow:
    """What takes so long to make that others ask for it meanwhile."""

    def __init__(self, *outcomes: int | Exception) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.calls = 0
        self.outcomes = outcomes

    def __call__(self) -> int:
        outcome = self.outcomes[min(self.calls, len(self.outcomes) - 1)]
        self.calls += 1
        self.begun.set()
        assert self.may_end.wait(PATIENCE_S)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def asked(memory: Remembered, slow: Slow, others: int = 4) -> list[Callable[[], int]]:
    """What each of several threads gets that asked while the first one made it."""
    with ThreadPoolExecutor(1 + others) as threads:
        first = threads.submit(memory.get, "key", slow)
        assert slow.begun.wait(PATIENCE_S)
        rest = [threads.submit(memory.get, "key", slow) for _ in range(others)]
        slow.may_end.set()
        return [future.result for future in (first, *rest) if future.exception(PATIENCE_S) or True]


def test_of_many_who_ask_at_once_one_makes_it() -> None:
    slow = Slow(7, 8)
    assert [result() for result in asked(Remembered(4), slow)] == [7] * 5
    assert slow.calls == 1


def test_a_store_that_is_away_is_asked_once_for_all_who_wait() -> None:
    slow = Slow(StoreUnavailable("the graph is away"))
    with ThreadPoolExecutor(2) as threads:
        memory = Remembered(4)
        first = threads.submit(memory.get, "key", slow)
        assert slow.begun.wait(PATIENCE_S)
        waiting = threads.submit(memory.get, "key", slow)
        until_it_waits(memory)
        slow.may_end.set()
        for future in (first, waiting):
            with pytest.raises(StoreUnavailable, match="the graph is away"):
                future.result(PATIENCE_S)
    assert slow.calls == 1
    slow.outcomes = (9,)
    assert memory.get("key", slow) == 9


def until_it_waits(memory: Remembered) -> None:
    """Until the second thread waits for the first; its pool has no other way to say so."""
    making = memory._making["key"]
    for _ in range(PATIENCE_S * 100):
        if making.over._cond._waiters:  # type: ignore[attr-defined]
            return
        threading.Event().wait(0.01)
    raise AssertionError("the second thread never waited")


def test_another_error_is_the_makers_alone() -> None:
    slow = Slow(UnknownIteration("nothing of it yet"), 5)
    results = asked(Remembered(4), slow)
    with pytest.raises(UnknownIteration):
        results[0]()
    assert {result() for result in results[1:]} == {5}


def test_what_is_made_may_ask_for_another_and_even_for_itself() -> None:
    memory = Remembered(4)
    assert memory.get("a", lambda: memory.get("b", lambda: 1) + memory.get("a", lambda: 10)) == 11
    assert memory.get("a", lambda: 0) == 11
