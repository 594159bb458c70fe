"""The earlier attempts at each task, from the events that tell of them."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.domain.graph import EventMark
from app.lenses.tones import TASK, Face
from app.lenses.views.lineage import Try

MOST: Final = 20
"""Of more attempts at one task the latest are told."""
_BEGAN: Final = "dde.task.started"
_ENDS: Final = {
    "dde.task.completed": TASK["COMPLETED"],
    "dde.task.failed": TASK["FAILED"],
    "dde.task.retry_initiated": TASK["FAILED"],
    "dde.task.skipped": TASK["SKIPPED"],
}
BROKEN_OFF: Final = Face("idle", "unknown", "began again, no end told")


def earlier_tries(marks: Iterable[EventMark]) -> Mapping[str, tuple[Try, ...]]:
    """Per task (uid) its attempts before the last that began, in their order; ``marks`` in the order of time."""
    made: dict[str, list[Try]] = {}
    for mark in marks:
        if mark.event_type == _BEGAN:
            made.setdefault(mark.subject, []).append(Try(mark.valid_at, None, *BROKEN_OFF))
        elif mark.event_type in _ENDS and made.get(mark.subject):
            _ended(made[mark.subject], mark)
    return {uid: tuple(tries[:-1][-MOST:]) for uid, tries in made.items() if len(tries) > 1}


def _ended(tries: list[Try], mark: EventMark) -> None:
    """A failure that was told as a retry first ends its attempt once."""
    if tries[-1].end is None:
        tries[-1] = Try(tries[-1].start, mark.valid_at, *_ENDS[mark.event_type])
