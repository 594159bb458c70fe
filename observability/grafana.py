"""A dashboard as Grafana reads it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

SCHEMA: Final = 39
WIDE: Final = 24
PROMETHEUS: Final = "prometheus"
POSTGRES: Final = "grafana-postgresql-datasource"
"""Kinds of sources, in Grafana's words."""
_SHOWN: Final = {PROMETHEUS: "Prometheus", POSTGRES: "PostgreSQL"}


@dataclass(frozen=True)
class Query:
    """What is asked of Prometheus, and what its answer is called (``{{label}}`` stands for the label's value); or of
    PostgreSQL, which names its answers itself (columns ``time``, ``metric``, ``value``)."""

    ask: str
    name: str = ""


@dataclass(frozen=True)
class Panel:
    """One picture: a curve over time, (``stat``) the number of now, or (``table``) rows. ``unit`` in Grafana's
    words."""

    title: str
    queries: tuple[Query, ...]
    unit: str = "short"
    stat: bool = False
    says: str = ""
    table: bool = False


@dataclass(frozen=True)
class Board:
    """One dashboard: what its file and its address are called, its title, and its panels in reading order.

    ``source`` is the kind of source that it asks; what people choose from a list (its name, and the query that fills
    it) or write by hand (its name, and what stands there at first) stands in its queries; it looks back so far."""

    name: str
    title: str
    panels: tuple[Panel, ...]
    source: str = PROMETHEUS
    chosen: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    back: str = "6h"


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
        "time": {"from": f"now-{board.back}", "to": "now"},
        "timezone": "browser",
        "templating": {"list": [_source(board), *_variables(board)]},
        "annotations": {"list": []},
        "panels": [
            _panel(number, panel, place, {"type": board.source, "uid": "${source}"})
            for number, (panel, place) in enumerate(zip(board.panels, _places(board.panels), strict=True), 1)
        ],
    }


def _source(board: Board) -> dict[str, Any]:
    return {"name": "source", "label": _SHOWN[board.source], "type": "datasource", "query": board.source}


def _variables(board: Board) -> Iterator[dict[str, Any]]:
    for name, value in board.written.items():
        yield {"name": name, "type": "textbox", "query": value, "current": {"text": value, "value": value}}
    source = {"type": board.source, "uid": "${source}"}
    for name, query in board.chosen.items():
        yield {"name": name, "type": "query", "datasource": source, "query": query, "refresh": 2, "sort": 1}


def _places(panels: tuple[Panel, ...]) -> Iterator[dict[str, int]]:
    """Left to right, a new row where one is full: curves take half of it, numbers a quarter."""
    left = top = height = 0
    for panel in panels:
        width, tall = (WIDE // 4, 5) if panel.stat else (WIDE, 10) if panel.table else (WIDE // 2, 8)
        if left + width > WIDE:
            left, top, height = 0, top + height, 0
        yield {"x": left, "y": top, "w": width, "h": tall}
        left, height = left + width, max(height, tall)


def _panel(number: int, panel: Panel, place: dict[str, int], source: dict[str, str]) -> dict[str, Any]:
    looks = {"reduceOptions": {"calcs": ["lastNotNull"]}} if panel.stat else {"tooltip": {"mode": "multi"}}
    return {
        "id": number,
        "type": _kind(panel),
        "title": panel.title,
        "description": panel.says,
        "datasource": source,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": {} if panel.table else looks,
        "targets": [
            {"refId": chr(ord("A") + place_of), "datasource": source, **_asked(query, panel, source["type"])}
            for place_of, query in enumerate(panel.queries)
        ],
    }


def _kind(panel: Panel) -> str:
    return "stat" if panel.stat else "table" if panel.table else "timeseries"


def _asked(query: Query, panel: Panel, source: str) -> dict[str, Any]:
    if source == POSTGRES:
        form = "table" if panel.table or panel.stat else "time_series"
        return {"rawQuery": True, "editorMode": "code", "rawSql": query.ask, "format": form}
    name = query.name or "__auto"
    return {"expr": query.ask, "legendFormat": name, "instant": panel.stat, "range": not panel.stat}
