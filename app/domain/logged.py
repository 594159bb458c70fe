"""How a line of a log is named: it is no node of the graph, it is found and leads to the task that wrote it."""

from typing import Final, NamedTuple

from app.domain import identity, labels
from app.domain.graph import NodeId

LOG: Final = "Log"
"""The kind of what is found when a line is found."""


class Logged(NamedTuple):
    """Where a line comes from; each part may be empty."""

    task: str
    trace_id: str
    span_id: str

    def uid(self, *told: str) -> str:
        """``Log/task/trace/span/digest`` of what was told: the same for the same line sent twice."""
        return f"{LOG}/{'/'.join(self)}/{identity.derived_id(self.trace_id, self.span_id, *told)}"

    @property
    def task_uid(self) -> str:
        """The uid of the task, empty when nobody said which."""
        return NodeId(labels.TASK, self.task).uid if self.task else ""


def logged(uid: str) -> Logged | None:
    """The line's place, read from its uid; None for what is no line of a log."""
    label, key = NodeId.parse(uid)
    if label != LOG:
        return None
    parts = key.rsplit("/", 3)
    return Logged(*parts[:3]) if len(parts) == 4 else Logged(key.rpartition("/")[0], "", "")


def leads_to(uid: str) -> NodeId:
    """The node that a uid names; a line of a log leads to its task."""
    line = logged(uid)
    return NodeId(labels.TASK, line.task) if line else NodeId.parse(uid)
