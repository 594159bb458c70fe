"""The table twins of ACC: what is drawn, and the coupling of every module."""

from collections.abc import Sequence

from app.lenses.acc_items import Item
from app.lenses.structure import Structure
from app.lenses.views import Row, Table


def coupled(item: Item, s: Structure) -> tuple[int, int]:
    """Ca and Ce of an item: the modules outside that need it, and those outside that it needs."""
    if len(item.modules) == 1:
        return s.ca[item.modules[0]], s.ce[item.modules[0]]
    mine = set(item.modules)
    into = {d.source for d in s.dependencies if d.target in mine and d.source not in mine and not d.indirect}
    out = {d.target for d in s.dependencies if d.source in mine and d.target not in mine and not d.indirect}
    return len(into), len(out)


def drawn(found: Sequence[tuple[Item, int, int]]) -> Table:
    """The twin of the drawing: the same ids in the same order."""
    rows = [
        Row(
            id=item.id,
            tone=item.face.tone,
            glyph=item.face.glyph,
            cells=(
                item.id.partition("/")[2],
                item.face.word,
                item.component,
                str(len(item.modules)),
                str(ca),
                str(ce),
            ),
        )
        for item, ca, ce in found
    ]
    columns = ("Name", "State", "Component", "Modules", "Ca", "Ce")
    return Table(title="Structure", columns=columns, rows=tuple(rows), empty="No module has been reported.")


def coupling(s: Structure) -> Table:
    """Ca, Ce, instability, abstractness and distance of every module, most outgoing first."""
    rows = []
    for name in sorted(s.modules, key=lambda m: (-s.ce[m], m)):
        ca, ce, node = s.ca[name], s.ce[name], s.modules[name]
        instability = ce / (ca + ce) if ca + ce else 0.0
        abstract = float(node.get("abstractness", 0.0))
        distance = abs(abstract + instability - 1)
        cells = (name, str(ca), str(ce), f"{instability:.2f}", f"{abstract:.2f}", f"{distance:.2f}")
        size = str(node.get("line_count", "")), ", ".join(s.cycles_of.get(name, []))
        face = s.faces[name]
        rows.append(Row(id=node.id.uid, tone=face.tone, glyph=face.glyph, cells=(*cells, *size)))
    columns = ("Module", "Ca", "Ce", "I", "A", "D", "Lines", "Cycles")
    return Table(title="Coupling", columns=columns, rows=tuple(rows), empty="No module has been reported.")
