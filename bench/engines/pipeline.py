"""Kafka → graph in Neo4j + measures in PostgreSQL, sustained over 1,000,000 events; how fresh they are at half of it.

Needs MC_KAFKA, MC_NEO4J, MC_NEO4J_PASSWORD and MC_POSTGRES (``python -m servers env``); without them nothing is
measured. 147 iterations of about 7,500 events each, twelve at a time. All lie on the log before the workers, two that
ingest and one that measures, start. What is sustained is measured from when the graph holds the first 100,000 (until
then Python starts, and what runs on Java compiles itself) until the last event is in both stores. Then twelve builds
report at half that rate, each of an iteration of its own and once a second, each at another stage of it. An event is
fresh when the positions that a store wrote in one transaction with it can be read by somebody else.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle, islice, zip_longest
from pathlib import Path
from typing import Final

import psutil

from app.desk import Desk
from app.domain.events import Event
from app.domain.partitions import SHARES, share_of
from app.ports import Message
from app.settings import read_settings
from app.use_cases.progress import CONSUMER, reached
from app.wire import avro
from app.wiring import open_desk
from bench import worker
from bench.engines import ingest_workers
from bench.engines.crews import servers, spent, workers
from bench.report import at_least, at_most, quantile, scaled
from workers.follow import MEASURES

EVENTS: Final = 1_000_000
FIRST: Final = 100_000
"""These come before what is measured."""
NEEDED: Final = (*ingest_workers.NEEDED, "MC_POSTGRES")
CREW: Final = {
    "ingest_1": ("ingest", "--number", "1"),
    "ingest_2": ("ingest", "--number", "2"),
    "measures": ("measures",),
}
PIECE: Final = 5_000
TELL_EVERY_S: Final = 1 / len(SHARES)
STAGE: Final = 600
"""By so many events each build is ahead of the one before."""
FRESH_FOR_S: Final = 60.0
LOOK_S: Final = 0.04
"""So often it is looked whether they are there: more often would take from them what they need."""

Places = dict[str, int]
Told = tuple[float, int, Places]
"""When a batch was handed to the log, how many events it has, and where the log ended after it."""


def main() -> None:
    """Prints ``pipeline_events_per_s`` and ``freshness_p99_ms``."""
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        print(f"{', '.join(missing)} not set: nothing measured")
        return
    with tempfile.TemporaryDirectory() as folder, ingest_workers.site(Path(folder), NEEDED) as (desk, environ):
        ends, count = _filled(desk, stream(scaled(FIRST + EVENTS)))
        with workers(environ, *CREW.values()) as crew:
            rate = _worked_off(desk, crew, ends, count)
            _freshness(desk, environ, ends, rate / 2)


def stream(events: int) -> Iterator[Event]:
    """Iterations, one after the other in each share of the stream, the shares side by side."""
    each = -(-events // len(SHARES))
    told = [islice(_share(share, "Iter-Bench"), each) for share in sorted(SHARES)]
    return islice((one for together in zip_longest(*told) for one in together if one is not None), events)


def _share(share: int, called: str) -> Iterator[Event]:
    names = (f"{called}-{n}" for n in range(1_000_000))
    for name in names:
        if share_of(name) == share:
            yield from worker.iteration(name)


def _filled(desk: Desk, events: Iterator[Event]) -> tuple[Places, int]:
    """Write all of it to the log. Where the log ends, and how many events it holds."""
    count, ends = 0, Places()
    while piece := list(islice(events, PIECE)):
        ends |= _append(desk, [_message(event) for event in piece])
        count += len(piece)
    return ends, count


def _message(event: Event) -> Message:
    return Message(event.stream, event.iteration_id, avro.encode(event))


def _append(desk: Desk, messages: Sequence[Message]) -> Places:
    return {f"{record.topic}-{record.partition}": record.offset + 1 for record in desk.log.append(messages)}


def _worked_off(desk: Desk, crew: Sequence[psutil.Process], ends: Places, count: int) -> float:
    """The rate at which all of it came into both stores (events/s)."""
    first_s, first = _awaited(lambda: sum(_kept(desk).values()) >= scaled(FIRST), crew), sum(_kept(desk).values())
    before, mine = servers(), [spent(one) for one in crew]
    seconds = _awaited(lambda: reached(_measured(desk), ends), crew)
    taken = {f"{name}_cpu_s": cpu - before[name] for name, cpu in servers().items()}
    taken |= {f"{name}_worker_cpu_s": spent(one) - cpu for name, one, cpu in zip(CREW, crew, mine, strict=True)}
    events = count - first
    beside = {"events": events, "seconds": seconds, "events_per_cpu_s": events / sum(taken.values())}
    beside |= {"first": first, "first_s": first_s, "load": os.getloadavg()[0]}
    beside |= {"with_the_first_per_s": count / (first_s + seconds)}
    at_least("pipeline_events_per_s", events / seconds, "events/s", 5_000, beside | taken)
    return events / seconds


def _awaited(true: Callable[[], bool], crew: Sequence[psutil.Process]) -> float:
    """After how many seconds it was true."""
    began = time.perf_counter()
    while not true():
        assert all(one.status() != psutil.STATUS_ZOMBIE for one in crew), "a worker ended before it was done"
        time.sleep(0.5)
    return time.perf_counter() - began


def _kept(desk: Desk) -> Places:
    return desk.graph.positions(CONSUMER)


def _measured(desk: Desk) -> Places:
    return desk.metrics.positions(MEASURES)


def _freshness(desk: Desk, environ: dict[str, str], ends: Places, rate: float) -> None:
    """Tell further iterations at this rate, and see how long each report takes to be in the stores."""
    size = max(1, round(rate * TELL_EVERY_S))
    builds = [_made_up(share, size) for share in sorted(SHARES)]
    told = list[Told]()
    with ThreadPoolExecutor(1) as pool, closing(open_desk(read_settings(environ), "reader")) as mine:
        ends = _on_their_way(mine, desk, builds, ends)
        began = time.perf_counter()
        telling = pool.submit(_tell, mine, builds, size, ends, told)
        graph, measures = _seen(desk, told, telling.done)
        seconds = time.perf_counter() - began
    beside = {
        "events_per_s": sum(size for _, size, _ in told) / seconds,
        "asked_per_s": rate,
        "p50_ms": quantile(graph, 0.5),
        "measures_p50_ms": quantile(measures, 0.5),
        "measures_p99_ms": quantile(measures, 0.99),
        "longest_ms": max(graph),
        "load": os.getloadavg()[0],
    }
    at_most("freshness_p99_ms", quantile(graph, 0.99), "ms, handed to the log → in the graph", 1_000, beside)


def _made_up(share: int, size: int) -> Iterator[Message]:
    """What the build of this share says, as it is sent: until its stage, and then once a second."""
    most = 1 + share * STAGE + size * (round(FRESH_FOR_S / TELL_EVERY_S) // len(SHARES) + 1)
    return iter([_message(event) for event in islice(_share(share, "Iter-Fresh"), most)])


def _on_their_way(builds_desk: Desk, desk: Desk, builds: Sequence[Iterator[Message]], ends: Places) -> Places:
    """Each build at a stage of its own, and all of that taken in. Where the log ends then."""
    for number, build in enumerate(builds):
        ahead = list(islice(build, 1 + number * STAGE))
        for start in range(0, len(ahead), PIECE):
            ends = ends | _append(builds_desk, ahead[start : start + PIECE])
    while not reached(_measured(desk), ends):
        time.sleep(0.5)
    return ends


def _tell(desk: Desk, builds: Sequence[Iterator[Message]], size: int, ends: Places, told: list[Told]) -> None:
    """The builds report in turn, so many events each time."""
    due, ends = time.perf_counter(), dict(ends)
    for build in islice(cycle(builds), round(FRESH_FOR_S / TELL_EVERY_S)):
        batch, handed = list(islice(build, size)), time.perf_counter()
        ends |= _append(desk, batch)
        told.append((handed, len(batch), dict(ends)))
        due += TELL_EVERY_S
        time.sleep(max(0.0, due - time.perf_counter()))


def _seen(desk: Desk, told: Sequence[Told], over: object) -> tuple[list[float], list[float]]:
    """Per batch the milliseconds until it was in the graph, and in the measures."""
    fresh: dict[str, list[float]] = {"graph": [], "measures": []}
    while not over() or any(len(times) < len(told) for times in fresh.values()):  # type: ignore[operator]
        for times, places in ((fresh["graph"], _kept(desk)), (fresh["measures"], _measured(desk))):
            now = time.perf_counter()
            while len(times) < len(told) and reached(places, told[len(times)][2]):
                times.append((now - told[len(times)][0]) * 1_000)
        time.sleep(LOOK_S)
    return fresh["graph"], fresh["measures"]


if __name__ == "__main__":
    main()
