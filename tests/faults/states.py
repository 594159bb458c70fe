"""What has come of the log, as digests that can be compared: graph, measures, search, audit log, projections, and
what was sent on."""

import hashlib
from collections.abc import Iterable

import msgspec

from app.desk import Desk
from app.domain.events import STREAMS
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.domain.statehash import state_hash
from app.ports import ROLLUP_WIDTHS, Record, Stretch
from app.use_cases.asked_first import coverage_of, critical_path_of
from app.use_cases.verdict import verdict_view
from app.wire import avro, deadletters
from workers.positions import after

ALWAYS = 1 << 53
State = dict[str, str]
"""A digest of each part of each iteration: whoever compares two sees which part of which is another."""


def state_of(desk: Desk, now: int) -> State:
    """``now`` (ms): the moment at which projections are asked for."""
    desk.metrics.roll_up()
    state = {f"audit log of {tenant}": head.digest for tenant, head in desk.audit.heads().items()}
    for info in desk.graph.scopes():
        scope = info.scope
        state[f"graph of {scope.iteration}"] = state_hash(desk.graph.entries(scope))
        state[f"picture of {scope.iteration}"] = digest(pictured(desk, scope))
        state[f"measures of {scope.iteration}"] = digest(measured(desk, scope))
        state[f"projections of {scope.iteration}"] = digest(projected(desk, scope, now))
    for document in desk.search.documents():
        state[f"search for {document.scope.iteration}/{document.uid}"] = digest([str(document)])
    return state


def sent_on(desk: Desk) -> dict[str, set[str]]:
    """The ids of dead letters and of derived events."""
    letters = {deadletters.decode(record.value).letter_id for record in records(desk, ["dlq"])}
    derived = {avro.decode(record.value).event_id for record in records(desk, ["convergence"])}
    return {"dead letters": letters, "derived events": derived}


def records(desk: Desk, topics: list[str]) -> list[Record]:
    """All that is on the log."""
    found: list[Record] = []
    while batch := desk.log.read(topics, after(found), 5_000):
        found += batch
    return found


def pictured(desk: Desk, scope: Scope) -> Iterable[str]:
    """What is believed now."""
    now = desk.graph.snapshot(scope)
    yield from (f"{node.id} {sorted(node.props.items())} {node.since}" for node in now.nodes.values())
    yield from (f"{edge.id} {sorted(edge.props.items())} {edge.since}" for edge in now.edges.values())


def measured(desk: Desk, scope: Scope) -> Iterable[str]:
    """Every sample that follows from events, and every stretch. Those of jobs are of the time at which they ran."""
    for name in desk.metrics.measures(scope):
        if name.partition(".")[0] in STREAMS:
            yield from (f"{name} {sample}" for sample in desk.metrics.series(scope, name, 0, ALWAYS))
            for width in ROLLUP_WIDTHS:
                yield from (f"{name} {_told(s)}" for s in desk.metrics.rolled_up(scope, name, width, 0, ALWAYS))


def projected(desk: Desk, scope: Scope, now: int) -> Iterable[str]:
    """What is asked first of an iteration; where processes share what one of them worked out, as it was shared."""
    yield f"verdict {msgspec.to_builtins(verdict_view(desk.graph, scope, NOW, now))}"
    yield f"coverage {msgspec.to_builtins(coverage_of(desk.graph, scope, NOW, now))}"
    yield f"critical path {msgspec.to_builtins(critical_path_of(desk.graph, scope, NOW, now))}"


def _told(stretch: Stretch) -> str:
    """Sums of fractions differ in their last digit from product to product."""
    return f"{stretch.start} {stretch.count} {stretch.low} {stretch.high} {stretch.mean:.6g} {stretch.last}"


def digest(lines: Iterable[str]) -> str:
    one = hashlib.sha256()
    for line in sorted(lines):
        one.update(line.encode() + b"\n")
    return one.hexdigest()
