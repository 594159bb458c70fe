"""What the answers of stores say about the work: what was applied, late, known already, set aside, joined, done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.events import STREAMS
from app.domain.graph import EdgeId, Entry, Fact, Op, Scope
from app.domain.moments import known_ms
from app.ports import Batch, Clock, Positions, Sample
from app.ports.meters import (
    APPLIED,
    CACHE,
    DEAD,
    DUPLICATE,
    JOB,
    JOBS,
    LATE,
    LATENCY,
    LINKS,
    LINKS_MADE,
)
from app.ports.telemetry import Counter as Count
from app.ports.telemetry import Telemetry
from app.use_cases.progress import CONSUMER
from app.wire import deadletters

LATE_MS: Final = 300_000
"""Domain 3.3: so much may an event come after a younger one of its iteration."""
_SCOPES_HELD: Final = 10_000
_BANDS: Final = ((0.9, "high"), (0.7, "middle"), (0.0, "low"))


class Intake:
    """Listens to what the ingest worker writes to the graph; what is late is known from this process's start on."""

    def __init__(self, telemetry: Telemetry, clock: Clock) -> None:
        self._telemetry, self._clock = telemetry, clock
        self._newest: dict[Scope, int] = {}

    def __call__(self, new: Sequence[bool], batch: Batch) -> None:
        if batch.consumer != CONSUMER:
            return
        applied = [entry for entry, fresh in zip(batch.entries, new, strict=True) if fresh]
        known = [entry for entry, fresh in zip(batch.entries, new, strict=True) if not fresh]
        now = self._clock()
        self._telemetry.observe(LATENCY, [max(0, now - known_ms(entry.accepted)) / 1000 for entry in applied])
        self._count(APPLIED, ((entry.event_type,) for entry in applied))
        self._count(DUPLICATE, (_stream(entry) for entry in known))
        self._count(LATE, (_stream(entry) for entry in applied if self._is_late(entry)))
        self._count(LINKS_MADE, (_link(fact) for entry in applied for fact in entry.facts if _is_link(fact)))
        letters = (deadletters.decode(message.value) for message in batch.outbox if message.topic == "dlq")
        self._count(DEAD, ((letter.category,) for letter in letters))

    def _count(self, counter: Count, found: Iterable[tuple[str, ...]]) -> None:
        for labels, number in Counter(found).items():
            self._telemetry.add(counter, *labels, by=number)

    def _is_late(self, entry: Entry) -> bool:
        newest = self._newest.get(entry.scope, 0)
        if entry.valid_at > newest:
            if len(self._newest) >= _SCOPES_HELD:
                self._newest.clear()
            self._newest[entry.scope] = entry.valid_at
        return entry.valid_at < newest - LATE_MS


def _stream(entry: Entry) -> tuple[str, ...]:
    stream = entry.event_type.partition(".")[0]
    return (stream if stream in STREAMS else "other",)


def _is_link(fact: Fact) -> bool:
    return "method" in fact.props and isinstance(fact.entity, EdgeId) and fact.op in (Op.PATCH, Op.DECLARE)


def _link(fact: Fact) -> tuple[str, ...]:
    confidence = fact.props.get("confidence")
    sure = float(confidence) if isinstance(confidence, int | float) else 1.0
    return str(fact.props["method"]), next(band for least, band in _BANDS if sure >= least)


class LinksCounted:
    """Listens to the measures of links that the job which counts them writes, and adds them up."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._of: dict[str, dict[Scope, float]] = {}

    def __call__(self, _: None, _consumer: str, _positions: Positions, samples: Sequence[Sample]) -> None:
        for sample in samples:
            if sample.measure.startswith("links."):
                standing = sample.measure.removeprefix("links.")
                of = self._of.setdefault(standing, {})
                of[sample.scope] = sample.value
                self._telemetry.put(LINKS, sum(of.values()), standing)


class Runs:
    """Listens to the book of jobs."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._began: dict[str, int] = {}

    def claimed(self, mine: bool, job: str, _due: int, now: int, _holder: str, _known: int = 0) -> None:
        """A run begins, when the claim was granted."""
        if mine:
            for outcome in ("done", "failed"):
                self._telemetry.add(JOBS, job, outcome, by=0)  # the first failure is seen as one more
            self._began[job] = now

    def finished(self, mine: bool, job: str, _holder: str, now: int, outcome: str, _detail: str) -> None:
        """A run ended."""
        if mine:
            self._telemetry.add(JOBS, job, outcome)
            self._telemetry.observe(JOB, (max(0, now - self._began.pop(job, now)) / 1000,), job)


class CacheAsked:
    """Listens to the cache."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    def __call__(self, kept: bytes | None, _key: str) -> None:
        self._telemetry.add(CACHE, "miss" if kept is None else "hit")
