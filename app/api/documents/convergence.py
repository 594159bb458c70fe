"""Convergence: verdict, gate, stars, stream states, the joined graph (domain 7.1, 17 to 21)."""

from typing import Any, Final

import msgspec

from app.api.documents import acc, bdv, dde
from app.api.documents.common import Doc, link
from app.api.reading import Asked
from app.domain import labels
from app.domain.agreement import agreements, overall
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict import StreamJudgement, StreamState
from app.ports.meters import GATES
from app.use_cases.audit import recent_pass_rate
from app.use_cases.gate import Question, gate, gate_reason

CROSS: Final = (
    labels.FULFILLED_BY,
    labels.VALIDATED_BY,
    labels.VALIDATES,
    labels.DEFINES,
    labels.CONTAINS,
    labels.ENFORCED_BY,
)


def graph(asked: Asked) -> Doc:
    """The three graphs and what joins them."""
    state = asked.state
    joined = [link(edge) for kind in CROSS for edge in state.joined(kind)]
    joined += [link(edge) for edge in state.joined(labels.BELONGS_TO, labels.MODULE)]
    return {
        **verdict(asked),
        "dde": dde.graph(asked),
        "bdv": bdv.graph(asked),
        "acc": acc.graph(asked),
        "contract_stars": _stars(state),
        "cross_stream_edges": joined,
        "pending_links": [_pending(node) for node in state.of(labels.PENDING_LINK).values()],
        "reviews": [_review(node) for node in state.of(labels.REVIEW).values()],
    }


def verdict(asked: Asked) -> Doc:
    """The verdict with everything that led to it."""
    judged = asked.judgement
    return {
        "iteration_id": asked.scope.iteration,
        "verdict": judged.verdict.value,
        "can_deploy": judged.can_deploy,
        "diagnosis": judged.diagnosis,
        "scope_note": judged.scope_note,
        "recommendations": [judged.action],
        "dde_passed": _passed(judged.stream("dde")),
        "bdv_passed": _passed(judged.stream("bdv")),
        "acc_passed": _passed(judged.stream("acc")),
        "streams": {stream.stream: _stream(stream) for stream in judged.streams},
        "blocking_issues": [msgspec.structs.asdict(gate_reason(reason)) for reason in judged.reasons],
        "awaited": [msgspec.structs.asdict(gate_reason(wait)) for stream in judged.streams for wait in stream.waits],
        "looks": [msgspec.structs.asdict(gate_reason(reason)) for reason in judged.looks],
    }


def deployment_gate(asked: Asked) -> Doc:
    """May it ship (domain 6.5)?"""
    question = Question(
        project=asked.text("project"),
        version=asked.text("version"),
        commit=asked.text("commit_sha"),
        environment=asked.text("environment", "production"),
    )
    answer = gate(asked.desk.graph, asked.scope, asked.as_of, asked.desk.clock(), question)
    asked.desk.telemetry.add(GATES, answer.gate_status, "http")
    plain: Doc = msgspec.to_builtins(answer)
    return plain | {"recent_pass_rate": recent_pass_rate(asked.desk.audit, asked.scope.tenant, asked.desk.clock())}


def contracts(asked: Asked) -> Doc:
    """The stars: what each stream says of each contract."""
    return {"iteration_id": asked.scope.iteration, "contract_stars": _stars(asked.state), **_agreements(asked.state)}


def stream_status(asked: Asked) -> Doc:
    """Per stream pending, running, pass, fail, unknown, waived or not_required."""
    streams = asked.judgement.streams
    return {"iteration_id": asked.scope.iteration} | {stream.stream: _word(stream) for stream in streams}


def _passed(stream: StreamJudgement) -> bool:
    return stream.state is StreamState.PASS


def _word(stream: StreamJudgement) -> str:
    if not stream.required:
        return "not_required"
    return "running" if stream.running and stream.state is StreamState.PENDING else stream.state.value


def _stream(stream: StreamJudgement) -> Doc:
    conditions: list[dict[str, Any]] = [
        {
            "code": c.code,
            "name": c.name,
            "state": c.state.value,
            "value": c.value,
            "detail": c.detail,
            "share": c.share,
        }
        for c in stream.conditions
    ]
    return {
        "state": _word(stream),
        "required": stream.required,
        "conditions": conditions,
        "stats": stream.facts,
        "commit": stream.commit,
        "note": stream.note,
    }


def _stars(state: IterationState) -> list[Doc]:
    ends = {kind: list(state.joined(kind)) for kind in (labels.DEFINES, labels.VALIDATES, labels.ENFORCED_BY)}
    return [_star(contract, ends) for contract in state.of(labels.CONTRACT).values()]


def _star(contract: Node, ends: dict[str, list[Any]]) -> Doc:
    me = contract.id
    tasks = [e for e in ends[labels.DEFINES] if e.id.target == me]
    scenarios = [e for e in ends[labels.VALIDATES] if e.id.target == me]
    components = [e for e in ends[labels.ENFORCED_BY] if e.id.source == me]
    arms = {"dde": bool(tasks), "bdv": bool(scenarios), "acc": bool(components)}
    return {
        "id": me.uid,
        "contract": me.key,
        "state": contract.get("state", "UNKNOWN"),
        "dde_nodes": [e.id.source.uid for e in tasks],
        "bdv_scenarios": [{"id": e.id.source.uid, "alignment": e.get("alignment")} for e in scenarios],
        "acc_components": [e.id.target.uid for e in components],
        "complete": all(arms.values()),
        "missing": [stream for stream, there in arms.items() if not there],
        "confidence": min((e.get("confidence", 1.0) for e in tasks + scenarios + components), default=None),
    }


def _agreements(state: IterationState) -> Doc:
    """Per contract what DDE and BDV say of it, and of all of them how far they agree."""
    found = agreements(state)
    told = [{**msgspec.structs.asdict(a), "together": a.word, "confidence": a.confidence} for a in found]
    return {"agreements": told, "agreement": msgspec.structs.asdict(overall(found))}


def _pending(node: Node) -> Doc:
    return {"id": node.id.uid, **{name: node.props.get(name) for name in ("rule", "source", "wanted", "sentence")}}


def _review(node: Node) -> Doc:
    return {
        "id": node.id.uid,
        **{name: node.props.get(name) for name in ("rule", "source", "candidates", "sentence")},
    }
