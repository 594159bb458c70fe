"""The dependency matrix: row needs column, ordered so that what is legal lies above the diagonal."""

from collections import defaultdict
from statistics import fmean

from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses.acc_items import Item, items
from app.lenses.acc_tables import coupled
from app.lenses.parting import Parting, parted
from app.lenses.structure import SHAPES, Dependency, Structure, structure_of
from app.lenses.views import Block, Cell, Figure, MatrixView

MOST_ROWS = 2000
_KINDS = {"allowed": "import"}

Between = dict[tuple[str, str], list[Dependency]]


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
    between = _between(s, found)
    parting = parted([item.id for item in found], [pair for pair, listed in between.items() if _imported(listed)])
    order = _order(s, found, parting)
    at = {item.id: row for row, item in enumerate(order)}
    cells = [_cell(at[a], at[b], listed, level) for (a, b), listed in between.items()]
    return MatrixView(
        level=level,
        ids=tuple(item.id for item in order),
        labels=tuple(item.label or "no component" for item in order),
        blocks=_blocks(s, order),
        cells=tuple(sorted(cells, key=lambda c: (c.r, c.c))),
        empty="" if found else "No module has been reported, so there is nothing to compare.",
        circles=tuple(parting.circles[item.id] for item in order),
        parted=tuple(at[name] for name in parting.order),
        figures=tuple(_figure(s, item) for item in order),
    )


def _between(s: Structure, found: list[Item]) -> Between:
    """What leads from one row to another."""
    holder = {name: item.id for item in found for name in item.modules}
    between: Between = defaultdict(list)
    for d in s.dependencies:
        pair = holder[d.source], holder[d.target]
        if pair[0] != pair[1]:
            between[pair].append(d)
    return between


def _imported(listed: list[Dependency]) -> bool:
    return not all(d.indirect for d in listed)


def _cell(r: int, c: int, listed: list[Dependency], level: str) -> Cell:
    """As bad as the worst of it."""
    loudest = min(listed, key=lambda d: SHAPES[d.shape])
    weight = sum(d.weight for d in listed)
    lines = listed[0].lines if level == "module" else ()
    return Cell(
        r=r, c=c, weight=weight, kind=_KINDS.get(loudest.shape, loudest.shape), rule=loudest.rule, lines=lines
    )


def _figure(s: Structure, item: Item) -> Figure:
    ca, ce = coupled(item, s)
    shares = [float(s.modules[name].get("abstractness", 0.0)) for name in item.modules]
    return Figure(ca=ca, ce=ce, abstract=fmean(shares) if shares else 0.0)


def _order(s: Structure, found: list[Item], parting: Parting) -> list[Item]:
    """By layer, component, then who needs before who is needed."""
    rank = {name: place for place, name in enumerate(parting.order)}
    return sorted(found, key=lambda item: (s.layer(item.component), item.component, rank[item.id]))


def _blocks(s: Structure, order: list[Item]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for i, item in enumerate(order):
        label = item.component or "no component"
        if blocks and blocks[-1].label == label:
            blocks[-1] = Block(label=label, start=blocks[-1].start, end=i + 1, layer=blocks[-1].layer)
        else:
            blocks.append(Block(label=label, start=i, end=i + 1, layer=s.layer(item.component)))
    return tuple(blocks)
