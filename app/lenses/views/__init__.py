"""View models: what a lens says, ready to be drawn, sent or queried. Plain data, sorted, comparable.

Tones are ``pass fail gap warn process mixed idle time``; glyphs ``pass fail warn flaky retry run idle skip
block quar unknown waived``. A state is always glyph and word and tone together, never colour alone.
Times are milliseconds since 1970 (UTC). Ids are node uids (``Label/key``) unless a mark says otherwise.
"""

from app.lenses.views.answer import (
    Condition,
    Evidence,
    GateView,
    OverrideView,
    Reason,
    StepView,
    StreamView,
    VerdictView,
)
from app.lenses.views.base import View
from app.lenses.views.drawing import (
    Band,
    Bar,
    Coverage,
    Covered,
    Flake,
    GraphView,
    Journey,
    Line,
    Mark,
    Row,
    Table,
)
from app.lenses.views.matrix import Block, Cell, Figure, MatrixView
from app.lenses.views.panels import (
    Attached,
    Attempt,
    DetailView,
    Fact,
    LinkLine,
    Past,
    Quarantine,
    SpineColumn,
    SpineItem,
    SpineView,
    StepLine,
    WaysView,
)
from app.lenses.views.times import CompareView, Found, Moved, OverviewRow, Pick, Series, Span, Tick, TimelineView
from app.lenses.views.tracing import Proof, Traced, TracesView

__all__ = [
    "Attached",
    "Attempt",
    "Band",
    "Bar",
    "Block",
    "Cell",
    "CompareView",
    "Condition",
    "Coverage",
    "Covered",
    "DetailView",
    "Evidence",
    "Fact",
    "Figure",
    "Flake",
    "Found",
    "GateView",
    "GraphView",
    "Journey",
    "Line",
    "LinkLine",
    "Mark",
    "MatrixView",
    "Moved",
    "OverrideView",
    "OverviewRow",
    "Past",
    "Pick",
    "Proof",
    "Quarantine",
    "Reason",
    "Row",
    "Series",
    "Span",
    "SpineColumn",
    "SpineItem",
    "SpineView",
    "StepLine",
    "StepView",
    "StreamView",
    "Table",
    "Tick",
    "TimelineView",
    "Traced",
    "TracesView",
    "VerdictView",
    "View",
    "WaysView",
]
