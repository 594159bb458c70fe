"""Everything about one node at one moment: state, what next, evidence, links in a sentence each, history."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import structs

from app.domain import labels
from app.domain.graph import Edge, Node, Version
from app.domain.state import IterationState
from app.domain.traces import origin
from app.lenses import words
from app.lenses.faces import Faces
from app.lenses.links import confidence_tone, label_of, name_of
from app.lenses.logs import log_of
from app.lenses.panels import behaviour, process, structure
from app.lenses.panels.journey import journey
from app.lenses.panels.panel import Ask, Panel, fact, facts
from app.lenses.panels.task import task
from app.lenses.past import past
from app.lenses.views import DetailView, LinkLine

MOST_LINKS = 200

_PANELS: Final[dict[str, Callable[[Ask], Panel]]] = {
    labels.TASK: task,
    labels.REQUIREMENT: process.requirement,
    labels.WORKFLOW: process.workflow,
    labels.CONTRACT: process.contract,
    labels.ARTIFACT: process.artifact,
    labels.GATE: process.gate,
    labels.SCENARIO: behaviour.scenario,
    labels.FEATURE: behaviour.group,
    labels.SUITE: behaviour.group,
    labels.TEST_RUN: behaviour.run,
    labels.JOURNEY: journey,
    labels.MODULE: structure.module,
    labels.COMPONENT: structure.component,
    labels.VIOLATION: structure.violation,
    labels.CYCLE: structure.cycle,
    labels.RULE: structure.rule,
    labels.ANALYSIS: structure.analysis,
}

_KINDS: Final = {
    labels.CONTRACT: "contract",
    labels.FEATURE: "feature",
    labels.TEST_RUN: "run",
    labels.COMPONENT: "component",
    labels.MODULE: "module",
    labels.RULE: "rule",
    labels.PENDING_LINK: "pending link",
}


def detail(state: IterationState, moment: int, node: Node, versions: Sequence[Version]) -> DetailView:
    """The panel of a node; ``versions`` are all facts about it that are known at this moment."""
    faces = Faces(state, moment)
    panel = _PANELS.get(node.id.label, _anything)(Ask(node, state, faces, moment, versions))
    face = faces.of(node)
    return DetailView(
        **structs.asdict(panel),
        id=node.id.uid,
        kind=_KINDS.get(node.id.label, node.id.label.lower()),
        label=label_of(node),
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        stream=labels.STREAM_OF.get(node.id.label, "convergence"),
        since=_since(node),
        links=links(state, node),
        history=past(versions),
        trace=origin(versions).traceparent,
        log=log_of(state, node),
    )


def _since(node: Node) -> int:
    stated = [node.times[name] for name in ("status", "outcome", "state") if name in node.times]
    return max(stated, default=node.since)


def _anything(ask: Ask) -> Panel:
    """A kind without a panel of its own: its properties as they are."""
    told = [fact(name.replace("_", " ").capitalize(), words.cut(str(v), 300)) for name, v in ask.node.props.items()]
    sentence = str(ask.node.get("sentence") or ask.node.get("reason") or ask.node.get("title", ""))
    return Panel(title=label_of(ask.node), sentence=words.sentence(sentence), facts=facts(*told))


_SAYINGS: Final = {
    labels.DEPENDS_ON: "{a} needs {b}.",
    labels.DEFINES: "{a} defines {b}.",
    labels.SUPERSEDES: "{a} supersedes {b}.",
    labels.GENERATES: "{a} makes {b}.",
    labels.GUARDED_BY: "{a} has to pass {b}.",
    labels.BELONGS_TO: "{a} belongs to {b}.",
    labels.EXECUTED: "{a} is a run of {b}.",
    labels.VIOLATED_BY: "{a} breaks a rule: {b}.",
    labels.TARGETS: "{a} reaches {b}.",
    labels.MEMBER_OF: "{a} is part of {b}.",
}


def links(state: IterationState, node: Node) -> tuple[LinkLine, ...]:
    """What the node is joined to: correlated links first, the least sure of them on top."""
    touching = [e for kind in state.kinds for e in state.joined(kind) if node.id in (e.id.source, e.id.target)]
    touching.sort(key=lambda e: (e.get("confidence") is None, e.get("confidence", 1.0), e.id))
    return tuple(_link(state, node, e) for e in touching[:MOST_LINKS])


def _link(state: IterationState, node: Node, edge: Edge) -> LinkLine:
    other = edge.id.target if edge.id.source == node.id else edge.id.source
    a, b = name_of(state, edge.id.source.uid), name_of(state, edge.id.target.uid)
    said = _SAYINGS.get(edge.id.kind, f"{{a}} {edge.id.kind.replace('_', ' ').lower()} {{b}}.")
    confidence = edge.get("confidence")
    return LinkLine(
        other=other.uid,
        label=name_of(state, other.uid),
        kind=edge.id.kind,
        sentence=str(edge.get("sentence") or said.format(a=a, b=b)),
        confidence=confidence,
        method=str(edge.get("method", "")),
        tone=confidence_tone(confidence),
    )
