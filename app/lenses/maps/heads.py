"""What stands around a map: conditions, findings, counts and the beginnings of the tables; no mark and no line."""

from collections.abc import Callable
from typing import Final

from msgspec import structs

from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses.acc import acc
from app.lenses.bdv import bdv
from app.lenses.dde import dde_head
from app.lenses.views import GraphView, Table

MOST_ROWS: Final = 500
"""The map itself is the table of all its nodes; other tables show where they begin."""


_NOTE: Final = "Every node and line is on the map; come near to read them."


def _head(
    lens: Callable[[IterationState, Judgement, int], GraphView],
) -> Callable[[IterationState, Judgement, int], GraphView]:
    def head(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
        view = lens(state, judgement, moment)
        tables = tuple(_beginning(table) for table in view.tables)
        return structs.replace(view, marks=(), lines=(), bands=(), note=_NOTE, tables=tables)

    return head


def _beginning(table: Table) -> Table:
    if len(table.rows) <= MOST_ROWS:
        return table
    return structs.replace(table, rows=table.rows[:MOST_ROWS], total=len(table.rows))


HEADS: Final = {"dde": _head(dde_head), "bdv": _head(bdv), "acc": _head(acc)}
"""Per lens that has a map, the view without its drawing."""
