"""What each workflow in a whole file sums up at its last end (R-30)."""

from collections.abc import Iterable

import msgspec

from app.domain.digest import digest_of, task_line
from app.readers.otlp.signals import Span
from app.readers.otlp.tasks import is_task, status_of, task_of, workflow_of


class Sum(msgspec.Struct):
    """Per workflow: how each task stands after its last span, and which root span ends last."""

    tasks: dict[str, tuple[int, str]] = {}
    last_end: int = -1
    closing: str = ""

    def take(self, span: Span) -> None:
        """Take one more span in."""
        if is_task(span):
            standing = (span.end or span.start, status_of(span))
            name = task_of(span)
            self.tasks[name] = max(self.tasks.get(name, (-1, "")), standing)
        if not span.parent_id and span.end > self.last_end:
            self.last_end, self.closing = span.end, span.span_id

    def counts(self) -> dict[str, int]:
        """Tasks, and of them completed, failed and skipped."""
        states = [state for _, state in self.tasks.values()]
        told = {name: states.count(name.upper()) for name in ("completed", "failed", "skipped")}
        return {"tasks": len(states), "gates": 0, **told}

    def digest(self) -> str:
        """Over the tasks and how they stand."""
        return digest_of(task_line(name, state) for name, (_, state) in self.tasks.items())


def sums_of(spans: Iterable[Span]) -> dict[str, Sum]:
    """The sums of all workflows in the file."""
    sums: dict[str, Sum] = {}
    for span in spans:
        sums.setdefault(workflow_of(span), Sum()).take(span)
    return sums
