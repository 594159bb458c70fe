"""What everything that grants turns promises."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.memory_throttle import MemoryThrottle
from app.adapters.redis_throttle import RedisThrottle
from app.ports import Throttle
from tests.contracts.clocks import Hands, Stamping, Wall
from tests.contracts.processes import in_threads
from tests.contracts.products import THROTTLES
from tests.contracts.servers import close, offered

Open = Callable[[float, int], Throttle]


@pytest.fixture(params=offered(THROTTLES))
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def time_of(product: str) -> Stamping:
    return Wall() if product == "redis" else Hands()


@pytest.fixture
def opens(product: str, time_of: Stamping, tmp_path: Path) -> Iterator[Open]:
    opened: list[Throttle] = []

    def opening(rate: float, burst: int) -> Throttle:
        opened.append(THROTTLES[product](tmp_path, time_of, rate, burst))
        return opened[-1]

    yield opening
    close(*opened)


def test_a_burst_is_granted_and_what_goes_beyond_is_told_how_long_to_wait(opens: Open, time_of: Stamping) -> None:
    throttle = opens(2, 3)
    assert [throttle.wait_s("a") for _ in range(3)] == [0, 0, 0]
    assert 0.3 < throttle.wait_s("a") <= 0.5
    assert 0.3 < throttle.wait_s("a") <= 0.5
    time_of.move(510)
    assert throttle.wait_s("a") == 0
    assert throttle.wait_s("a") > 0


def test_others_have_turns_of_their_own(opens: Open) -> None:
    throttle = opens(1, 1)
    assert [throttle.wait_s(who) for who in ("a", "b", "::1", "a b")] == [0, 0, 0, 0]
    assert all(throttle.wait_s(who) > 0 for who in ("a", "b", "::1", "a b"))


def test_who_was_silent_has_no_more_than_a_burst(opens: Open, time_of: Stamping) -> None:
    throttle = opens(100, 3)
    throttle.wait_s("a")
    time_of.move(900)
    began = time.monotonic()
    granted = sum(throttle.wait_s("a") == 0 for _ in range(50))
    assert 3 <= granted <= 4 + 100 * (time.monotonic() - began)


def test_threads_together_have_no_more_than_one_would(opens: Open) -> None:
    throttle, granted = opens(1, 40), list[bool]()
    in_threads(lambda _: granted.extend(throttle.wait_s("a") == 0 for _ in range(30)))
    assert 40 <= sum(granted) <= 42


def test_all_processes_count_together_where_a_server_counts(product: str, opens: Open) -> None:
    one, other = opens(1, 4), opens(1, 4)
    granted = [throttle.wait_s("a") == 0 for _ in range(4) for throttle in (one, other)]
    assert sum(granted) == (8 if product == "memory" else 4)


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=200))
def test_in_no_stretch_of_time_are_there_more_than_rate_and_burst_allow(pauses: list[int]) -> None:
    clock = Hands()
    throttle, granted = MemoryThrottle(clock, 2, 5), list[int]()
    for pause in pauses:
        clock.move(pause)
        if throttle.wait_s("a") == 0:
            granted.append(clock())
    for first, start in enumerate(granted):
        for last in range(first, len(granted)):
            assert last - first + 1 <= 5 + 2 * (granted[last] - start) / 1000 + 1e-6


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=100))
def test_who_waits_as_told_is_granted(pauses: list[int]) -> None:
    clock = Hands()
    throttle = MemoryThrottle(clock, 3, 2)
    for pause in pauses:
        clock.move(pause)
        if wait_s := throttle.wait_s("a"):
            clock.move(int(wait_s * 1000) + 1)
            assert throttle.wait_s("a") == 0


def test_while_its_server_is_away_each_process_counts_for_itself() -> None:
    throttle = RedisThrottle("redis://127.0.0.1:1/0", 1, 2, MemoryThrottle(Hands(), 1, 2))
    assert [throttle.wait_s("a") for _ in range(3)] == [0, 0, 1]
    throttle.close()
    throttle.close()
