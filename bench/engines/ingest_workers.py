"""Events a second from Kafka into the graph in Neo4j, with one ingest worker and with two that share the stream.

Needs MC_KAFKA, MC_NEO4J and MC_NEO4J_PASSWORD (``python -m servers env``); without them nothing is measured. All
events lie on the log before a worker starts; what is measured ends when the last of them is written, and again when
it is judged. Server CPU is that of the processes that listen at the addresses.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice, zip_longest
from pathlib import Path
from uuid import uuid4

from app.desk import Desk
from app.domain.events import STREAMS, Event
from app.domain.partitions import SHARES, share_of
from app.ports import Message
from app.settings import read_settings
from app.use_cases.progress import CONSUMER, JUDGE, reached
from app.wire import avro
from app.wiring import open_desk
from bench import worker
from bench.engines.crews import servers, spent, workers
from bench.report import at_least, scaled

EVENTS = 24_000
NEEDED = ("MC_KAFKA", "MC_NEO4J", "MC_NEO4J_PASSWORD")


def main() -> None:
    """Prints ``ingest_events_per_s`` for one worker and for two."""
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        print(f"{', '.join(missing)} not set: nothing measured")
        return
    messages = [Message(e.stream, e.iteration_id, avro.encode(e)) for e in stream(scaled(EVENTS))]
    for number in (1, 2):
        with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as (desk, environ):
            for start in range(0, len(messages), 2_000):
                desk.log.append(messages[start : start + 2_000])
            _measure(desk, environ, number, len(messages))


def _measure(desk: Desk, environ: dict[str, str], number: int, events: int) -> None:
    ends, before = desk.log.ends(STREAMS), servers()
    with workers(environ, *(("ingest", "--number", str(n + 1)) for n in range(number))) as crew:
        while not desk.graph.revision():
            time.sleep(0.02)
        first, began = desk.graph.revision(), time.perf_counter()
        while not reached(desk.graph.positions(CONSUMER), ends):
            time.sleep(0.1)
        written_s = time.perf_counter() - began
        while not reached(desk.graph.positions(JUDGE), ends):
            time.sleep(0.1)
        judged_s = time.perf_counter() - began
        beside = {"workers": number, "judged_per_s": (events - first) / judged_s, "load": os.getloadavg()[0]}
        mine = {f"worker_{n}_cpu_s": spent(one) for n, one in enumerate(crew, start=1)}
        theirs = {f"{name}_cpu_s": taken - before[name] for name, taken in servers().items()}
    said = Path(environ["MC_DATA"]).glob("worker-*.log")
    undone = {"deadlocks": sum(file.read_text().count("DeadlockDetected") for file in said)}
    at_least("ingest_events_per_s", (events - first) / written_s, "events/s", 5_000, beside | mine | theirs | undone)


@contextmanager
def site(folder: Path, needed: Sequence[str] = NEEDED) -> Iterator[tuple[Desk, dict[str, str]]]:
    """An installation of its own on these servers; it is gone afterwards."""
    own = {"MC_DATA": str(folder), "MC_STORE": "servers", "MC_NAMESPACE": f"bench-{uuid4().hex[:8]}"}
    variables = {**{name: os.environ[name] for name in needed}, **own}
    with closing(open_desk(read_settings(variables), "writer")) as desk:
        yield desk, {**{k: v for k, v in os.environ.items() if not k.startswith("MC_")}, **variables}
    for store in (desk.graph, desk.log._log, *([desk.metrics] if "MC_POSTGRES" in needed else [])):  # type: ignore[attr-defined]
        store.drop()


def stream(events: int) -> list[Event]:
    """Iterations side by side, one in each share of the stream."""
    names: dict[int, str] = {}
    for n in range(1_000):
        names.setdefault(share_of(f"Iter-Bench-{n}"), f"Iter-Bench-{n}")
    each = -(-events // len(SHARES))
    told = [islice(worker.iteration(names[share]), each) for share in sorted(SHARES)]
    return [one for together in zip_longest(*told) for one in together if one is not None][:events]


if __name__ == "__main__":
    main()
