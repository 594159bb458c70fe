"""The traceability spine through one node: requirement to component, weakest hop per column, first gap by name."""

from collections.abc import Iterator
from typing import Final

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses.faces import Faces
from app.lenses.hops import Hops, Way
from app.lenses.links import name_of
from app.lenses.views import SpineColumn, SpineItem, SpineView

COLUMNS: Final = (
    (labels.REQUIREMENT, "Requirement", "no requirement"),
    (labels.FEATURE, "Feature", "no feature"),
    (labels.CONTRACT, "Contract", "no contract"),
    (labels.TASK, "Task", "no task"),
    (labels.ARTIFACT, "Artifact", "no artifact"),
    (labels.MODULE, "Module", "no module"),
    (labels.COMPONENT, "Component", "no component"),
)


def spine(state: IterationState, moment: int, uid: str) -> SpineView:
    """The spine through the node with this uid; a node beside the spine stands for the one that it speaks of."""
    way, faces = Hops(state).through(uid), Faces(state, moment)
    columns, gaps = [], list[str]()
    for label, title, missing in COLUMNS:
        items = [_item(node, faces) for node in _on_the_way(label, way, state)]
        ghosts = list(_unanswered(way, state)) if label == labels.CONTRACT else []
        if not items and not ghosts:
            ghosts = [_ghost(f"Missing/{label}", missing)]
        gaps += [ghost.label if ghost.id == f"Missing/{label}" else ghost.state for ghost in ghosts]
        columns.append(SpineColumn(title=title, items=(*items, *ghosts), confidence=_weakest(label, way)))
    return SpineView(
        id=uid,
        label=name_of(state, uid),
        columns=tuple(columns),
        first_gap=gaps[0] if gaps else "",
        members=tuple(sorted(way.uids)),
        cut=way.cut,
    )


def _on_the_way(label: str, way: Way, state: IterationState) -> list[Node]:
    keys = sorted(uid.partition("/")[2] for uid in way.uids if uid.startswith(f"{label}/"))
    nodes = state.of(label)
    return [nodes[key] for key in keys if key in nodes]


def _item(node: Node, faces: Faces) -> SpineItem:
    face = faces.of(node)
    name = str(node.get("name", node.id.key))
    label = {
        labels.REQUIREMENT: f"{node.id.key} {name}" if name != node.id.key else name,
        labels.CONTRACT: f"{node.id.key.partition(':')[0]} v{node.id.key.partition(':')[2]}",
    }.get(node.id.label, name)
    return SpineItem(id=node.id.uid, label=label, tone=face.tone, glyph=face.glyph, state=face.word)


def _ghost(uid: str, text: str, gap: str = "") -> SpineItem:
    return SpineItem(id=uid, label=text, tone="idle", glyph="unknown", state=gap or "missing", missing=True)


def _unanswered(way: Way, state: IterationState) -> Iterator[SpineItem]:
    """Contract versions that scenarios on the way ask for, and that are not there."""
    told = set[str]()
    for uid in sorted(way.uids):
        scenario = state.get(uid) if uid.startswith(f"{labels.SCENARIO}/") else None
        for tag in _unmet(scenario, state) if scenario else ():
            name, _, version = tag.partition(":")
            if tag not in told:
                told.add(tag)
                yield _ghost(f"Missing/{tag}", f"{name} v{version} missing", f"no locked {name} v{version}")


def _unmet(scenario: Node, state: IterationState) -> Iterator[str]:
    known = {key.partition(":")[0] for key in state.of(labels.CONTRACT)}
    wrong = {
        str(e.get("asked"))
        for e in state.joined(labels.VALIDATES)
        if e.id.source == scenario.id and e.get("alignment") == "mismatched"
    }
    for tag in scenario.get("contract_tags", []):
        name, _, version = tag.partition(":")
        if name not in known or version in wrong:
            yield tag


def _weakest(label: str, way: Way) -> float | None:
    """The least sure of the hops that end in this column; what was stated outright is certain."""
    hops = [e for e in way.edges.values() if label in (e.id.source.label, e.id.target.label)]
    left = [label_ for label_, _, _ in COLUMNS][: [c[0] for c in COLUMNS].index(label)]
    into = [e for e in hops if {e.id.source.label, e.id.target.label} & {*left, labels.SCENARIO}]
    return min((float(e.get("confidence", 1.0)) for e in into), default=None)
