"""What other processes do to a log, a bus or a store while a suite looks on.

``python -m tests.contracts.other_process WHAT PRODUCT FOLDER NAME [COUNT]``
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.domain.audit import Deed
from app.domain.graph import Scope
from app.domain.moments import acceptance
from app.ports import Document, Message, Sample
from tests.contracts.products import AUDITS, BUSES, LOGS, METRICS, SEARCHES

PER_APPEND = 10


def now() -> int:
    return time.time_ns() // 1_000_000


def append(product: str, folder: Path, name: str, count: int) -> None:
    """Append so many batches, each under one key and telling its number, and say when each is taken in."""
    log = LOGS[product](folder, now)
    for number in range(count):
        topic = ("dde", "bdv", "acc")[number % 3]
        batch = [Message(topic, f"{name}-{n % 3}", f"{name} {number} {n}".encode()) for n in range(PER_APPEND)]
        log.append(batch)
        print(number, flush=True)
    log.close()


def publish(product: str, folder: Path, name: str, count: int) -> None:
    """Say numbered texts on the channel of this name."""
    bus = BUSES[product](folder)
    for number in range(count):
        bus.publish(name, str(number))
    bus.close()


def record(product: str, folder: Path, name: str, count: int) -> None:
    """Record one sample a batch, the position beside it, and say when each is kept."""
    store = METRICS[product](folder)
    for number in range(count):
        sample = Sample(Scope("acme", "i1"), name, number, float(number))
        store.record(name, {"dde-0": number + 1}, [sample])
        print(number, flush=True)
    store.close()


def index(product: str, folder: Path, name: str, count: int) -> None:
    """Index one document a batch, the position beside it, and say when each is kept."""
    store = SEARCHES[product](folder)
    for number in range(count):
        document = Document(Scope("acme", "i1"), str(number), "Scenario", name)
        store.index(name, {"dde-0": number + 1}, [document])
        print(number, flush=True)
    store.close()


def enter(product: str, folder: Path, name: str, count: int) -> None:
    """Enter one deed a batch, the position beside it, and say when each is kept."""
    book = AUDITS[product](folder)
    stands: dict[str, int] = {}
    for number in range(count):
        moves = {"dde-0": number + 1}
        book.record(name, stands, moves, [Deed(acceptance(1, 0, number), 1, "acme", "i1", "a.b", name)])
        stands = moves
        print(number, flush=True)
    book.close()


TASKS: dict[str, Callable[[str, Path, str, int], None]] = {
    "append": append,
    "enter": enter,
    "index": index,
    "publish": publish,
    "record": record,
}

if __name__ == "__main__":
    task, product, folder, name, count = sys.argv[1:]
    TASKS[task](product, Path(folder), name, int(count))
