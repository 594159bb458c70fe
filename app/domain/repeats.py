"""Tasks that two sources tell of: as part of a workflow's run, and once more by themselves.

GitHub tells of each job of its Actions twice, where both are subscribed: as a job, and as a check. Both name the
same check run (``told_as``). The one that belongs to a workflow counts; the other is no task of its own, but
stands in for a job that nobody told of.
"""

from collections.abc import Iterable

from app.domain.graph import Node


def repeats(tasks: Iterable[Node]) -> frozenset[str]:
    """The keys of tasks that repeat what a workflow's own task says."""
    named = [
        (node.id.key, node.get("told_as"), bool(node.get("workflow"))) for node in tasks if "told_as" in node.props
    ]
    whole = {alias for _, alias, owned in named if owned}
    return frozenset(key for key, alias, owned in named if not owned and alias in whole)
