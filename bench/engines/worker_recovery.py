"""How long the graph stands still when its only worker is killed at 5,000 events/s and started again at once.

Needs what ``ingest_workers`` needs. It is killed three times; in the end every event must have become one entry. On a
machine that does not take in so many events a second the log grows meanwhile, and is worked off before the count.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread

from app.desk import Desk
from app.domain.events import STREAMS
from app.ports import Message
from app.settings import read_settings
from app.use_cases.progress import CONSUMER, reached
from app.wire import avro
from app.wiring import open_desk
from bench.engines.crews import servers
from bench.engines.ingest_workers import NEEDED, site, stream
from bench.report import at_most, scaled

RATE, KILLS, EVENTS = 5_000, 3, 150_000
BATCHES_A_S = 5
LOOK_S = 0.05


def main() -> None:
    """Prints ``worker_recovery_s``, the longest of the three."""
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        print(f"{', '.join(missing)} not set: nothing measured")
        return
    story = [Message(e.stream, e.iteration_id, avro.encode(e)) for e in stream(scaled(EVENTS))]
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as (desk, environ):
        before, worker = servers(), Mortal(environ)
        try:
            with _telling(environ, story) as told:
                began = time.monotonic()
                recoveries = _killed(desk, worker)
                rate = len(told) / (time.monotonic() - began)
            _worked_off(desk)
        finally:
            worker.end()
        lost, doubled = _compared(desk, told)
        theirs = {f"{name}_cpu_s": spent - before[name] for name, spent in servers().items()}
    beside = {"kills": KILLS, "told": len(told), "told_per_s": rate, "lost": lost, "doubled": doubled}
    seconds = {"shortest_s": min(recoveries), "load": os.getloadavg()[0]}
    at_most(
        "worker_recovery_s", max(recoveries), "s, from the kill until the graph grows", 10, beside | seconds | theirs
    )


class Mortal:
    """An ingest worker of which there is always one."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ
        self._process = self._started()

    def kill(self) -> None:
        """kill -9; the next one is started at once, as whoever watches over it does."""
        self._process.kill()
        self._process.wait()
        self._process = self._started()

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(60)

    def _started(self) -> subprocess.Popen[bytes]:
        with (Path(self._environ["MC_DATA"]) / "worker.log").open("ab") as said:
            return subprocess.Popen([sys.executable, "-m", "workers", "ingest"], env=self._environ, stderr=said)


def _killed(desk: Desk, worker: Mortal) -> list[float]:
    """Per kill the seconds until the graph grew again."""
    chance, recoveries = Random(3), list[float]()
    _grows(desk)
    for _ in range(KILLS):
        time.sleep(chance.uniform(2, 4))
        began = time.monotonic()
        worker.kill()
        _grows(desk)
        recoveries.append(time.monotonic() - began)
    return recoveries


def _grows(desk: Desk) -> None:
    before = desk.graph.positions(CONSUMER)
    while desk.graph.positions(CONSUMER) == before:
        time.sleep(LOOK_S)


def _worked_off(desk: Desk) -> None:
    ends = desk.log.ends(STREAMS)
    while not reached(desk.graph.positions(CONSUMER), ends):
        time.sleep(1)


@contextmanager
def _telling(environ: dict[str, str], story: Sequence[Message]) -> Iterator[list[Message]]:
    """Tells the story at the rate asked for; what was told so far."""
    told, over = list[Message](), Event()
    teller = Thread(target=_tell, args=(environ, story, told, over))
    teller.start()
    try:
        yield told
    finally:
        over.set()
        teller.join()


def _tell(environ: dict[str, str], story: Sequence[Message], told: list[Message], over: Event) -> None:
    size, due = round(RATE / BATCHES_A_S), time.monotonic()
    with closing(open_desk(read_settings(environ), "reader")) as desk:
        while not over.is_set() and len(told) < len(story):
            batch = story[len(told) : len(told) + size]
            desk.log.append(batch)
            told += batch
            due = max(due + 1 / BATCHES_A_S, time.monotonic() - 1)
            over.wait(max(0.0, due - time.monotonic()))


def _compared(desk: Desk, told: Sequence[Message]) -> tuple[int, int]:
    """How many of the events are no entry, and how many are more than one."""
    entries = (entry for info in desk.graph.scopes() for entry in desk.graph.entries(info.scope))
    kept = Counter(entry.event_id for entry in entries if entry.event_type.partition(".")[0] in STREAMS)
    expected = {avro.decode(message.value).event_id for message in told}
    return len(expected - kept.keys()), sum(count > 1 for count in kept.values())


if __name__ == "__main__":
    main()
