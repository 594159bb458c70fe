"""What an event makes findable: the node's name, its words, and how bad it is."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from app.domain import identity, labels
from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.logged import LOG, Logged
from app.domain.payloads import acc, bdv, dde
from app.ports import Document


def documents_of(event: Event, accepted: int = 0) -> list[Document]:
    """The documents of one event; empty for events that name nothing people search for."""
    maker = _MAKERS.get(event.event_type)
    return list(maker(_Teller(event, accepted))) if maker else []


class _Teller(NamedTuple):
    """An event, and when it was accepted: what all of its documents have in common."""

    event: Event
    accepted: int

    def of(self, label: str, key: str, title: str, body: str = "", **more: Any) -> Document:
        """The document of a node."""
        return self.written(f"{label}/{key}", label, title, body, **more)

    def written(self, uid: str, kind: str, title: str, body: str, **more: Any) -> Document:
        """The document as it is told."""
        event = self.event
        told: dict[str, Any] = {
            "valid_at": event.timestamp,
            "stream": event.stream,
            "project": event.project,
            "trace_id": event.trace_id,
            "span_id": event.span_id,
            "retention": event.retention_policy,
            "accepted": self.accepted,
        }
        return Document(Scope(event.tenant_id, event.iteration_id), uid, kind, title, body, **(told | more))


def _task(told: _Teller) -> Iterator[Document]:
    p = cast(dde.TaskCreated, told.event.payload)
    yield told.of(labels.TASK, p.task_id, p.name or p.task_id, f"{p.task_id} {p.capability} {p.kind}")


def _task_failed(told: _Teller) -> Iterator[Document]:
    p = cast(dde.TaskFailed, told.event.payload)
    yield told.of(labels.TASK, p.task_id, p.task_id, p.error, severity="BLOCKING")


def _log(told: _Teller) -> Iterator[Document]:
    """A line is findable by its words, its logger and its trace; its uid names task and trace, and is the
    same for the same line sent twice."""
    p = cast(dde.LogRecorded, told.event.payload)
    for line in p.lines:
        place = Logged(p.task_id, line.trace_id or told.event.trace_id, line.span_id or told.event.span_id)
        body = " ".join([line.body, line.logger, p.channel, *place, *line.attributes.values()])
        uid = place.uid(p.channel, str(line.at), line.body)
        seen = {"severity": line.severity, "valid_at": line.at, "trace_id": place.trace_id, "span_id": place.span_id}
        yield told.written(uid, LOG, line.body[:200], body, **seen)


def _gate(told: _Teller) -> Iterator[Document]:
    p = cast(dde.GateEvent, told.event.payload)
    title = f"{p.gate_name} of {p.task_id} failed"
    found = {"severity": p.severity or "BLOCKING", "rule": p.gate_name}
    yield told.of(
        labels.GATE, identity.gate_key(p.task_id, p.gate_name), title, f"{p.message} {p.gate_type}", **found
    )


def _requirement(told: _Teller) -> Iterator[Document]:
    p = cast(dde.RequirementCreated, told.event.payload)
    yield told.of(labels.REQUIREMENT, p.requirement_id, p.name or p.requirement_id, p.text)


def _contract(told: _Teller) -> Iterator[Document]:
    p = cast(dde.ContractEvent, told.event.payload)
    key = identity.contract_key(p.contract_name, p.version)
    yield told.of(labels.CONTRACT, key, f"{p.contract_name} {p.version}")


def _feature(told: _Teller) -> Iterator[Document]:
    p = cast(bdv.FeatureDiscovered, told.event.payload)
    yield told.of(labels.FEATURE, p.feature_id, p.name, f"{p.feature_path} {p.description}")
    for s in p.scenarios:
        body = " ".join([p.name, p.feature_path, *s.tags, *s.steps])
        yield told.of(labels.SCENARIO, s.scenario_id, s.name, body)


def _run(told: _Teller) -> Iterator[Document]:
    p = cast(bdv.ScenarioFinished, told.event.payload)
    key = f"{p.run_id}/{p.scenario_id}/{p.attempt}"
    words = f"{p.error_message} {p.failed_step} {p.file_path}"
    title = p.failed_step or p.error_message or p.scenario_id
    yield told.of(labels.TEST_RUN, key, title[:200], words, severity="BLOCKING")


def _graph(told: _Teller) -> Iterator[Document]:
    p = cast(acc.GraphBuilt, told.event.payload)
    for module in p.modules:
        yield told.of(labels.MODULE, module.name, module.name, module.file_path, module=module.name)


def _violation(told: _Teller) -> Iterator[Document]:
    p = cast(acc.ViolationDetected, told.event.payload)
    title = f"{p.source_module} imports {p.target_module}" if p.target_module else p.source_module or p.description
    body = f"{p.rule_id} {p.type} {p.description} {p.file_path}"
    found = {"severity": p.severity, "rule": p.rule_id, "module": p.source_module}
    yield told.of(labels.VIOLATION, p.violation_id, title, body, **found)


def _cycle(told: _Teller) -> Iterator[Document]:
    p = cast(acc.CycleDetected, told.event.payload)
    title = f"{len(p.cycle_modules)} modules in a circle: {' → '.join(p.cycle_modules[:4])}"
    found = {"severity": p.severity, "module": p.cycle_modules[0] if p.cycle_modules else ""}
    yield told.of(labels.CYCLE, p.cycle_id, title[:200], " ".join(p.cycle_modules), **found)


_MAKERS = {
    "dde.task.created": _task,
    "dde.task.failed": _task_failed,
    "dde.log.recorded": _log,
    "dde.gate.failed": _gate,
    "dde.requirement.created": _requirement,
    "dde.contract.created": _contract,
    "dde.contract.evolved": _contract,
    "bdv.feature.discovered": _feature,
    "bdv.scenario.failed": _run,
    "acc.graph.built": _graph,
    "acc.graph.changed": _graph,
    "acc.violation.detected": _violation,
    "acc.cycle.detected": _cycle,
}
