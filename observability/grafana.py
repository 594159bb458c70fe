"""A dashboard as Grafana reads it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

SCHEMA: Final = 39
WIDE: Final = 24
SOURCE: Final = {"type": "prometheus", "uid": "${source}"}


@dataclass(frozen=True)
class Query:
    """What is asked of Prometheus, and what its answer is called (``{{label}}`` stands for the label's value)."""

    ask: str
    name: str = ""


@dataclass(frozen=True)
class Panel:
    """One picture: a curve over time, or (``stat``) the number of now. ``unit`` in Grafana's words."""

    title: str
    queries: tuple[Query, ...]
    unit: str = "short"
    stat: bool = False
    says: str = ""


@dataclass(frozen=True)
class Board:
    """One dashboard: what its file and its address are called, its title, and its panels in reading order."""

    name: str
    title: str
    panels: tuple[Panel, ...]


def text_of(board: Board) -> str:
    """The dashboard as a file."""
    return json.dumps(_document(board), indent=2, ensure_ascii=False) + "\n"


def _document(board: Board) -> dict[str, Any]:
    return {
        "uid": f"mission-control-{board.name}",
        "title": f"Mission Control: {board.title}",
        "tags": ["mission-control"],
        "schemaVersion": SCHEMA,
        "version": 1,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]
        },
        "annotations": {"list": []},
        "panels": [
            _panel(number, panel, place)
            for number, (panel, place) in enumerate(zip(board.panels, _places(board.panels), strict=True), 1)
        ],
    }


def _places(panels: tuple[Panel, ...]) -> Iterator[dict[str, int]]:
    """Left to right, a new row where one is full: curves take half of it, numbers a quarter."""
    left = top = height = 0
    for panel in panels:
        width, tall = (WIDE // 4, 5) if panel.stat else (WIDE // 2, 8)
        if left + width > WIDE:
            left, top, height = 0, top + height, 0
        yield {"x": left, "y": top, "w": width, "h": tall}
        left, height = left + width, max(height, tall)


def _panel(number: int, panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "type": "stat" if panel.stat else "timeseries",
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": {"reduceOptions": {"calcs": ["lastNotNull"]}} if panel.stat else {"tooltip": {"mode": "multi"}},
        "targets": [
            {
                "refId": chr(ord("A") + place_of),
                "datasource": SOURCE,
                "expr": query.ask,
                "legendFormat": query.name or "__auto",
                "instant": panel.stat,
                "range": not panel.stat,
            }
            for place_of, query in enumerate(panel.queries)
        ],
    }
