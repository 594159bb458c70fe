"""What tasks made over time, and how often they tried."""

from collections.abc import Mapping

from app.lenses.views.base import View


class Try(View, frozen=True):
    """An attempt at a task that was not the last: when (ms), ``end`` missing where nobody told of one."""

    start: int
    end: int | None
    tone: str
    glyph: str
    state: str


class Stamp(View, frozen=True):
    """What an artifact was from ``at`` (ms) on. ``change``: new, same, changed, or mismatch, where what was stamped
    is not what is there."""

    at: int
    sha256: str
    tone: str
    glyph: str
    state: str
    change: str = "same"


class End(View, frozen=True):
    """Who made or needs an artifact."""

    id: str
    label: str
    tone: str
    glyph: str
    state: str


class Story(View, frozen=True):
    """One artifact: its maker, what it was over time (old to new; without ``told`` only what it is), who needs it."""

    id: str
    label: str
    tone: str
    glyph: str
    state: str
    mismatch: bool
    hashes: int
    maker: End | None
    stamps: tuple[Stamp, ...]
    needed: tuple[End, ...] = ()
    modules: tuple[str, ...] = ()


class LineageView(View, frozen=True):
    """``tries`` holds per task (uid) its earlier attempts, in their order; of artifacts those with a mismatch first.
    ``cut``: the lives of so many artifacts are not told, only what they are now."""

    tries: Mapping[str, tuple[Try, ...]]
    artifacts: tuple[Story, ...]
    first: int = 0
    last: int = 0
    cut: int = 0
    empty: str = "No artifact was made."
