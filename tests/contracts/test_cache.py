"""What every cache promises."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import StoreUnavailable
from app.ports import Cache
from tests.contracts.clocks import Hands
from tests.contracts.processes import in_threads
from tests.contracts.products import BOUNDED_CACHES, CACHES
from tests.contracts.servers import close, offered

OpenCache = Callable[[int], Cache]


@pytest.fixture(params=offered(CACHES))
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_cache(product: str, clock: Hands) -> Iterator[OpenCache]:
    opened: list[Cache] = []

    def opening(max_bytes: int) -> Cache:
        opened.append(CACHES[product](clock, max_bytes))
        return opened[-1]

    yield opening
    close(*opened)


@pytest.fixture
def cache(open_cache: OpenCache) -> Cache:
    return open_cache(1_000_000)


def test_what_was_kept_is_given_back(cache: Cache) -> None:
    assert cache.get("a") is None
    cache.put("a", b"1", ttl_s=10)
    cache.put("b", b"", ttl_s=10)
    assert (cache.get("a"), cache.get("b")) == (b"1", b"")
    cache.put("a", b"2", ttl_s=10)
    assert cache.get("a") == b"2"
    cache.ping()


def test_a_value_is_gone_when_its_time_is_over(cache: Cache, clock: Hands) -> None:
    cache.put("a", b"1", ttl_s=1.5)
    clock.ms += 1400
    assert cache.get("a") == b"1"
    clock.ms += 200
    assert cache.get("a") is None
    cache.put("a", b"2", ttl_s=1.5)
    assert cache.get("a") == b"2"


def test_a_value_without_time_is_not_kept(cache: Cache) -> None:
    cache.put("a", b"1", ttl_s=10)
    cache.put("a", b"2", ttl_s=0)
    assert cache.get("a") is None


bounded = pytest.mark.parametrize("product", BOUNDED_CACHES)


@bounded
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    puts=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000)), max_size=60),
    bound=st.integers(500, 20_000),
)
def test_it_holds_no_more_than_its_bound_and_never_another_value(
    open_cache: OpenCache, puts: list[tuple[int, int]], bound: int
) -> None:
    cache, latest = open_cache(bound), dict[str, bytes]()
    for number, (key, size) in enumerate(puts):
        latest[f"k{key}"] = bytes([number]) * size
        cache.put(f"k{key}", latest[f"k{key}"], ttl_s=10)
    held = {key: value for key in latest if (value := cache.get(key)) is not None}
    assert all(latest[key] == value for key, value in held.items())
    assert sum(map(len, held.values())) <= bound


@bounded
def test_what_was_used_lately_stays_longest(open_cache: OpenCache) -> None:
    cache = open_cache(10_000)
    for key in "abcd":
        cache.put(key, bytes(2000), ttl_s=10)
    assert cache.get("a") is not None
    cache.put("e", bytes(2000), ttl_s=10)
    assert cache.get("b") is None
    assert cache.get("a") is not None


def test_a_value_beyond_the_bound_is_not_kept_and_drives_nothing_out(open_cache: OpenCache) -> None:
    cache = open_cache(10_000)
    cache.put("a", b"1", ttl_s=10)
    cache.put("b", bytes(10_001), ttl_s=10)
    assert cache.get("a") == b"1"
    assert cache.get("b") is None


def test_several_threads_may_use_one_cache(open_cache: OpenCache) -> None:
    cache, wrong = open_cache(20_000), list[bytes]()

    def work(number: int) -> None:
        for step in range(2000):
            key = f"k{step % 17}"
            cache.put(key, key.encode() * (number + 1) * 40, ttl_s=10)
            if (value := cache.get(key)) and not value.startswith(key.encode()):
                wrong.append(value)

    in_threads(work)
    assert wrong == []
    cache.put("last", b"1", ttl_s=10)
    assert cache.get("last") == b"1"


def test_a_closed_cache_stays_closed_and_says_so(cache: Cache) -> None:
    cache.put("a", b"1", ttl_s=10)
    cache.close()
    cache.close()
    with pytest.raises(StoreUnavailable):
        cache.get("a")
    with pytest.raises(StoreUnavailable):
        cache.ping()
