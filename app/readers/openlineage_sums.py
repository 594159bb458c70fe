"""What a workflow of OpenLineage events sums up at its end (R-30)."""

from collections.abc import Iterator

from app.domain.digest import artifact_line, digest_of, task_line
from app.domain.identity import artifact_key
from app.readers.openlineage_survey import LineageSurvey

UNKNOWN_PRODUCER = "unknown producer"


def sum_of(seen: LineageSurvey, run: str) -> tuple[dict[str, int], str]:
    """Counts and digest over the tasks that name this run as parent, as the file leaves them.

    Where the file has one workflow only, all of its tasks are the workflow's.
    """
    alone = len(seen.workflows) == 1
    tasks = dict(_tasks(seen, "" if alone else run))
    written = {key for task in tasks for key in _written(seen, task)}
    if alone:
        written |= {artifact_key(task, name) for name in seen.declared for task in writers(seen, name)}
    counts = {"tasks": len(tasks), "artifacts": len(written), "gates": 0, "skipped": 0}
    for status in ("completed", "failed"):
        counts[status] = sum(state == status.upper() for state in tasks.values())
    lines = [task_line(task, state) for task, state in tasks.items()]
    return counts, digest_of(lines + [artifact_line(key, "") for key in written])


def _tasks(seen: LineageSurvey, run: str) -> Iterator[tuple[str, str]]:
    """The tasks under a run of their parent (empty: all), each with its state."""
    for task in seen.jobs.keys() - seen.workflows:
        standing = seen.standing.get(task)
        if not run or (standing and standing.parent == run):
            yield task, standing.state if standing else "PENDING"


def _written(seen: LineageSurvey, task: str) -> Iterator[str]:
    if task in seen.completed:
        for name in seen.jobs[task].outputs:
            yield artifact_key(task, name)


def writers(seen: LineageSurvey, dataset: str) -> list[str]:
    """The tasks that write a dataset; nobody the file knows is *unknown producer*."""
    return sorted(seen.producers.get(dataset, set()) - seen.workflows) or [UNKNOWN_PRODUCER]
