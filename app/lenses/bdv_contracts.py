"""The third column of BDV: contracts as stars, with what they promise and what is asked of them."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain import labels
from app.domain.graph import Edge, Node
from app.domain.state import IterationState
from app.lenses import scenarios
from app.lenses.bdv_rows import Group, leaf_id
from app.lenses.layout import spread
from app.lenses.tones import CONTRACT, UNKNOWN
from app.lenses.views import Line, Mark

CONTRACT_X, STAR_ROOM = 680.0, 84.0
Links = dict[tuple[str, str], Line]


def stars_of(state: IterationState, links: Iterable[Line]) -> list[str]:
    """The contracts that are known, and those that are only asked for."""
    asked = {line.target for line in links}
    return sorted({*(c.id.uid for c in state.of(labels.CONTRACT).values()), *asked})


def star_mark(uid: str, state: IterationState, x: float, y: float, trouble: Line | None) -> Mark:
    """A contract beside its scenarios; ``trouble`` is a link to it that does not fit."""
    name, _, version = uid.partition("/")[2].partition(":")
    contract = state.get(uid)
    if contract is None:
        return _ghost(uid, f"{name} v{version}", x, y)
    face = CONTRACT.get(contract.get("state", "DRAFT"), UNKNOWN)
    asked = trouble.label.removeprefix("asks for ") if trouble else ""
    return Mark(
        id=uid,
        label=f"{name} v{version}",
        kind="star",
        tone="fail" if trouble else face.tone,
        glyph="fail" if trouble else face.glyph,
        state="mismatched" if trouble else "aligned" if face.word == "locked" else face.word,
        x=x,
        y=y,
        sub=f"{face.word} v{version}, asked {asked}" if asked else face.word,
        stream="dde",
        classes=("mismatched",) if trouble else ("valid",) if face.tone == "pass" else ("pale",),
    )


def _ghost(uid: str, label: str, x: float, y: float) -> Mark:
    """A contract that is asked for and that nobody defines."""
    return Mark(
        id=uid,
        label=label,
        kind="ghost",
        tone="fail",
        glyph="unknown",
        state="missing",
        x=x,
        y=y,
        sub="no such contract",
        stream="dde",
        classes=("mismatched",),
    )


def links_of(groups: Sequence[Group], state: IterationState) -> Links:
    """Scenario or fold → contract. Of several links of a fold the one in the worst shape is shown."""
    edges = scenarios.validations(state)
    made: Links = {}
    for group in groups:
        for leaf in (line for line in group.lines if not line.rule):
            source = leaf_id(group, leaf)
            for node in leaf.scenarios:
                for line in [*_known(source, edges.get(node.id.key, [])), *_missing(source, node, state)]:
                    seen = made.get((line.source, line.target))
                    made[line.source, line.target] = seen if seen and seen.kind != "star" else line
    return made


def _known(source: str, edges: Sequence[Edge]) -> Iterator[Line]:
    for edge in edges:
        aligned = edge.get("alignment", "aligned")
        yield Line(
            id=f"VALIDATES|{source}|{edge.id.target.uid}",
            source=source,
            target=edge.id.target.uid,
            kind="mismatch" if aligned == "mismatched" else "star",
            tone={"mismatched": "fail", "minor_drift": "warn"}.get(aligned, "idle"),
            label=f"asks for v{edge.get('asked')}" if aligned == "mismatched" else "",
            confidence=edge.get("confidence"),
            method=edge.get("method", ""),
            sentence=edge.get("sentence", ""),
        )


def _missing(source: str, node: Node, state: IterationState) -> Iterator[Line]:
    for tag in scenarios.unknown_contracts(node, state):
        sentence = f"The tag asks for contract {tag}, and no contract of that name is known."
        target = f"Missing/{tag}"
        yield Line(
            id=f"VALIDATES|{source}|{target}",
            source=source,
            target=target,
            kind="missing",
            tone="fail",
            sentence=sentence,
        )


def stars(links: Links, heights: dict[str, float], state: IterationState) -> list[Mark]:
    """Each contract at the mean height of what validates it, none over another."""
    wanted = stars_of(state, links.values())
    middle = sum(heights.values()) / len(heights) if heights else 0.0
    means = {uid: _mean([heights[s] for s, t in links if t == uid and s in heights], middle) for uid in wanted}
    order = sorted(wanted, key=lambda uid: (means[uid], uid))
    places = spread([means[uid] for uid in order], [STAR_ROOM] * len(order))
    shown = {uid: line for (_, uid), line in links.items() if line.kind != "star"}
    return [star_mark(uid, state, CONTRACT_X, y, shown.get(uid)) for uid, y in zip(order, places, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
