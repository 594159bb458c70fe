"""Requirements × scenarios: what is asked for, and what shows that it is there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import scenarios
from app.lenses.tones import Face
from app.lenses.views import Proof, Traced, TracesView

_NOTHING = Face("warn", "warn", "no scenario")


def traces(state: IterationState) -> TracesView:
    """The whole matrix at a moment."""
    found = scenarios.groups(state)
    columns = [(at, node) for at, listed in enumerate(found.values()) for node in listed]
    nodes = [node for _, node in columns]
    named, through = _named(nodes), _through(state, found, nodes)
    wanted = sorted({*state.of(labels.REQUIREMENT), *named})
    rows = tuple(_row(key, state, nodes, named.get(key, ()), through.get(key, ())) for key in wanted)
    return TracesView(
        requirements=rows,
        scenarios=tuple(_column(node, at) for at, node in columns),
        features=tuple(_feature(uid, state) for uid in found),
        empty="" if rows else "No requirement is known. A tag @req:ID on a scenario or a feature names one.",
    )


def _named(nodes: Sequence[Node]) -> dict[str, list[int]]:
    """Per requirement the columns of the scenarios that name it."""
    found: dict[str, list[int]] = defaultdict(list)
    for column, node in enumerate(nodes):
        for requirement in node.get("requirements", []):
            found[requirement].append(column)
    return found


def _through(
    state: IterationState, found: Mapping[str, Sequence[Node]], nodes: Sequence[Node]
) -> dict[str, list[int]]:
    """Per requirement the columns of all scenarios of the features that are joined to it."""
    place = {node.id: column for column, node in enumerate(nodes)}
    joined: dict[str, list[int]] = defaultdict(list)
    for edge in state.joined(labels.VALIDATED_BY):
        joined[edge.id.source.key] += [place[node.id] for node in found.get(edge.id.target.uid, ())]
    return joined


def _row(
    key: str, state: IterationState, nodes: Sequence[Node], named: Sequence[int], through: Sequence[int]
) -> Traced:
    """Where scenarios of a feature name the requirement, the others of it do not stand for it."""
    speaking = {nodes[column].get("feature_id") for column in named}
    rest = sorted({c for c in through if c not in named and nodes[c].get("feature_id") not in speaking})
    node = state.of(labels.REQUIREMENT).get(key)
    face = scenarios.rolled_up(nodes[c] for c in (*named, *rest)) if named or rest else _NOTHING
    return Traced(
        id=f"{labels.REQUIREMENT}/{key}",
        label=key,
        title=str(node.get("name") or "") if node else "",
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        known=node is not None,
        named=tuple(named),
        through=tuple(rest),
    )


def _column(node: Node, group: int) -> Proof:
    face = scenarios.face(node)
    name = scenarios.label(node)
    return Proof(id=node.id.uid, label=name, tone=face.tone, glyph=face.glyph, state=face.word, group=group)


def _feature(uid: str, state: IterationState) -> str:
    node = state.get(uid)
    return str(node.get("name", node.id.key)) if node else uid.partition("/")[2]
