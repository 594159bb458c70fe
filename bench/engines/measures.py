"""Percentiles of measures in PostgreSQL: hour by hour, one tenant, seven days, among 5,000,000 rows of eight tenants.

Needs MC_POSTGRES (``python -m servers env``); without it nothing is measured. CPU of the server is that of all its
processes, so nobody else should be asking it meanwhile.
"""

import os
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import psutil

from app.adapters.postgres_metrics import PostgresMetrics
from app.domain.graph import Scope
from app.ports import HOUR_MS, Sample
from bench.report import at_most, quantile, report, scaled

ROWS: Final = 5_000_000
BATCH: Final = 50_000
TENANTS: Final = tuple(f"tenant-{number}" for number in range(8))
ITERATIONS: Final = tuple(f"iteration-{number:03}" for number in range(125))
MEASURE: Final = "bdv.duration_ms"
START: Final = 1_761_955_200_000  # 2025-11-01 00:00 UTC
WEEK: Final = 7 * 24 * HOUR_MS
LOOKS: Final = 300
LATE: Final = 1_000


def main() -> None:
    """Prints ``measures_rows_per_s``, ``measures_roll_up_s``, ``measures_p95_ms`` and ``measures_late_p95_ms``."""
    url = os.environ.get("MC_POSTGRES")
    if not url:
        print("MC_POSTGRES is not set: nothing measured")
        return
    server = _Server(urlsplit(url).port or 5432)
    store = PostgresMetrics(url, f"bench_{uuid4().hex[:8]}")
    try:
        _fill(store, server)
        _roll_up(store, server)
        _look(store, server, "measures_p95_ms", "ms wall, everything rolled up")
        _come_late(store)
        _look(store, server, "measures_late_p95_ms", "ms wall, with late rows that nobody has rolled up yet")
    finally:
        store.close()
        store.drop()


class _Server:
    """All processes of the server, those that have ended too."""

    def __init__(self, port: int) -> None:
        (pid,) = {c.pid for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port}
        self._first = psutil.Process(pid)

    def cpu_s(self) -> float:
        """Seconds of CPU so far."""
        times = self._first.cpu_times()
        ended = times.children_user + times.children_system
        return float(ended + sum(map(_seconds, [self._first, *self._first.children(recursive=True)])))


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _fill(store: PostgresMetrics, server: _Server) -> None:
    rows, cpu, own, began = scaled(ROWS), server.cpu_s(), time.process_time(), time.perf_counter()
    for number, samples in enumerate(_samples(rows)):
        store.record("bench", {"dde-0": number}, samples)
    wall = time.perf_counter() - began
    beside = {"rows": rows, "server_cpu_s": server.cpu_s() - cpu, "client_cpu_s": time.process_time() - own}
    report("measures_rows_per_s", rows / wall, "rows/s wall, COPY, marks and position together", "none", None, beside)


def _samples(rows: int) -> Iterator[list[Sample]]:
    """Every line has one value at each of its moments; the moments of a batch lie near each other."""
    chance = Random(7)
    scopes = [Scope(tenant, iteration) for tenant in TENANTS for iteration in ITERATIONS]
    each = max(1, rows // len(scopes))
    moments = [START + WEEK * place // each for place in range(each)]
    at_once = max(1, BATCH // len(scopes))
    for first in range(0, each, at_once):
        yield [
            Sample(scope, MEASURE, at + number, chance.lognormvariate(4, 1))
            for at in moments[first : first + at_once]
            for number, scope in enumerate(scopes)
        ]


def _roll_up(store: PostgresMetrics, server: _Server) -> None:
    cpu, began = server.cpu_s(), time.perf_counter()
    stretches = store.roll_up()
    wall = time.perf_counter() - began
    beside = {"stretches": stretches, "server_cpu_s": server.cpu_s() - cpu}
    report("measures_roll_up_s", wall, "s wall, all of it at once", "none", None, beside)


def _look(store: PostgresMetrics, server: _Server, name: str, unit: str) -> None:
    chance, cpu, own = Random(3), server.cpu_s(), time.process_time()
    taken = _times(lambda: len(store.spreads(chance.choice(TENANTS), MEASURE, START, START + WEEK)))
    beside = {
        "p50_ms": quantile(taken, 0.5),
        "hours": len(store.spreads(TENANTS[0], MEASURE, START, START + WEEK)),
        "server_cpu_ms_each": (server.cpu_s() - cpu) * 1_000 / len(taken),
        "client_cpu_ms_each": (time.process_time() - own) * 1_000 / len(taken),
    }
    at_most(name, quantile(taken, 0.95), unit, 20, beside)


def _come_late(store: PostgresMetrics) -> None:
    """Into twelve hours of the past, as an agent that was away tells what it has seen."""
    chance = Random(11)
    hours = [START + chance.randrange(WEEK // HOUR_MS) * HOUR_MS for _ in range(12)]
    late = [
        Sample(
            Scope(TENANTS[0], chance.choice(ITERATIONS)),
            MEASURE,
            chance.choice(hours) + chance.randrange(HOUR_MS),
            1.0,
        )
        for _ in range(LATE)
    ]
    store.record("bench", {"dde-0": 1 << 40}, late)


def _times(look: Callable[[], int]) -> list[float]:
    taken = []
    for _ in range(LOOKS + 10):
        began = time.perf_counter()
        assert look() > 0
        taken.append((time.perf_counter() - began) * 1_000)
    return taken[10:]


if __name__ == "__main__":
    main()
