"""Figures in words: short, counts with totals, times with their zone."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime


def plural(number: float, one: str, many: str = "") -> str:
    """``1 task``, ``16 tasks``."""
    return f"{number:,.0f} {one if number == 1 else many or one + 's'}"


def span(ms: int) -> str:
    """A length of time: ``42 s``, ``8:14 min``, ``2 h 05 min``, ``3 days``."""
    seconds = max(0, ms) // 1000
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02d} min"
    if seconds < 2 * 86_400:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"
    return f"{seconds // 86_400} days"


def rough(ms: int) -> str:
    """The same in its two greatest units at most, without seconds from a minute on: ``42 s``, ``8 min``."""
    return f"{round(ms / 60_000)} min" if 60_000 <= ms < 3_600_000 else span(ms)


def when(ms: int | None) -> str:
    """``2026-11-04 13:33:58 UTC``; nothing for no time."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC" if ms else ""


def day(ms: int | None) -> str:
    """``2026-11-04``; nothing for no time."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d}" if ms else ""


def listed(names: Iterable[str], most: int = 3) -> str:
    """``a, b and 3 more``."""
    every = list(names)
    shown = ", ".join(every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown


def joined(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def cut(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def sentence(text: str) -> str:
    """With a capital at its start, unless it begins with the name of a thing, and a full stop at its end."""
    stripped = text.strip()
    if not stripped:
        return ""
    closed = stripped if stripped.endswith((".", "!", "?", "…")) else f"{stripped}."
    return closed[0].upper() + closed[1:] if stripped.split()[0].isalpha() else closed
