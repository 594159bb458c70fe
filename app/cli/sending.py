"""What the verbs that tell something share: a batch of their own, and the way onto the log."""

from collections.abc import Callable, Sequence
from uuid import uuid4

from app.desk import Desk
from app.domain.events import Event
from app.domain.graph import Scope
from app.use_cases.post import send_all
from app.use_cases.undo import anew, times_undone
from app.wire.avro import encode


def new_batch() -> str:
    """A name for all that one command brings, under which it can be taken back."""
    return f"b-{uuid4().hex[:12]}"


def undo_words(batch_id: str) -> str:
    """How to take it back, for people."""
    return f"batch {batch_id} (undo it: mission-control ingest --undo {batch_id})"


def onto(desk: Desk) -> Callable[[Sequence[Event]], None]:
    """Puts events on the log, as they are."""

    def deliver(events: Sequence[Event]) -> None:
        send_all(desk.log, encode, events)

    return deliver


def onto_anew(desk: Desk, scope: Scope) -> Callable[[Sequence[Event]], None]:
    """Puts events of an iteration on the log; what was taken back before counts again."""
    times = times_undone(desk.graph, scope)

    def deliver(events: Sequence[Event]) -> None:
        send_all(desk.log, encode, [anew(event, times) for event in events])

    return deliver
