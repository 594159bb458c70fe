"""Tables of what is counted in modules: where change is dangerous, and what is large, deep or loose (domain 5.3)."""

from typing import Any, Final

import msgspec

from app.domain.graph import Node
from app.domain.hotspots import band, heat, risk
from app.lenses import words
from app.lenses.structure import Structure
from app.lenses.views import Row, Table

MOST: Final = 20
"""So many modules are listed, the worst first."""

_TONES: Final = {"high": "gap", "medium": "warn", "low": "idle"}


class Hotspot(msgspec.Struct, frozen=True):
    """A module with its risk, and its heat where the history of its file is known."""

    node: Node
    risk: float
    heat: int

    @property
    def figures(self) -> dict[str, Any]:
        """What was counted in it."""
        return figures_of(self.node)


def figures_of(node: Node) -> dict[str, Any]:
    """What was counted in a module beyond its size; nothing where nobody counted."""
    found: dict[str, Any] = node.get("figures") or {}
    return found


def found(s: Structure) -> list[Hotspot]:
    """The modules with a risk, hottest first: churn · complexity, then risk; where no history is known risk alone."""
    every = [_hotspot(s, name, node) for name, node in s.modules.items()]
    return sorted((h for h in every if h.risk > 0), key=lambda h: (-h.heat, -h.risk, h.node.id.key))


def _hotspot(s: Structure, name: str, node: Node) -> Hotspot:
    figures = figures_of(node)
    heated = heat(figures.get("churn_commits", 0), figures.get("complexity_sum", 0))
    return Hotspot(node, risk(node.get("complexity", 0), s.ca[name], s.ce[name]), heated)


def hotspots(s: Structure) -> Table:
    """Risk = complexity · (Ce + 1) / (Ca + 1); heat = commits in the window · complexity of all functions."""
    hot = found(s)[:MOST]
    since = min((h.figures["churn_since"] for h in hot if "churn_since" in h.figures), default=0)
    commits = f"Commits since {words.day(since)}" if since else "Commits"
    columns = ("Module", "Risk", "Band", "Trend", "Complexity", "Worst function", commits, "Lines changed", "Heat")
    rows = tuple(_row(h) for h in hot)
    return Table(title="Hotspots", columns=columns, rows=rows, empty="Nobody measured the complexity of a module.")


def _row(h: Hotspot) -> Row:
    of, figures = band(h.risk), h.figures
    moved = figures.get("risk_trend", 0.0)
    counted = "churn_since" in figures
    cells = (
        h.node.id.key,
        f"{h.risk:.0f}",
        of,
        f"{'▲' if moved > 0 else '▼'} {moved:+.1f}" if moved else "",
        words.plural(h.node.get("complexity", 0), "branch", "branches"),
        _place(figures),
        str(figures.get("churn_commits", 0)) if counted else "",
        str(figures.get("churn_lines", 0)) if counted else "",
        f"{h.heat:,}" if counted else "",
    )
    return Row(id=h.node.id.uid, tone=_TONES[of], glyph="warn" if of != "low" else "idle", cells=cells)


def _place(figures: dict[str, Any]) -> str:
    """``Session.send, line 12``."""
    return f"{figures['worst_function']}, line {figures['worst_line']}" if "worst_function" in figures else ""


def sizes(s: Structure) -> Table:
    """The modules with an alarm about a class, and then the longest."""
    counted = [node for node in s.modules.values() if figures_of(node)]
    rows = tuple(map(_size, sorted(counted, key=_largest)[:MOST]))
    columns = ("Module", "Code lines", "Functions", "Classes", "Nesting", "LCOM", "Too much in one class")
    return Table(title="Sizes", columns=columns, rows=rows, empty="Nobody counted what is in the modules.")


def _largest(node: Node) -> tuple[int, int, str]:
    figures = figures_of(node)
    return -len(_alarms(figures)), -figures.get("code_lines", 0), node.id.key


def _alarms(figures: dict[str, Any]) -> list[str]:
    """The classes that hold too much: god classes, and those whose methods share next to nothing."""
    god = figures.get("god_classes", [])
    loose = [name for name in figures.get("loose_classes", []) if name not in god]
    return [f"{name} (very large)" for name in god] + [f"{name} (several responsibilities)" for name in loose]


def _size(node: Node) -> Row:
    figures = figures_of(node)
    alarms = _alarms(figures)
    cells = (
        node.id.key,
        str(figures.get("code_lines", 0)),
        str(node.get("function_count", 0)),
        str(node.get("class_count", 0)),
        str(figures.get("nesting", 0)),
        f"{figures.get('lcom', 0.0):.2f}",
        words.listed(alarms),
    )
    return Row(id=node.id.uid, tone="warn" if alarms else "idle", glyph="warn" if alarms else "idle", cells=cells)
