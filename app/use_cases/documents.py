"""What an event makes findable: the node's name, its words, and how bad it is."""

from collections.abc import Iterator
from typing import cast

from app.domain import identity, labels
from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.logged import LOG, Logged
from app.domain.payloads import acc, bdv, dde
from app.ports import Document


def documents_of(event: Event) -> list[Document]:
    """The documents of one event; empty for events that name nothing people search for."""
    maker = _MAKERS.get(event.event_type)
    return list(maker(event)) if maker else []


def _document(event: Event, label: str, key: str, title: str, body: str = "", severity: str = "") -> Document:
    scope = Scope(event.tenant_id, event.iteration_id)
    return Document(scope, f"{label}/{key}", label, title, body, severity, event.timestamp)


def _task(event: Event) -> Iterator[Document]:
    p = cast(dde.TaskCreated, event.payload)
    yield _document(event, labels.TASK, p.task_id, p.name or p.task_id, f"{p.task_id} {p.capability} {p.kind}")


def _task_failed(event: Event) -> Iterator[Document]:
    p = cast(dde.TaskFailed, event.payload)
    yield _document(event, labels.TASK, p.task_id, p.task_id, p.error, "BLOCKING")


def _log(event: Event) -> Iterator[Document]:
    """A line is findable by its words, its logger and its trace; its uid names task and trace, and is the
    same for the same line sent twice."""
    p = cast(dde.LogRecorded, event.payload)
    scope = Scope(event.tenant_id, event.iteration_id)
    for line in p.lines:
        place = Logged(p.task_id, line.trace_id or event.trace_id, line.span_id or event.span_id)
        body = " ".join([line.body, line.logger, p.channel, *place, *line.attributes.values()])
        uid = place.uid(p.channel, str(line.at), line.body)
        yield Document(scope, uid, LOG, line.body[:200], body, line.severity, line.at)


def _requirement(event: Event) -> Iterator[Document]:
    p = cast(dde.RequirementCreated, event.payload)
    yield _document(event, labels.REQUIREMENT, p.requirement_id, p.name or p.requirement_id, p.text)


def _contract(event: Event) -> Iterator[Document]:
    p = cast(dde.ContractEvent, event.payload)
    key = identity.contract_key(p.contract_name, p.version)
    yield _document(event, labels.CONTRACT, key, f"{p.contract_name} {p.version}")


def _feature(event: Event) -> Iterator[Document]:
    p = cast(bdv.FeatureDiscovered, event.payload)
    yield _document(event, labels.FEATURE, p.feature_id, p.name, f"{p.feature_path} {p.description}")
    for s in p.scenarios:
        body = " ".join([p.name, p.feature_path, *s.tags, *s.steps])
        yield _document(event, labels.SCENARIO, s.scenario_id, s.name, body)


def _run(event: Event) -> Iterator[Document]:
    p = cast(bdv.ScenarioFinished, event.payload)
    key = f"{p.run_id}/{p.scenario_id}/{p.attempt}"
    words = f"{p.error_message} {p.failed_step} {p.file_path}"
    title = p.failed_step or p.error_message or p.scenario_id
    yield _document(event, labels.TEST_RUN, key, title[:200], words, "BLOCKING")


def _graph(event: Event) -> Iterator[Document]:
    p = cast(acc.GraphBuilt, event.payload)
    for module in p.modules:
        yield _document(event, labels.MODULE, module.name, module.name, module.file_path)


def _violation(event: Event) -> Iterator[Document]:
    p = cast(acc.ViolationDetected, event.payload)
    title = f"{p.source_module} imports {p.target_module}" if p.target_module else p.source_module or p.description
    body = f"{p.rule_id} {p.type} {p.description} {p.file_path}"
    yield _document(event, labels.VIOLATION, p.violation_id, title, body, p.severity)


_MAKERS = {
    "dde.task.created": _task,
    "dde.task.failed": _task_failed,
    "dde.log.recorded": _log,
    "dde.requirement.created": _requirement,
    "dde.contract.created": _contract,
    "dde.contract.evolved": _contract,
    "bdv.feature.discovered": _feature,
    "bdv.scenario.failed": _run,
    "acc.graph.built": _graph,
    "acc.graph.changed": _graph,
    "acc.violation.detected": _violation,
}
