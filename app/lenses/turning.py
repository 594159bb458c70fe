"""How a verdict came to be: its latest turns, and the event and the person behind the one that holds."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import structs

from app.domain import labels
from app.domain.graph import EventMark, Version
from app.domain.state import IterationState
from app.domain.verdict.model import VerdictName
from app.lenses.band import CAUSES, band
from app.lenses.links import label_of
from app.lenses.ticks import said
from app.lenses.views import OverviewRow

MOST_TURNS: Final = 24
_UNBROKEN: Final = frozenset({VerdictName.ALL_PASS.value, VerdictName.PENDING.value})


def turned(
    row: OverviewRow, state: IterationState, versions: Sequence[Version], then: Sequence[EventMark]
) -> OverviewRow:
    """The row with its trend and what broke it; ``then`` are the events at the moment that the verdict began."""
    first = min((version.valid_at for version in versions), default=row.last_valid)
    spans = band(versions, [], first, row.last_valid)[-MOST_TURNS:] if versions else ()
    cause = min(then, key=lambda m: (CAUSES.index(m.mark), m.event_id), default=None)
    if row.verdict in _UNBROKEN or cause is None:
        return structs.replace(row, trend=spans)
    text, by = said(cause, _names(state, cause.subject)), _by(state, cause)
    return structs.replace(row, trend=spans, broke=text, broke_node=cause.subject, by=by)


def _names(state: IterationState, uid: str) -> Mapping[str, str]:
    node = state.get(uid)
    return {uid: label_of(node)} if node else {}


def _by(state: IterationState, cause: EventMark) -> str:
    """Who worked on it: the agent of a task, else the author of the newest commit by then; empty when nobody said."""
    node = state.get(cause.subject)
    agent = str(node.get("assigned_agent") or "") if node else ""
    commits = [c for c in state.of(labels.COMMIT).values() if c.since <= cause.valid_at and c.get("author")]
    newest = max(commits, key=lambda c: (c.since, c.id.key), default=None)
    return agent or (str(newest.get("author")) if newest else "")
