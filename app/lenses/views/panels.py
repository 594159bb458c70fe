"""What stands beside a drawing: the spine and everything about one node."""

from collections.abc import Mapping

from app.lenses.views.base import View
from app.lenses.views.drawing import Row, Table


class SpineItem(View, frozen=True):
    """One node of a column of the spine; ``missing`` marks the ghost of something that should be there."""

    id: str
    label: str
    tone: str
    glyph: str
    state: str = ""
    missing: bool = False
    aside: bool = False
    """Beside the way, not on it: it shares the requirement only."""


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
    """Every uid on the way, to be highlighted in all lenses."""
    cut: bool = False
    """Whether the bounds (8 hops, 2,000 nodes) left something out."""


class Fact(View, frozen=True):
    """A name and a value of the detail panel; for a place in the source, its file and line (0: the whole file)."""

    name: str
    value: str
    mono: bool = False
    file: str = ""
    line: int = 0


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


class Attached(View, frozen=True):
    """What a step put down. ``size`` in bytes; ``text`` where it is short, ``sha256`` by which its bytes are asked
    for where they are kept (``image``: they can be shown), else ``note`` says why there is nothing to see."""

    name: str
    media_type: str
    size: int = 0
    text: str = ""
    sha256: str = ""
    image: bool = False
    note: str = ""


class StepLine(View, frozen=True):
    """One step of an attempt, with what was said to it and what it put down; ``took`` in ms."""

    keyword: str
    text: str
    tone: str
    glyph: str
    state: str
    took: float = 0.0
    message: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    doc_string: str = ""
    media_type: str = ""
    attachments: tuple[Attached, ...] = ()
    left_out: int = 0
    """Rows of the table that are not told."""


class Attempt(View, frozen=True):
    """One attempt at a scenario: when it ended and how long it took (ms), what it came to, and its steps."""

    id: str
    number: int
    run: str
    at: int
    tone: str
    glyph: str
    state: str
    took: float = 0.0
    again: bool = False
    """Whether it was tried again afterwards."""
    error: str = ""
    steps: tuple[StepLine, ...] = ()


class Quarantine(View, frozen=True):
    """Whether a scenario is held out of the pass rule, by whom and until when (ms), and what would let it out.

    ``advised`` says that it should go in, ``tagged`` that a tag in its feature file holds it.
    """

    held: bool
    advised: bool = False
    tagged: bool = False
    reason: str = ""
    owner: str = ""
    by: str = ""
    ticket: str = ""
    since: int | None = None
    review: int | None = None
    overdue: bool = False
    green: int = 0
    needed: int = 0


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
    versus: tuple[Fact, ...] = ()
    """Two things that should be equal and are not: what is asked, what is there."""
    until: int | None = None
    """The moment of the next thing to happen, to count down to."""
    trace: str = ""
    """Where the event that was last applied to it lies in a trace (a traceparent), if it said so."""
    quarantine: Quarantine | None = None
    tries: tuple[Attempt, ...] = ()
    """Of a scenario its latest attempts, the newest first; ``steps`` and ``attempts`` tell the same in short."""
    members: tuple[str, ...] = ()
    moments: tuple[int, ...] = ()
    """When anything about it changed, also after the moment looked at: what a step to its next change needs."""
    log: str = ""
    """The address of what was printed while it was worked on, if an event named one."""


class WaysView(View, frozen=True):
    """All that is needed to walk the spine of any node without asking again: the walker's rules, and the edges.

    ``up``, ``down`` and ``beside`` give per label the relationships to follow, each ``(type, along its direction)``.
    ``edges`` holds per type the ends of its edges as indices into ``uids``: source, target, source, target.
    ``version`` names the content; it is empty where there are too many edges to be sent.
    """

    version: str
    hops: int
    most: int
    up: Mapping[str, tuple[tuple[str, bool], ...]]
    down: Mapping[str, tuple[tuple[str, bool], ...]]
    beside: Mapping[str, tuple[tuple[str, bool], ...]]
    root: str
    uids: tuple[str, ...] = ()
    edges: dict[str, tuple[int, ...]] = {}
