"""How the streams are joined, as lists: every derived link, what still waits for its other end, what is tied."""

from app.domain import labels
from app.domain.correlate.standing import standing
from app.domain.graph import Edge, Node, NodeId
from app.domain.state import IterationState
from app.lenses import words
from app.lenses.views import Row, Table

_SURE = 0.9
_LIKELY = 0.7


def confidence_tone(confidence: float | None) -> str:
    """Green from 0.9, yellow from 0.7, red below; what was stated outright needs no colour."""
    if confidence is None:
        return "idle"
    return "pass" if confidence >= _SURE else "warn" if confidence >= _LIKELY else "fail"


def name_of(state: IterationState, uid: str) -> str:
    """What people call a node: its name, else its local id."""
    node = state.get(uid)
    return label_of(node) if node else NodeId.parse(uid).key


def label_of(node: Node) -> str:
    """What people call it, with the version or the ends where those make the name."""
    if node.id.label == labels.CONTRACT:
        name, _, version = node.id.key.partition(":")
        return f"{name} v{version}"
    if node.id.label == labels.CYCLE:
        modules = node.get("modules", [])
        more = f" and {len(modules) - 2} more" if len(modules) > 3 else ""
        return " ⇄ ".join(modules[:2] if more else modules) + more or node.id.key
    if node.id.label == labels.COMMIT:
        return str(node.get("tag") or node.id.key[:10])
    if node.id.label == labels.VIOLATION:
        ends = [str(node.get(side)) for side in ("source_module", "target_module") if node.get(side)]
        return " imports ".join(ends) or node.id.key
    return str(node.get("name", node.id.key))


_JOINING = (
    labels.CONTAINS,
    labels.DEFINES,
    labels.ENFORCED_BY,
    labels.FULFILLED_BY,
    labels.VALIDATED_BY,
    labels.VALIDATES,
)
"""The relationships that join streams. Which component a module belongs to is left to ACC."""


def links(state: IterationState) -> Table:
    """Every link between streams with its confidence, in order of type and ends."""
    edges = (e for kind in _JOINING for e in state.joined(kind))
    rows = [_row(state, e) for e in edges if e.get("confidence") is not None]
    columns = ("From", "Relationship", "To", "Confidence", "Method", "Why")
    empty = "No link between the streams is known yet."
    return Table(title="Links", columns=columns, rows=tuple(rows), empty=empty)


def _row(state: IterationState, edge: Edge) -> Row:
    tone = confidence_tone(edge.get("confidence"))
    return Row(
        id=edge.id.source.uid,
        tone=tone,
        glyph="pass" if tone == "pass" else "warn",
        cells=(
            name_of(state, edge.id.source.uid),
            edge.id.kind.replace("_", " ").lower(),
            name_of(state, edge.id.target.uid),
            f"{edge.get('confidence'):.2f}",
            str(edge.get("method", "")).replace("_", " "),
            str(edge.get("sentence", "")),
        ),
    )


def waiting(state: IterationState, moment: int) -> Table:
    """Links whose other end has not been reported; after a day they are called unlinked."""
    rows = [
        Row(
            id=str(node.get("source", node.id.uid)),
            tone="idle" if standing(node, moment) == "pending" else "warn",
            glyph="idle" if standing(node, moment) == "pending" else "warn",
            cells=(
                name_of(state, str(node.get("source", ""))),
                str(node.get("wanted", "")),
                standing(node, moment),
                words.when(node.since),
                str(node.get("sentence", "")),
            ),
        )
        for node in state.of(labels.PENDING_LINK).values()
    ]
    columns = ("From", "Waits for", "State", "Since", "Why")
    return Table(title="Pending links", columns=columns, rows=tuple(rows), empty="No link waits for its other end.")


def review(state: IterationState) -> Table:
    """Where several candidates fit alike, so that a person has to decide."""
    rows = [
        Row(
            id=str(node.get("source", node.id.uid)),
            tone="warn",
            glyph="warn",
            cells=(
                name_of(state, str(node.get("source", ""))),
                words.listed((NodeId.parse(str(c)).key for c in node.get("candidates", [])), 4),
                str(node.get("sentence", "")),
            ),
        )
        for node in state.of(labels.REVIEW).values()
    ]
    columns = ("From", "Candidates", "Why")
    return Table(title="Review", columns=columns, rows=tuple(rows), empty="No link is tied.")
