"""Every component id, once. Callbacks and browser scripts name components by these and by nothing else."""

from typing import Final

# What the browser keeps
FRAME: Final = "frame"
"""In the document, where all that is seen is put; in it PAGE is where the page stands that is looked at."""
BONES: Final = "bones"
"""In the document, where frame and pages are told as data."""
PAGE: Final = "page"
ADDRESS: Final = "address"
"""The bus: iteration, lens, selection, the two clocks and filters; the same as in the page's address."""
PULSE: Final = "pulse"
"""The newest revision the page has heard of."""
TIMELINE: Final = "timeline"
DETAIL: Final = "detail"
ROWS: Final = "rows"
"""The rows of the overview."""
TRACK: Final = "track"
"""The part of the bus that the dock needs; likewise PICKED for details, LISTED for the rows."""
PICKED: Final = "picked"
LISTED: Final = "listed"
AGAINST: Final = "against"
COMPARED: Final = "compared"

# The frame
SHELL: Final = "shell"
TOP: Final = "top"
PICKER: Final = "picker"
BADGE: Final = "badge"
FRESH: Final = "fresh"
SEARCH: Final = "search"
COPY: Final = "copy-link"
THEME: Final = "theme"
NOTICES: Final = "notices"
RAIL: Final = "rail"
BANNER: Final = "banner"
MAIN: Final = "main"
PANEL: Final = "panel"
SAY: Final = "say"
TOASTS: Final = "toasts"
POPOVER: Final = "popover"
TIP: Final = "tip"

# The dock
DOCK: Final = "dock"
STRIP: Final = "strip"
CLOCK: Final = "clock"
PREVIOUS: Final = "previous"
PLAY: Final = "play"
NEXT: Final = "next"
SPEED: Final = "speed"
HALTS: Final = "halts"
TURNS: Final = "turns"
LIVE: Final = "live"
PAST: Final = "past"
COMPARE: Final = "compare"
KNOWN: Final = "known-then"

# The pages
OVERVIEW: Final = "overview"
JOBS: Final = "jobs"
ASKED: Final = "asked"
"""The words of a search; what it can be narrowed to, and what was found."""
FACETS: Final = "facets"
FOUND: Final = "found"
VERDICT: Final = "verdict"
REASONS: Final = "reasons"
STREAMS: Final = "streams"
CONDITIONS: Final = "conditions"
SPINE: Final = "spine"
FINDINGS: Final = "findings"
GANTT_HEAD: Final = "gantt-head"
GANTT_AXIS: Final = "gantt-axis"
GANTT_ROWS: Final = "gantt-rows"
"""When each task ran, beside the drawing of tasks."""
MATRIX: Final = "matrix"
MATRIX_HEAD: Final = "matrix-head"
MATRIX_PAIR: Final = "matrix-pair"
MATRIX_TWIN: Final = "matrix-twin"


def graph(lens: str) -> str:
    """The drawing of a lens."""
    return f"graph-{lens}"


def chart(lens: str) -> str:
    """The place of a lens's map."""
    return f"map-{lens}"


def stage(lens: str) -> str:
    """The frame around a lens's drawing and its table twin."""
    return f"stage-{lens}"


def head(lens: str) -> str:
    """Title, counts and filters above a lens's drawing."""
    return f"head-{lens}"


def tabs(lens: str) -> str:
    """Drawing or which table: the choice above them."""
    return f"tabs-{lens}"


def twin(lens: str) -> str:
    """The table twin of a lens's drawing."""
    return f"twin-{lens}"


def legend(lens: str) -> str:
    """The legend under a lens's drawing."""
    return f"legend-{lens}"


def tables(lens: str) -> str:
    """Further tables of a lens."""
    return f"tables-{lens}"
