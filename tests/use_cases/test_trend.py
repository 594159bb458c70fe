"""Measures over time, thinned without losing their end; and things found by their words."""

from pathlib import Path

from app.adapters.sqlite_metrics import SqliteMetrics
from app.adapters.sqlite_search import SqliteSearch
from app.ports import Document, Sample
from app.use_cases.find import find
from app.use_cases.trend import trend, trends
from tests.use_cases.reading_store import TENANT, scope


def test_a_long_series_is_thinned_and_keeps_its_last_point(tmp_path: Path) -> None:
    metrics = SqliteMetrics(tmp_path / "metrics.db")
    metrics.record("test", {}, [Sample(scope(), "bdv.passed", at, float(at)) for at in range(1, 5_001)])
    found = trend(metrics, scope(), "bdv.passed")
    assert 1_000 < len(found.points) <= 2_000 and found.points[-1] == (5_000, 5_000.0)
    metrics.close()


def test_where_samples_are_gone_what_was_worked_out_stands_for_them(tmp_path: Path) -> None:
    metrics, day = SqliteMetrics(tmp_path / "metrics.db"), 86_400_000
    taken = [(10 * day + 1, 1.0), (10 * day + 2, 2.0), (50 * day + 3, 3.0)]
    metrics.record("test", {}, [Sample(scope(), "bdv.passed", at, value) for at, value in taken])
    metrics.retain(60 * day, 30 * day, 90 * day)
    assert trend(metrics, scope(), "bdv.passed").points == ((10 * day, 2.0), (50 * day + 3, 3.0))
    assert trend(metrics, scope(), "bdv.passed", 10 * day + 1).points == ((50 * day + 3, 3.0),)
    metrics.close()


def test_every_measure_is_named_as_people_say_it(tmp_path: Path) -> None:
    metrics = SqliteMetrics(tmp_path / "metrics.db")
    metrics.record("test", {}, [Sample(scope(), "bdv.flake_rate", 1, 0.1), Sample(scope(), "acc.cycles", 1, 2.0)])
    assert [series.name for series in trends(metrics, scope())] == ["ACC cycles", "BDV flake rate"]
    metrics.close()


def test_what_is_found_says_where_it_is(tmp_path: Path) -> None:
    index = SqliteSearch(tmp_path / "search.db")
    index.index("test", {}, [Document(scope(), "Scenario/S.a", "Scenario", "Refund above capture", valid_at=7)])
    hit = find(index, TENANT, "refund")[0]
    assert (hit.iteration, hit.id, hit.kind, hit.label, hit.at) == (
        "I",
        "Scenario/S.a",
        "Scenario",
        "Refund above capture",
        7,
    )
    assert find(index, TENANT, "nothing") == ()
    index.close()
