"""How long the log stands still when one broker of three is killed at 5,000 events/s, and what is lost or doubled.

The brokers are a set of their own (``servers/mortal.py``), started for the measurement from the usual packages and
gone after it; whoever else uses this machine meanwhile makes the figure larger.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Final

import psutil

from app.adapters.kafka_log import KafkaLog
from app.domain.events import STREAMS
from app.ports import Message
from bench.report import at_most, scaled
from servers.mortal import Mortals, mortals
from servers.settings import read_settings

RATE: Final = 5_000
EVERY_S: Final = 0.2
"""So often a batch is written, as one transaction, and beside it one event alone."""
BEFORE_S, AFTER_S = 5.0, 14.0
"""So long it is written before a broker is killed, and after that."""


@dataclass(frozen=True)
class Loss:
    """What the loss of a broker came to: events taken in (a second, and all in all), how many of them were never read
    and how many more than once, the longest wait for one append and the longest time without a record to read (s),
    and whether all came in the order of their acceptances."""

    per_s: float
    events: int
    lost: int
    doubled: int
    stall_s: float
    unread_s: float
    in_order: bool


@dataclass(frozen=True)
class _Seen:
    values: Counter[bytes]
    longest_s: float
    in_order: bool


def main() -> None:
    """Prints ``broker_stall_s`` once for each of the three."""
    with mortals(read_settings(os.environ), ["kafka"]) as brokers:
        for number, victim in enumerate(brokers.names):
            with closing(KafkaLog(brokers.variables()["MC_KAFKA"], f"stall{number}.")) as log:
                before, mine = _cpu(brokers), time.process_time()
                loss = loss_of(victim, brokers, log)
                spent = {f"{name}_cpu_s": taken - before.get(name, 0) for name, taken in _cpu(brokers).items()}
                beside = {"lost": loss.lost, "doubled": loss.doubled, "events": loss.events, "killed": victim}
                client = {"client_cpu_s": time.process_time() - mine, "unread_s": loss.unread_s, "per_s": loss.per_s}
            at_most("broker_stall_s", loss.stall_s, "s, the longest append", 15, beside | client | spent)
            brokers.revive([victim])


def loss_of(victim: str, brokers: Mortals, log: KafkaLog, rate: int = RATE, after_s: float = AFTER_S) -> Loss:
    """Kill the broker while so many events a second are written and read; it stays away."""
    log.ends(STREAMS)
    with ThreadPoolExecutor(3) as pool:
        reader = pool.submit(_read, log, written := Event())
        with _writing(pool, log, scaled(rate)) as writers:
            time.sleep(BEFORE_S)
            brokers.kill([victim])
            time.sleep(after_s)
        told = [value for writer in writers for value in writer.result()[0]]
        written.set()
        seen = reader.result()
    missing, more = Counter(told) - seen.values, seen.values - Counter(told)
    stall = max(writer.result()[1] for writer in writers)
    per_s = len(told) / (BEFORE_S + after_s)
    return Loss(per_s, len(told), missing.total(), more.total(), stall, seen.longest_s, seen.in_order)


Written = tuple[list[bytes], float]
"""What was taken in, and the longest wait for one append."""


@contextmanager
def _writing(pool: ThreadPoolExecutor, log: KafkaLog, rate: int) -> Iterator[Sequence[Future[Written]]]:
    over, size = Event(), max(1, round(rate * EVERY_S) - 1)
    writers = [pool.submit(_write, log, name, count, over) for name, count in (("many", size), ("one", 1))]
    try:
        yield writers
    finally:
        over.set()


def _write(log: KafkaLog, name: str, size: int, over: Event) -> Written:
    """Append so many at a time, as often as the rate asks; after a stall what was held up comes at once."""
    told, longest, due = list[bytes](), 0.0, time.monotonic()
    while not over.is_set():
        values = [b"%s %d %s" % (name.encode(), len(told) + n, bytes(300)) for n in range(size)]
        began = time.monotonic()
        log.append([Message(STREAMS[n % 3], f"{name}-{n % 5}", value) for n, value in enumerate(values)])
        longest = max(longest, time.monotonic() - began)
        told += values
        due += EVERY_S
        over.wait(max(0.0, due - time.monotonic()))
    return told, longest


def _read(log: KafkaLog, written: Event) -> _Seen:
    """Follow the log to its end once all is written."""
    values, positions, newest = Counter[bytes](), dict[str, int](), -1
    longest, last, in_order = 0.0, time.monotonic(), True
    while True:
        over = written.is_set()
        records = log.read(STREAMS, positions, 5_000)
        for record in records:
            values[record.value] += 1
            in_order, newest = in_order and record.accepted > newest, record.accepted
            positions[f"{record.topic}-{record.partition}"] = record.offset + 1
        if records:
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
        elif over:
            return _Seen(values, longest, in_order)


def _cpu(brokers: Mortals) -> dict[str, float]:
    times = {name: psutil.Process(one.pid).cpu_times() for name, one in brokers.processes().items()}
    return {name: float(one.user + one.system) for name, one in times.items()}


if __name__ == "__main__":
    main()
