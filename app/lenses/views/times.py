"""The dock and the overview."""

from app.lenses.views.answer import VerdictView
from app.lenses.views.base import View


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
    known_to: int = 0
    cut: bool = False
    """Whether the oldest events are left out because there are too many."""
    density: tuple[int, ...] = ()
    """How many events fall into each of equally wide parts of the axis."""
    axis: tuple[tuple[int, float], ...] = ()
    """Moments with their places (0 to 1) on the axis, straight between them; empty where it runs evenly."""
    quiet: tuple[tuple[int, int], ...] = ()
    """Stretches without any event that the axis has folded."""


class Pick(View, frozen=True):
    """A point on a project's timeline that can be picked like an iteration (R-33)."""

    address: str
    title: str
    at: int


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
    version: str = ""
    reasons: int = 0
    commits: tuple[Pick, ...] = ()
    """What can be picked on the timeline, newest first."""
    trend: tuple[Span, ...] = ()
    """The latest turns of the verdict, old to new."""
    broke: str = ""
    """The event that a failing verdict began with, in words; ``broke_node`` is its subject, ``by`` whose work."""
    broke_node: str = ""
    by: str = ""


class Moved(View, frozen=True):
    """One thing that differs between A and B. ``change``: added, gone, changed; ``text`` says how."""

    id: str
    label: str
    kind: str
    stream: str
    change: str
    text: str
    tone: str = "time"
    glyph: str = "idle"
    decisive: bool = False
    at: int | None = None


class CompareView(View, frozen=True):
    """Two moments beside each other: both answers, what changed, and the events between that did it.

    ``changes`` has the decisive ones first; the three uid lists colour a drawing of both moments.
    """

    before: VerdictView
    after: VerdictView
    changes: tuple[Moved, ...]
    how: tuple[Tick, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    same_nodes: int
    same_links: int
    content: tuple[str, ...] = ()
    """Those on both sides whose content has another hash; between two iterations that alone is no change."""


class Found(View, frozen=True):
    """One line of the palette: a thing that was found. ``snippet`` marks the words with ``[`` and ``]``."""

    iteration: str
    id: str
    kind: str
    label: str
    snippet: str
    severity: str
    at: int


class Series(View, frozen=True):
    """One measure over time: ``points`` are ``(valid ms, value)``; ``name`` is how people say it."""

    measure: str
    name: str
    points: tuple[tuple[int, float], ...]
