"""Correlation alone: events of one large iteration through the rules, in CPU time; and how each rule grows."""

import gc
import resource
import time
from collections.abc import Callable, Iterator, Sequence

from app.domain.correlate import Correlator
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.graph import Entry
from app.domain.moments import acceptance
from bench.correlate_data import iteration
from bench.correlate_rules import RULES
from bench.report import at_least, scaled

NODES = 100_000
PENDING = 10_000
GROWTH = 4_000
"""So many seekers per rule, and then twice as many."""


def main() -> None:
    """Prints ``correlate_events_per_cpu_s`` beside what a restart takes and how long each rule takes for n and 2n."""
    events = list(iteration(scaled(NODES), scaled(PENDING)))
    entries = accepted(events)
    gc.freeze()
    gc.disable()
    correlator = Correlator()
    before = _peak_mb()
    working, links = _derived(correlator, entries)
    beside: dict[str, float | str] = {"events": len(entries), "links": links, "memory_mb": _peak_mb() - before}
    beside["recall_cpu_s"] = _cpu(lambda: Correlator().recall(entries))
    beside |= growth()
    at_least("correlate_events_per_cpu_s", round(len(entries) / working), "events/CPU-s", 10_000, beside)


def growth() -> dict[str, float | str]:
    """Per rule the CPU seconds for n seekers and offers, for 2n, and their ratio: 2 is linear."""
    told: dict[str, float | str] = {}
    for name, make in RULES.items():
        small, large = (_once(make, scaled(GROWTH) * times) for times in (1, 2))
        told[name] = f"{small:.2f} s, {large:.2f} s, ×{large / small:.1f}"
    return told


def _once(make: Callable[[int], Iterator[Event]], size: int) -> float:
    entries = accepted(list(make(size)))
    gc.collect()
    return _derived(Correlator(), entries)[0]


def accepted(events: Sequence[Event]) -> list[Entry]:
    """As the log took them in, one after the other."""
    return [entry_of(event, acceptance(event.timestamp, 0, n)) for n, event in enumerate(events)]


def _derived(correlator: Correlator, entries: Sequence[Entry]) -> tuple[float, int]:
    """CPU seconds, and how many statements about links were derived."""
    facts = 0
    began = time.process_time()
    for entry in entries:
        facts += len(correlator.derive(entry))
    return time.process_time() - began, facts


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
