"""Drawings and their table twins."""

from app.domain.behaviour.journeys import StepCoverage
from app.lenses.views.answer import Condition, Reason
from app.lenses.views.base import View


class Mark(View, frozen=True):
    """A node of a drawing. ``x``/``y`` are the centre in px of an endless canvas; ``parent`` a container's id.

    ``kind`` chooses the shape: interface action checkpoint notification gate artifact feature rule scenario fold
    star ghost component module package. ``state`` is the word, ``sub`` the second line, ``badge`` the chip
    above the node. ``classes`` adds drawing hints: critical, quarantined, flaky, in-cycle, violation, suppressed,
    mismatched, valid, pale, late. ``node`` is the uid that the mark leads to where that is not its own id (a
    component stands below several stars; a fold stands for many). ``since`` counts up from a moment (running),
    ``until`` counts down to one (the next attempt); the browser does the counting.
    """

    id: str
    label: str
    kind: str
    tone: str
    glyph: str
    state: str
    x: float
    y: float
    w: float = 44
    h: float = 44
    sub: str = ""
    badge: str = ""
    parent: str = ""
    stream: str = ""
    classes: tuple[str, ...] = ()
    node: str = ""
    since: int | None = None
    until: int | None = None


class Line(View, frozen=True):
    """An edge of a drawing. ``kind``: dependency contract artifact contains allowed violation cycle suppressed
    star mismatch missing link. ``confidence`` only on correlated links, with method and one sentence.
    ``classes``: critical, live-path, running (its target is at work), soft (method is a guess), indirect."""

    id: str
    source: str
    target: str
    kind: str
    tone: str = "idle"
    label: str = ""
    confidence: float | None = None
    method: str = ""
    sentence: str = ""
    classes: tuple[str, ...] = ()


class Row(View, frozen=True):
    """One row of a table twin: the same node as in the drawing, its cells in the order of the columns."""

    id: str
    tone: str
    glyph: str
    cells: tuple[str, ...]


class Table(View, frozen=True):
    """The table twin of a drawing, or a list of its own. ``total`` says how many rows there are where not all are
    here."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = ""
    total: int = 0


class Band(View, frozen=True):
    """A labelled background: a layer, a column, a group. ``x``/``y`` is the centre."""

    label: str
    x: float
    y: float
    w: float
    h: float
    sub: str = ""


class Bar(View, frozen=True):
    """When a task ran: ``start`` and ``end`` in ms, ``end`` missing while it runs, both while it waits; ``until`` is
    when it is tried again. ``effort`` in minutes; the two slacks in words, ``spare`` the live one in ms.

    ``classes``: critical, live-path. Artifacts are rows of name, beginning of the hash, state; gates rows of name,
    state, what was measured."""

    id: str
    label: str
    tone: str
    glyph: str
    state: str
    start: int | None = None
    end: int | None = None
    until: int | None = None
    effort: int = 0
    slack: str = ""
    live_slack: str = ""
    spare: int | None = None
    classes: tuple[str, ...] = ()
    artifacts: tuple[Row, ...] = ()
    gates: tuple[Row, ...] = ()


class Flake(View, frozen=True):
    """The runs of one scenario, old to new (``P`` or ``F``), and what they say. ``rate``, ``low`` and ``high``
    (95 % Wilson) are missing under three runs, or when it keeps failing. ``state``: steady, flaky, quarantined,
    keeps failing, too few runs. ``slope`` is the change of the rate per run, ``trend`` what it means: rising, level
    or falling, empty where there is no rate. ``overdue``: the review of its quarantine lies behind."""

    id: str
    label: str
    runs: str
    rate: float | None
    low: float | None
    high: float | None
    state: str
    cause: str = ""
    cause_confidence: float | None = None
    ticket: str = ""
    until: int | None = None
    limit: float = 0.10
    slope: float = 0.0
    trend: str = ""
    owner: str = ""
    reason: str = ""
    overdue: bool = False


class Coverage(View, frozen=True):
    """How much of something is covered: ``covered`` of ``total``; the missing ones by uid and name."""

    name: str
    covered: int
    total: int
    missing: tuple[tuple[str, str], ...] = ()


class Journey(View, frozen=True):
    """A journey (node uid) with its steps; it is covered when all its required steps are."""

    id: str
    name: str
    severity: str
    covered: bool
    steps: tuple[StepCoverage, ...]


class Covered(View, frozen=True):
    """What scenarios cover: the figures, the scenarios of each requirement by displayed status, the journeys."""

    figures: tuple[Coverage, ...]
    requirements: tuple[tuple[str, dict[str, int]], ...]
    journeys: tuple[Journey, ...]


class GraphView(View, frozen=True):
    """A lens: its drawing, its pass conditions, its tables, its findings. ``bands`` are labelled backgrounds."""

    lens: str
    title: str
    subtitle: str
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    conditions: tuple[Condition, ...] = ()
    tables: tuple[Table, ...] = ()
    findings: tuple[Reason, ...] = ()
    counts: tuple[tuple[str, str, int], ...] = ()
    """``(glyph, word, number)`` for the legend, e.g. ``("pass", "done", 5)``."""
    empty: str = ""
    """What to say instead of a drawing when there is nothing to draw."""
    bands: tuple[Band, ...] = ()
    note: str = ""
    """One sentence about how the drawing was made: what was folded, what is missing."""
    figures: tuple[tuple[str, str], ...] = ()
    """``(name, value)`` for information beside the conditions; they decide nothing."""
    flakes: tuple[Flake, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    bars: tuple[Bar, ...] = ()
    """When each task ran, for the lens that has tasks."""
