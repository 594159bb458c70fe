"""What happens over time lies in hypertables where TimescaleDB is, and in partitions of a month where it is not."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.adapters.postgres_audit import PostgresAudit
from app.adapters.postgres_metrics import PostgresMetrics
from app.adapters.sqlite_metrics import SqliteMetrics
from app.domain.events import DAY_MS
from app.domain.graph import Scope
from app.ports import ROLLUP_WIDTHS, MetricStore, Sample
from app.use_cases.upkeep.keeping import entries_let_go, measures_let_go
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("postgres")

INFORMATION = "timescaledb_information"
SCHEMA = "hypertable_schema = %s"
OVER_TIME = {"measures": ("sample", "rollup", "spread"), "audit": ("entry", "verdict")}
NOW = round(datetime.now(UTC).timestamp() * 1000)


@pytest.fixture(scope="module")
def name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Schemas that have been looked after once, and hold one old and one new sample."""
    name = namespace(tmp_path_factory.mktemp("time"))
    metrics = PostgresMetrics(address("MC_POSTGRES"), f"{name}_measures")
    audit = PostgresAudit(address("MC_POSTGRES"), f"{name}_audit")
    times = (NOW - 200 * DAY_MS, NOW)
    metrics.record("test", {}, [Sample(Scope("acme", "i"), "m", at, 1.0) for at in times])
    assert measures_let_go(metrics, NOW) > 0
    entries_let_go(audit, NOW)
    yield name
    close(metrics, audit)


def rows(query: str, *values: str) -> list[str]:
    with psycopg.connect(address("MC_POSTGRES")) as connection:
        return [row[0] for row in connection.execute(query.encode(), values).fetchall()]


def has_timescale() -> bool:
    return bool(rows("SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'"))


def partitions(schema: str, table: str) -> list[str]:
    return sorted(
        rows(
            "SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = %s::regclass",
            f"{schema}.{table}",
        )
    )


def months(count: int) -> list[str]:
    """This month and those after it, as partitions are called."""
    first = datetime.fromtimestamp(NOW / 1000, UTC).replace(day=1)
    found = [first]
    while len(found) < count:
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return [f"{month:%Y_%m}" for month in found]


@pytest.mark.parametrize(("part", "table"), [(part, table) for part, all_ in OVER_TIME.items() for table in all_])
def test_each_table_has_room_for_what_comes_and_none_for_what_is_gone(name: str, part: str, table: str) -> None:
    schema = f"{name}_{part}"
    if has_timescale():
        assert table in rows(f"SELECT hypertable_name::text FROM {INFORMATION}.hypertables WHERE {SCHEMA}", schema)
        return
    assert [f"{table}_{month}" for month in months(3)] == partitions(schema, table)[-3:]
    old = datetime.fromtimestamp((NOW - 200 * DAY_MS) / 1000, UTC)
    assert f"{table}_{old:%Y_%m}" not in partitions(schema, table)


def test_timescale_compresses_and_lets_go_by_itself_where_its_licence_allows(name: str) -> None:
    may = has_timescale() and rows("SHOW timescaledb.license") == ["timescale"]
    for part, tables in OVER_TIME.items():
        assert rows(f"SELECT {name}_{part}.has_policies()") == [may]
        wanted = [f"policy_{what} {table}" for what in ("compression", "retention") for table in tables]
        jobs = f"SELECT proc_name || ' ' || hypertable_name FROM {INFORMATION}.jobs WHERE {SCHEMA}"
        assert not may or sorted(rows(jobs, f"{name}_{part}")) == sorted(wanted)


def test_what_comes_late_for_a_compressed_stretch_counts_as_it_does_in_files(tmp_path: Path) -> None:
    """On plain PostgreSQL nothing is compressed; the answers are the same."""
    schema, scope = f"{namespace(tmp_path)}_late", Scope("acme", "i")
    start = (NOW - 20 * DAY_MS) // DAY_MS * DAY_MS
    early = [Sample(scope, "m", start + n * 60_000, float(n)) for n in range(100)]
    late = [Sample(scope, "m", start + n * 60_000, float(7 * n)) for n in range(50, 150)]
    metrics, files = PostgresMetrics(address("MC_POSTGRES"), schema), SqliteMetrics(tmp_path / "metrics.db")
    with closing(files):
        for store in (metrics, files):
            store.record("test", {}, early)
            store.roll_up()
        compressed(schema)
        for store in (metrics, files):
            store.record("test", {}, late)
            store.roll_up()
        ours, theirs = answers(metrics, scope), answers(files, scope)
        assert ours == theirs
        assert len(ours[0]) == 150
    close(metrics)


def answers(store: MetricStore, scope: Scope) -> list[Any]:
    """All that a store says of the measure m."""
    stretches = (store.rolled_up(scope, "m", width, 0, NOW) for width in ROLLUP_WIDTHS)
    return [store.series(scope, "m", 0, NOW), store.spreads("acme", "m", 0, NOW), *stretches]


def compressed(schema: str) -> None:
    """Every chunk there is, if TimescaleDB may, as its policies do it after some days."""
    if has_timescale() and rows("SHOW timescaledb.license") == ["timescale"]:
        chunks = f"SELECT format('%%I.%%I', chunk_schema, chunk_name) FROM {INFORMATION}.chunks WHERE {SCHEMA}"
        with psycopg.connect(address("MC_POSTGRES"), autocommit=True) as connection:
            for chunk in rows(chunks, schema):
                connection.execute("SELECT compress_chunk(%s::regclass)", (chunk,))
            seen = f"SELECT count(*) FROM {INFORMATION}.chunks WHERE is_compressed AND {SCHEMA}"
            assert connection.execute(seen.encode(), (schema,)).fetchone() > (0,)
