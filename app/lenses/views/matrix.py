"""The dependency matrix: rows in order, blocks on its diagonal, and the sparse cells."""

from app.lenses.views.base import View


class Cell(View, frozen=True):
    """Row ``r`` needs column ``c`` (indices into the order); ``kind``: import violation cycle suppressed. ``weight``
    counts the import statements; 0 is a broken rule whose way leads through others. ``lines`` say where in the file
    of the row's module they stand; ``rule`` which one is broken."""

    r: int
    c: int
    weight: int
    kind: str = "import"
    rule: str = ""
    lines: tuple[int, ...] = ()


class Block(View, frozen=True):
    """Consecutive rows of one component: ``start`` up to but without ``end``."""

    label: str
    start: int
    end: int
    layer: int = 0


class Figure(View, frozen=True):
    """What is counted of a row: how many need it, how many it needs, and the share of its classes that are abstract
    (0 to 1; for a component the mean of its modules)."""

    ca: int
    ce: int
    abstract: float = 0.0


class MatrixView(View, frozen=True):
    """The dependency matrix: modules (or components) in order, their blocks, and the sparse cells.

    ``circles`` numbers, per row, the set of rows that all need each other it belongs to; -1 for none. ``parted`` is
    the order (indices of rows) in which these sets are blocks on the diagonal and everything else lies above it.
    """

    level: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    blocks: tuple[Block, ...]
    cells: tuple[Cell, ...]
    empty: str = ""
    circles: tuple[int, ...] = ()
    parted: tuple[int, ...] = ()
    figures: tuple[Figure, ...] = ()
