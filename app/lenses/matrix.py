"""The dependency matrix: row needs column, ordered so that what is legal lies above the diagonal."""

from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses.acc_items import Item, items, lines
from app.lenses.layered import without_cycles
from app.lenses.structure import Structure, structure_of
from app.lenses.views import Block, Cell, Line, MatrixView

MOST_ROWS = 2000
_KINDS = {"allowed": "import"}


def matrix(state: IterationState, judgement: Judgement, moment: int) -> MatrixView:
    """Module by module; above 2,000 modules component by component."""
    s = structure_of(state, moment)
    if len(s.modules) > MOST_ROWS:
        return _matrix(s, "component", items(s, "component"))
    return _matrix(s, "module", [_single(s, name) for name in s.modules])


def matrix_components(state: IterationState, judgement: Judgement, moment: int) -> MatrixView:
    """Component by component."""
    s = structure_of(state, moment)
    return _matrix(s, "component", items(s, "component") if s.modules else [])


def _single(s: Structure, name: str) -> Item:
    return Item(s.modules[name].id.uid, name, "module", s.home[name], (name,), s.faces[name])


def _matrix(s: Structure, level: str, found: list[Item]) -> MatrixView:
    between = lines(found, s.dependencies)
    order = _order(s, found, between)
    at = {item.id: i for i, item in enumerate(order)}
    weights = _weights(s, order)
    cells = [_cell(line, at, weights) for line in between]
    return MatrixView(
        level=level,
        ids=tuple(item.id for item in order),
        labels=tuple(item.label or "no component" for item in order),
        blocks=_blocks(s, order),
        cells=tuple(sorted(cells, key=lambda c: (c.r, c.c))),
        empty="" if found else "No module has been reported, so there is nothing to compare.",
    )


def _cell(line: Line, at: dict[str, int], weights: dict[tuple[str, str], int]) -> Cell:
    kind = _KINDS.get(line.kind, line.kind)
    weight = weights.get((line.source, line.target), 0)
    return Cell(r=at[line.source], c=at[line.target], weight=weight, kind=kind, title=line.sentence)


def _weights(s: Structure, order: list[Item]) -> dict[tuple[str, str], int]:
    holder = {name: item.id for item in order for name in item.modules}
    found: dict[tuple[str, str], int] = {}
    for d in s.dependencies:
        pair = holder[d.source], holder[d.target]
        found[pair] = found.get(pair, 0) + d.weight
    return found


def _order(s: Structure, found: list[Item], between: tuple[Line, ...]) -> list[Item]:
    """By layer, component, then who needs before who is needed."""
    index = {item.id: i for i, item in enumerate(found)}
    pairs = [(index[line.source], index[line.target]) for line in between if line.kind != "violation"]
    forward, _ = without_cycles(len(found), pairs)
    rank = {n: place for place, n in enumerate(forward)}
    return sorted(found, key=lambda item: (s.layer(item.component), item.component, rank[index[item.id]]))


def _blocks(s: Structure, order: list[Item]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for i, item in enumerate(order):
        label = item.component or "no component"
        if blocks and blocks[-1].label == label:
            blocks[-1] = Block(label=label, start=blocks[-1].start, end=i + 1, layer=blocks[-1].layer)
        else:
            blocks.append(Block(label=label, start=i, end=i + 1, layer=s.layer(item.component)))
    return tuple(blocks)
