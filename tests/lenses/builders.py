"""Small iterations for the lenses: events in the order in which they happened, a minute apart, folded to a state."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.domain.correlate import Correlator
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import Entry, EventMark
from app.domain.moments import LATEST, AsOf, acceptance
from app.domain.payloads import bdv, dde
from app.domain.payloads.common import Payload
from app.domain.state import IterationState, read
from app.domain.verdict import Judgement, judge
from app.lenses import LENSES
from app.lenses.views import GraphView, MatrixView

START = 1_790_000_000_000
MINUTE = 60_000
NOW_MS = START + 1_000 * MINUTE

Step = tuple[str, Payload]


def at(minute: int) -> int:
    """The moment so many minutes after the start."""
    return START + minute * MINUTE


def entries(steps: Sequence[Step], iteration: str = "I", learned_ms: int = 0, first: int = 0) -> list[Entry]:
    """The steps as kept entries with their links; the n-th happens in minute n, and is learned so much later.

    ``first`` is the number of the first of them.
    """
    correlator, kept = Correlator(), []
    for n, (kind, payload) in enumerate(steps, first):
        told = event(n, kind, payload, iteration)
        entry = entry_of(told, acceptance(told.timestamp + learned_ms, 0, n))
        kept.append(msgspec.structs.replace(entry, facts=(*entry.facts, *correlator.derive(entry))))
    return kept


def event(n: int, kind: str, payload: Payload, iteration: str = "I") -> Event:
    """The event of minute n."""
    return Event(
        event_id=f"e{n}",
        timestamp=at(n),
        tenant_id="acme",
        iteration_id=iteration,
        event_type=kind,
        node_id="",
        payload=payload,
        project="payments",
        commit_sha="c0ffee",
        source="test",
    )


def state(*steps: Step, valid: int = LATEST) -> IterationState:
    """What counts after these steps."""
    return read(fold(entries(steps), AsOf(valid)))


def judged(seen: IterationState, moment: int = NOW_MS) -> Judgement:
    """The judgement of a state."""
    return judge(seen, moment)


def view(lens: str, *steps: Step, moment: int = NOW_MS) -> GraphView:
    """The state after these steps through a lens."""
    seen = state(*steps)
    made = LENSES[lens](seen, judge(seen, moment), moment)
    assert isinstance(made, GraphView)
    return made


def matrix(*steps: Step, lens: str = "matrix") -> MatrixView:
    """The dependency matrix after these steps."""
    seen = state(*steps)
    made = LENSES[lens](seen, judge(seen, NOW_MS), NOW_MS)
    assert isinstance(made, MatrixView)
    return made


def task(key: str, *needs: str, **more: Any) -> Step:
    """A task that needs others."""
    return "dde.task.created", dde.TaskCreated(task_id=key, depends_on=list(needs), **more)


def interface(name: str, version: str = "v1.0") -> Step:
    """A task that defines a contract."""
    return task(f"IF.{name}", kind="INTERFACE", contract_version=version)


def done(key: str) -> list[Step]:
    """Begun and ended well."""
    return [
        ("dde.task.started", dde.TaskStarted(task_id=key)),
        ("dde.task.completed", dde.TaskCompleted(task_id=key)),
    ]


def failed(key: str, error: str = "it broke") -> list[Step]:
    """Begun and ended badly."""
    return [
        ("dde.task.started", dde.TaskStarted(task_id=key)),
        ("dde.task.failed", dde.TaskFailed(task_id=key, error=error, attempts=1)),
    ]


def retrying(key: str, used: int, most: int, next_at: int) -> Step:
    """An attempt failed, another is planned."""
    payload = dde.TaskRetryInitiated(
        task_id=key, retry_count=used, max_retries=most, next_retry_at=next_at, delay_ms=42_000, error="timed out"
    )
    return "dde.task.retry_initiated", payload


def locked(name: str, version: str = "1.0") -> Step:
    """A contract that consumers can rely on."""
    return "dde.contract.locked", dde.ContractLocked(contract_name=name, version=version)


def feature(path: str, *names: str, tags: Sequence[str] = (), key: str = "") -> Step:
    """A feature with scenarios of these names; their ids are ``S.name``."""
    specs = [
        bdv.ScenarioSpec(scenario_id=f"S.{name}", name=name, position=i, tags=list(tags))
        for i, name in enumerate(names)
    ]
    payload = bdv.FeatureDiscovered(
        feature_id=key or f"F.{path}", feature_path=path, name=path, suite="features", run_id="r1", scenarios=specs
    )
    return "bdv.feature.discovered", payload


def ran(name: str, status: str = "PASSED", run: str = "r1", **more: Any) -> Step:
    """A scenario's attempt and how it ended."""
    kind = "bdv.scenario.completed" if status == "PASSED" else "bdv.scenario.failed"
    payload = bdv.ScenarioFinished(scenario_id=f"S.{name}", run_id=run, suite="features", status=status, **more)
    return kind, payload


def quarantined(name: str, ticket: str = "PAY-812") -> Step:
    """Set aside with a reason."""
    payload = bdv.ScenarioQuarantined(scenario_id=f"S.{name}", reason="flaky network", ticket=ticket)
    return "bdv.scenario.quarantined", payload


def mark(
    minute: int, kind: str = "done", *, lane: str = "dde", known: int | None = None, node: str = "Task/a"
) -> EventMark:
    """An event on the strip, known when it happened unless told otherwise."""
    accepted = acceptance(at(minute if known is None else known), 0, minute)
    return EventMark(at(minute), accepted, f"{lane}-{minute}-{kind}-{node}", f"{lane}.task.{kind}", node, kind)
