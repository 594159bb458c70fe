"""What every store of measures works out of samples: stretches and percentiles, which outlive these."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.graph import Scope
from app.ports import ROLLUP_WIDTHS, MetricStore, Spread
from tests.contracts.metrics.conftest import OpenStore
from tests.contracts.metrics.samples import HERE, THERE, everything, sample


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
