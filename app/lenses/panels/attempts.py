"""Attempts at a scenario one by one: their steps, with what was said to them and what they put down."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.graph import Node
from app.lenses import words
from app.lenses.tones import SCENARIO, UNKNOWN
from app.lenses.views import Attached, Attempt, StepLine

MOST: Final = 20
"""So many of the latest attempts are told."""
MOST_ROWS: Final = 50
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a page shows as a picture: none of these can hold a script."""


def attempts(runs: Sequence[Node]) -> tuple[Attempt, ...]:
    """The latest of these runs (old to new), the newest first."""
    return tuple(_attempt(run) for run in reversed(runs[-MOST:]))


def _attempt(run: Node) -> Attempt:
    face = SCENARIO.get(run.get("status", ""), SCENARIO["FAILED"])
    return Attempt(
        id=run.id.uid,
        number=run.get("attempt", 1),
        run=str(run.get("run_id", "")),
        at=run.get("finished_at", run.since),
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        took=run.get("duration_ms") or 0.0,
        again=bool(run.get("will_retry")),
        error=str(run.get("error_message", "")),
        steps=tuple(_step(step) for step in run.get("steps", [])),
    )


def _step(step: Mapping[str, Any]) -> StepLine:
    face = SCENARIO.get(step.get("status", ""), UNKNOWN)
    table = step.get("table", [])
    return StepLine(
        keyword=step.get("keyword", "").strip(),
        text=step.get("text", ""),
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        took=step.get("duration_ms", 0.0),
        message=step.get("message", ""),
        table=tuple(tuple(words.cut(str(cell), 200) for cell in row) for row in table[:MOST_ROWS]),
        doc_string=step.get("doc_string", ""),
        media_type=step.get("media_type", ""),
        attachments=tuple(_attached(one) for one in step.get("attachments", [])),
        left_out=max(0, len(table) - MOST_ROWS),
    )


def _attached(told: Mapping[str, Any]) -> Attached:
    """Bytes are asked for by their digest, and only where they were kept."""
    kind, file = told.get("media_type", ""), told.get("file", "")
    kept = bool(file) and "://" not in file
    return Attached(
        name=told.get("name", ""),
        media_type=kind,
        size=told.get("size", 0),
        text=told.get("text", ""),
        sha256=told.get("sha256", "") if kept else "",
        image=kept and kind.partition(";")[0].strip().lower() in PICTURES,
        note=told.get("note", "") or ("" if kept else file),
    )
