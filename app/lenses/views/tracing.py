"""Which scenario stands for which requirement."""

from app.lenses.views.base import View


class Proof(View, frozen=True):
    """A column: a scenario as it stands; ``group`` is the place of its feature in ``features``."""

    id: str
    label: str
    tone: str
    glyph: str
    state: str
    group: int


class Traced(View, frozen=True):
    """A row: a requirement with the columns of its scenarios, and how these stand together.

    ``named``: the scenario names it by a tag. ``through``: its feature is joined to it, the scenario does not say so.
    ``known`` is false for one that scenarios name and nobody has declared.
    """

    id: str
    label: str
    title: str
    tone: str
    glyph: str
    state: str
    known: bool
    named: tuple[int, ...] = ()
    through: tuple[int, ...] = ()


class TracesView(View, frozen=True):
    """Requirements × scenarios: rows in order of id, columns in order of feature and place in it."""

    requirements: tuple[Traced, ...]
    scenarios: tuple[Proof, ...]
    features: tuple[str, ...]
    empty: str = ""
