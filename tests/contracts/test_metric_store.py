"""What every store of measures promises."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.graph import Scope
from app.errors import StoreUnavailable
from app.ports import ROLLUP_WIDTHS, MetricStore, Sample, Spread
from tests.contracts.processes import in_threads, kill_after, start
from tests.contracts.products import METRICS
from tests.contracts.servers import close, offered

HERE, THERE = Scope("acme", "i1"), Scope("acme", "i2")
OpenStore = Callable[[Path], MetricStore]


@pytest.fixture(params=offered(METRICS))
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_store(product: str) -> Iterator[OpenStore]:
    opened: list[MetricStore] = []

    def opening(folder: Path) -> MetricStore:
        opened.append(METRICS[product](folder))
        return opened[-1]

    yield opening
    close(*opened)


@pytest.fixture
def store(open_store: OpenStore, tmp_path: Path) -> MetricStore:
    return open_store(tmp_path)


def sample(valid_at: int, value: float, measure: str = "pass_rate", scope: Scope = HERE) -> Sample:
    return Sample(scope, measure, valid_at, value)


def everything(store: MetricStore, measure: str = "pass_rate", scope: Scope = HERE) -> list[tuple[int, float]]:
    return store.series(scope, measure, 0, 1 << 60)


def test_a_store_that_holds_nothing_says_so(store: MetricStore) -> None:
    assert everything(store) == []
    assert store.measures(HERE) == []
    assert store.positions("measures") == {}
    store.ping()


def test_a_series_is_in_order_of_time_and_takes_its_start_but_not_its_end(store: MetricStore) -> None:
    store.record("measures", {}, [sample(30, 0.3), sample(10, 0.1), sample(20, 0.2)])
    assert store.series(HERE, "pass_rate", 10, 30) == [(10, 0.1), (20, 0.2)]
    assert store.series(HERE, "pass_rate", 11, 31) == [(20, 0.2), (30, 0.3)]


def test_a_later_sample_of_the_same_moment_replaces_the_earlier(store: MetricStore) -> None:
    store.record("measures", {}, [sample(10, 0.1), sample(10, 0.2)])
    assert everything(store) == [(10, 0.2)]
    store.record("measures", {}, [sample(10, 0.3)])
    assert everything(store) == [(10, 0.3)]


def test_scopes_and_measures_do_not_mix(store: MetricStore) -> None:
    other_tenant = Scope("umbrella", "i1")
    store.record(
        "measures",
        {},
        [sample(1, 1.0), sample(1, 2.0, "flakes"), sample(1, 3.0, scope=THERE), sample(1, 4.0, scope=other_tenant)],
    )
    assert store.measures(HERE) == ["flakes", "pass_rate"]
    assert store.measures(THERE) == ["pass_rate"]
    assert [everything(store, scope=scope) for scope in (HERE, THERE, other_tenant)] == [
        [(1, 1.0)],
        [(1, 3.0)],
        [(1, 4.0)],
    ]


def test_positions_come_with_the_samples_per_consumer(store: MetricStore) -> None:
    store.record("measures", {"dde-1": 5, "acc-0": 2}, [sample(1, 1.0)])
    store.record("measures", {"dde-1": 6}, [])
    store.record("backfill", {"dde-1": 1}, [])
    assert store.positions("measures") == {"dde-1": 6, "acc-0": 2}
    assert store.positions("backfill") == {"dde-1": 1}


SAMPLES = st.builds(
    sample,
    st.integers(0, 20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["pass_rate", "flakes"]),
    st.sampled_from([HERE, THERE]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(st.lists(SAMPLES, max_size=10), max_size=5), start=st.integers(0, 20), span=st.integers(0, 20)
)
def test_any_series_is_what_the_samples_said_last(
    open_store: OpenStore,
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[list[Sample]],
    start: int,
    span: int,
) -> None:
    store = open_store(tmp_path_factory.mktemp("metrics"))
    for batch in batches:
        store.record("measures", {}, batch)
    last = {(s.scope, s.measure, s.valid_at): s.value for batch in batches for s in batch}
    for scope, measure in {(scope, measure) for scope, measure, _ in last}:
        said = sorted((at, value) for (sc, m, at), value in last.items() if (sc, m) == (scope, measure))
        assert store.series(scope, measure, start, start + span) == [s for s in said if start <= s[0] < start + span]
    store.close()


def test_a_reader_may_come_before_the_writer_and_sees_what_it_writes(open_store: OpenStore, tmp_path: Path) -> None:
    reader = open_store(tmp_path)
    assert everything(reader) == []
    writer = open_store(tmp_path)
    writer.record("measures", {}, [sample(1, 1.0)])
    assert everything(reader) == [(1, 1.0)]


def test_a_killed_writer_leaves_samples_and_position_in_step(
    product: str, open_store: OpenStore, tmp_path: Path
) -> None:
    reader = open_store(tmp_path)
    said = kill_after(start("record", product, tmp_path, "pass_rate"), lines=25)
    kept = len(everything(reader))
    assert said <= kept <= said + 1
    assert reader.positions("pass_rate") == {"dde-0": kept}


def test_several_threads_may_use_one_store(store: MetricStore) -> None:
    def work(number: int) -> None:
        for at in range(20):
            store.record(f"c{number}", {"dde-0": at}, [sample(at, float(at), f"m{number}")])

    in_threads(work)
    assert store.measures(HERE) == ["m0", "m1", "m2", "m3"]
    assert [len(everything(store, measure)) for measure in store.measures(HERE)] == [20] * 4


def test_a_closed_store_stays_closed_and_says_so(store: MetricStore) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable):
        store.ping()


def stretches(store: MetricStore, width: int) -> list[tuple[int, int, float, float, float, float]]:
    found = store.rolled_up(HERE, "pass_rate", width, 0, 1 << 60)
    return [(s.start, s.count, s.low, s.high, s.mean, s.last) for s in found]


def test_samples_are_rolled_up_per_stretch(store: MetricStore) -> None:
    five = ROLLUP_WIDTHS[0]
    store.record("measures", {}, [sample(1, 1.0), sample(five - 1, 3.0), sample(five, 8.0)])
    assert store.roll_up() > 0
    assert stretches(store, five) == [(0, 2, 1.0, 3.0, 2.0, 3.0), (five, 1, 8.0, 8.0, 8.0, 8.0)]
    assert stretches(store, ROLLUP_WIDTHS[1]) == [(0, 3, 1.0, 8.0, 4.0, 8.0)]


def test_a_late_or_corrected_sample_counts_at_the_next_roll_up(store: MetricStore) -> None:
    hour = ROLLUP_WIDTHS[1]
    store.record("measures", {}, [sample(10, 1.0), sample(hour + 1, 5.0)])
    store.roll_up()
    store.record("measures", {}, [sample(5, 4.0), sample(10, 2.0)])
    store.roll_up()
    assert stretches(store, hour) == [(0, 2, 2.0, 4.0, 3.0, 2.0), (hour, 1, 5.0, 5.0, 5.0, 5.0)]


def test_nothing_new_is_nothing_to_roll_up(store: MetricStore) -> None:
    store.record("measures", {}, [sample(10, 1.0)])
    store.roll_up()
    assert store.roll_up() == 0


@given(batches=st.lists(st.lists(st.tuples(st.integers(0, 10**9), st.floats(-1e6, 1e6)), max_size=8), max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rolled_up_in_steps_or_at_once_is_the_same(
    open_store: OpenStore, tmp_path: Path, batches: list[list[tuple[int, float]]]
) -> None:
    steps, once = (open_store(Path(tempfile.mkdtemp(dir=tmp_path))) for _ in range(2))
    for batch in batches:
        for store in (steps, once):
            store.record("measures", {}, [sample(at, value) for at, value in batch])
        steps.roll_up()
    once.roll_up()
    assert [stretches(steps, w) for w in ROLLUP_WIDTHS] == [stretches(once, w) for w in ROLLUP_WIDTHS]
    steps.close(), once.close()


HOUR = ROLLUP_WIDTHS[1]
DAY = ROLLUP_WIDTHS[2]


def nearest_rank(values: list[float], part: int) -> float:
    """The percentile as it is defined: the least value that is not below so many of a hundred."""
    return next(value for value in sorted(values) if sum(v <= value for v in values) * 100 >= part * len(values))


def spread(start: int, values: list[float]) -> Spread:
    ranks = [nearest_rank(values, part) for part in (50, 75, 90, 95, 99)]
    return Spread(start, len(values), min(values), *ranks, max(values))


def test_percentiles_are_per_hour_and_over_all_iterations_of_the_tenant(store: MetricStore) -> None:
    here = [sample(at, float(at)) for at in range(1, 101)]
    there = [sample(HOUR + 7, 5.0, scope=THERE), sample(8, 500.0, scope=THERE)]
    others = [sample(9, 9e9, "flakes"), sample(9, 9e9, scope=Scope("umbrella", "i1"))]
    store.record("measures", {}, [*here, *there, *others])
    wanted = [spread(0, [*map(float, range(1, 101)), 500.0]), spread(HOUR, [5.0])]
    assert store.spreads("acme", "pass_rate", 0, 1 << 60) == wanted, "before anything is rolled up"
    store.roll_up()
    assert store.spreads("acme", "pass_rate", 0, 1 << 60) == wanted
    assert store.spreads("acme", "pass_rate", HOUR, 2 * HOUR) == wanted[1:]
    assert store.spreads("acme", "pass_rate", 1, HOUR) == []
    assert store.known_to("acme") == ["flakes", "pass_rate"]
    assert store.known_to("nobody") == []


def test_percentiles_are_right_at_once_after_late_and_corrected_samples(store: MetricStore) -> None:
    store.record("measures", {}, [sample(at, float(at)) for at in (10, 20, 30)])
    store.roll_up()
    store.record("measures", {}, [sample(5, 99.0), sample(20, 0.5)])
    late = [spread(0, [10.0, 0.5, 30.0, 99.0])]
    assert store.spreads("acme", "pass_rate", 0, HOUR) == late
    store.roll_up()
    assert store.spreads("acme", "pass_rate", 0, HOUR) == late


VALUES = st.floats(-1e6, 1e6, allow_nan=False)
STEP = st.lists(st.tuples(st.sampled_from([HERE, THERE]), st.integers(0, 3 * HOUR), VALUES), max_size=12)


@given(steps=st.lists(st.tuples(STEP, st.booleans()), max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_percentiles_are_those_of_the_samples_whatever_was_rolled_up_when(
    open_store: OpenStore, tmp_path: Path, steps: list[tuple[list[tuple[Scope, int, float]], bool]]
) -> None:
    store = open_store(Path(tempfile.mkdtemp(dir=tmp_path)))
    last: dict[tuple[Scope, int], float] = {}
    for batch, rolled in steps:
        store.record("measures", {}, [sample(at, value, scope=scope) for scope, at, value in batch])
        last |= {(scope, at): value for scope, at, value in batch}
        if rolled:
            store.roll_up()
    hours: dict[int, list[float]] = {}
    for (_, at), value in last.items():
        hours.setdefault(at // HOUR * HOUR, []).append(value)
    assert store.spreads("acme", "pass_rate", 0, 1 << 60) == [spread(at, hours[at]) for at in sorted(hours)]
    store.close()


TODAY = 1_762_257_600_000  # 2025-11-04 12:00 UTC


def test_old_samples_go_and_what_was_worked_out_stays_longer(store: MetricStore) -> None:
    ages = (1, 75, 300)
    store.record("measures", {}, [sample(TODAY - age * DAY, float(age)) for age in ages])
    assert store.retain(TODAY, 30 * DAY, 90 * DAY) > 0
    assert everything(store) == [(TODAY - DAY, 1.0)]
    assert [s.last for s in store.rolled_up(HERE, "pass_rate", DAY, 0, 1 << 60)] == [75.0, 1.0]
    assert [s.p50 for s in store.spreads("acme", "pass_rate", 0, 1 << 60)] == [75.0, 1.0]
    assert store.retain(TODAY, 30 * DAY, 90 * DAY) == 0


def test_what_comes_after_its_samples_are_gone_spoils_no_stretch(store: MetricStore) -> None:
    old = TODAY - 75 * DAY
    store.record("measures", {}, [sample(old, 1.0), sample(old + 1, 3.0)])
    store.retain(TODAY, 30 * DAY, 90 * DAY)
    store.record("measures", {}, [sample(old + 2, 500.0)])
    store.roll_up()
    assert [(s.count, s.high) for s in store.rolled_up(HERE, "pass_rate", DAY, 0, 1 << 60)] == [(2, 3.0)]
    assert [(s.count, s.high) for s in store.spreads("acme", "pass_rate", 0, 1 << 60)] == [(2, 3.0)]


def test_a_sample_of_any_time_finds_room_after_retention(store: MetricStore) -> None:
    store.retain(TODAY, 30 * DAY, 90 * DAY)
    times = [TODAY - 400 * DAY, TODAY - DAY, TODAY, TODAY + 70 * DAY]
    store.record("measures", {}, [sample(at, 1.0) for at in times])
    store.roll_up()
    assert [at for at, _ in everything(store)] == times
