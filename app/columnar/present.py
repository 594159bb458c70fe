"""One scope as it is believed now, in the mind of its writer: for whoever keeps a picture of the present beside
the rows."""

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.columnar import frames, journal
from app.columnar.catalogue import FIRST_NAME, NOWHERE, REMOVED, Names, Whole, cell_key
from app.columnar.columns import Columns
from app.columnar.frames import Frame
from app.columnar.layout import Layout
from app.columnar.odd import OddEntities
from app.columnar.rows import Rows
from app.columnar.runs import Run
from app.columnar.values import Words
from app.columnar.view import Odd, View
from app.domain.graph import Edge, EdgeId, Node, NodeId
from app.domain.moments import NOW


class Left(msgspec.Struct, frozen=True):
    """Some entities: those that are there now, each with the greatest acceptance of all entries that ever spoke of
    it, and those that are not; and the ends of the edges among them that are not there."""

    here: list[tuple[Node | Edge, int]]
    gone: list[NodeId | EdgeId]
    loose: list[NodeId]


class Present:
    """The present of the scope with this number. What ``layout.Layout`` wants of a catalogue is kept here too."""

    def __init__(self, rows: Rows, scope: int, now: Frame, entities: Iterable[NodeId | EdgeId], keys: list[Whole]):
        self._scope = scope
        self._now = now
        self.entities = list(entities)
        self.index = {entity: number for number, entity in enumerate(self.entities)}
        self.keys = np.concatenate([np.full(NOWHERE + 1, cell_key(0, REMOVED)), *keys])
        self._heard = np.zeros(len(self.entities), np.int64)
        for accepted, entity, entry in journal.told(rows, scope):
            np.maximum.at(self._heard, entity, accepted[entry])
        self._touched: list[Whole] = []
        self._layout: Layout | None = None

    def take(self, columns: Columns, run: Run, accepted: NDArray[np.int64]) -> None:
        """Take in the facts of some new entries, what they state, and per fact the acceptance of its entry."""
        if not len(columns.entity):
            return
        if len(run):
            self._now = frames.grown(self._now, int(run.cell.max()) + 1)
            self._now.correct(run)
        more = int(columns.entity.max()) + 1 - len(self._heard)
        if more > 0:
            self._heard = np.concatenate((self._heard, np.zeros(max(more, len(self._heard) // 2), np.int64)))
        np.maximum.at(self._heard, columns.entity, accepted)
        self._touched.append(columns.entity)

    def learn(self, entities: list[NodeId | EdgeId], keys: Whole) -> None:
        """These entities and cells became known."""
        if entities or len(keys):
            self.index.update((entity, len(self.entities) + n) for n, entity in enumerate(entities))
            self.entities.extend(entities)
            self.keys = np.concatenate((self.keys, keys))
            self._layout = None

    def left(self, rows: Rows, known: tuple[Names, Words], odd: set[int], whole: bool) -> Left:
        """What was spoken of since the last time (or everything) as it is now; ``odd``: what columns cannot tell."""
        layout = self._layout = self._layout or Layout(self, _spelled(known[0]))
        touched = np.unique(np.concatenate([np.zeros(0, np.int64), *self._touched]))
        numbers = np.arange(layout.count) if whole else touched
        self._touched = []
        view = View(layout, frames.grown(self._now, layout.size), known[1], self._odd(rows, odd, numbers))
        there = view.present[numbers]
        made = view.entities(numbers[there])
        gone = [layout.entities[number] for number in numbers[~there].tolist()]
        heard = self._heard[numbers[there]].tolist()
        return Left(list(zip(made, heard, strict=True)), gone, self._loose(made, view))

    def _loose(self, made: list[Node | Edge], view: View) -> list[NodeId]:
        ends = {end for one in made if isinstance(one, Edge) for end in (one.id.source, one.id.target)}
        numbers = ((end, self.index.get(end)) for end in ends)
        return sorted(end for end, number in numbers if number is None or not view.present[number])

    def _odd(self, rows: Rows, odd: set[int], numbers: Whole) -> Odd:
        wanted = odd.intersection(numbers.tolist()) if odd else set()
        if not wanted:
            return {}
        entries = journal.about(rows, self._scope, wanted)
        return OddEntities({self.entities[n]: n for n in wanted}, entries).at(NOW)


def _spelled(names: Names) -> list[str]:
    spelled = sorted((code, name) for name, code in names.items() if code >= FIRST_NAME)
    return ["", "", *(name for _, name in spelled)]
