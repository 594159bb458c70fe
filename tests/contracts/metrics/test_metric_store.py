"""What every store of measures promises of the samples themselves."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.graph import Scope
from app.errors import StoreUnavailable
from app.ports import MetricStore, Sample
from tests.contracts.metrics.conftest import OpenStore
from tests.contracts.metrics.samples import HERE, THERE, everything, sample
from tests.contracts.processes import in_threads, kill_after, start


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
