"""View models: what a lens says, ready to be drawn, sent or queried. Plain data, sorted, comparable.

Tones are ``pass fail gap warn process mixed idle time``; glyphs ``pass fail warn flaky retry run idle skip
block quar unknown waived``. A state is always glyph and word and tone together, never colour alone.
Times are milliseconds since 1970 (UTC). Ids are node uids (``Label/key``).
"""

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all view models."""


class Mark(View, frozen=True):
    """A node of a drawing. ``x``/``y`` are the centre in px of an endless canvas; ``parent`` a container's id.

    ``kind`` chooses the shape: interface action checkpoint notification gate artifact feature scenario fold
    star ghost component module package. ``state`` is the word, ``sub`` the second line, ``badge`` the chip
    above the node. ``classes`` adds drawing hints: critical, selected-look, quarantined, in-cycle, violation.
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


class Line(View, frozen=True):
    """An edge of a drawing. ``kind``: dependency contract artifact contains allowed violation cycle suppressed
    star mismatch missing link. ``confidence`` only on correlated links, with method and one sentence."""

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


class Condition(View, frozen=True):
    """One pass condition of a stream: the why in one line. ``state``: pass fail pending unknown."""

    name: str
    state: str
    value: str
    detail: str = ""


class Evidence(View, frozen=True):
    """Where a reason can be seen: the node, and the place in the source where there is one."""

    node: str = ""
    file: str = ""
    line: int = 0


class Reason(View, frozen=True):
    """Why an iteration may not ship (``blocking``), or what deserves a look. ``clears`` says what would clear it."""

    id: str
    code: str
    stream: str
    tone: str
    glyph: str
    title: str
    explain: str = ""
    clears: str = ""
    since: int | None = None
    blocking: bool = True
    severity: str = ""
    evidence: tuple[Evidence, ...] = ()


class StreamView(View, frozen=True):
    """A stream card: ``state`` is pass fail pending running unknown waived not_required; ``word`` what people read."""

    stream: str
    question: str
    state: str
    word: str
    tone: str
    glyph: str
    required: bool
    conditions: tuple[Condition, ...]
    left: str = ""
    right: str = ""
    since: int | None = None
    commit: str = ""


class GateView(View, frozen=True):
    """The deployment gate (domain 6.5). ``status``: APPROVED BLOCKED AUTO_BLOCKED PENDING."""

    status: str
    approved: bool
    text: str
    blocking_reasons: tuple[str, ...] = ()
    environment: str = "production"


class VerdictView(View, frozen=True):
    """The answer first: ``title`` (May ship, May not ship, Not decided yet), one sentence, what to do."""

    verdict: str
    display: str
    can_deploy: bool
    tone: str
    icon: str
    title: str
    sentence: str
    action: str
    scope_note: str
    since: int | None
    streams: tuple[StreamView, ...]
    reasons: tuple[Reason, ...]
    looks: tuple[Reason, ...]
    gate: GateView


class Row(View, frozen=True):
    """One row of a table twin: the same node as in the drawing, its cells in the order of the columns."""

    id: str
    tone: str
    glyph: str
    cells: tuple[str, ...]


class Table(View, frozen=True):
    """The table twin of a drawing, or a list of its own."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = ""


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


class Cell(View, frozen=True):
    """Row ``r`` needs column ``c`` (indices into the order); ``kind``: import violation cycle suppressed."""

    r: int
    c: int
    weight: int
    kind: str = "import"
    title: str = ""


class Block(View, frozen=True):
    """Consecutive rows of one component: ``start`` up to but without ``end``."""

    label: str
    start: int
    end: int
    layer: int = 0


class MatrixView(View, frozen=True):
    """The dependency matrix: modules (or components) in order, their blocks, and the sparse cells."""

    level: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    blocks: tuple[Block, ...]
    cells: tuple[Cell, ...]
    empty: str = ""


class SpineItem(View, frozen=True):
    """One node of a column of the spine; ``missing`` marks the ghost of something that should be there."""

    id: str
    label: str
    tone: str
    glyph: str
    state: str = ""
    missing: bool = False


class SpineColumn(View, frozen=True):
    """A column of the traceability spine; ``confidence`` is the weakest of the hops that lead into it."""

    title: str
    items: tuple[SpineItem, ...]
    confidence: float | None = None


class SpineView(View, frozen=True):
    """Requirement → feature → contract → task → artifact → module → component, through one node (domain 6.2)."""

    id: str
    label: str
    columns: tuple[SpineColumn, ...]
    first_gap: str
    members: tuple[str, ...]


class Fact(View, frozen=True):
    """A name and a value of the detail panel."""

    name: str
    value: str
    mono: bool = False


class LinkLine(View, frozen=True):
    """A link of the detail panel in one sentence."""

    other: str
    label: str
    kind: str
    sentence: str
    confidence: float | None
    method: str
    tone: str


class Past(View, frozen=True):
    """One line of a node's history: when it was so, when it was learned, what changed."""

    valid_at: int
    known_at: int
    text: str
    tone: str = "idle"
    glyph: str = "idle"


class DetailView(View, frozen=True):
    """Everything about one node at one moment."""

    id: str
    kind: str
    label: str
    title: str
    sentence: str
    tone: str
    glyph: str
    state: str
    stream: str
    since: int | None
    facts: tuple[Fact, ...] = ()
    attempts: Table | None = None
    steps: tuple[Row, ...] = ()
    error: str = ""
    links: tuple[LinkLine, ...] = ()
    history: tuple[Past, ...] = ()


class Tick(View, frozen=True):
    """One mark of the strip. ``kind``: done retry failed locked note; ``learned`` when it was learned late."""

    at: int
    lane: str
    kind: str
    node: str
    text: str
    count: int = 1
    learned: int | None = None


class Span(View, frozen=True):
    """A stretch of the verdict band."""

    start: int
    end: int
    verdict: str
    display: str
    tone: str
    icon: str
    node: str = ""


class TimelineView(View, frozen=True):
    """The dock: real time axis, verdict band, three lanes, the moments the slider can stop at."""

    start: int
    end: int
    moments: tuple[int, ...]
    ticks: tuple[Tick, ...]
    band: tuple[Span, ...]
    revision: int
    commits: tuple[tuple[int, str], ...] = ()
    known_from: int = 0
    """Before this time nothing was known: history that was seeded at once (R-40)."""


class OverviewRow(View, frozen=True):
    """One iteration on the overview page: verdict, since when, what to do first."""

    tenant: str
    project: str
    iteration: str
    title: str
    verdict: str
    display: str
    tone: str
    icon: str
    since: int | None
    first: str
    scope_note: str
    streams: tuple[tuple[str, str], ...]
    events: int
    last_valid: int
