"""A workflow as somebody recorded it: what every engine that keeps a history says, in one shape.

:mod:`.telling` makes events of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from app.domain.digest import artifact_line, digest_of, gate_line, task_line
from app.domain.identity import artifact_key, gate_key

ENDED: Final = ("COMPLETED", "FAILED", "SKIPPED")
BEGUN: Final = ("RUNNING", "COMPLETED", "FAILED")


class Try(NamedTuple):
    """A try that was followed by another: when it began (where that is known) and failed, in ms, and why."""

    start: int | None
    end: int
    error: str = ""


class Check(NamedTuple):
    """A gate of a task; ``status`` is PASSED, FAILED or SKIPPED."""

    name: str
    status: str
    severity: str = "BLOCKING"
    message: str = ""
    value: float | None = None
    type: str = "node_completion"


class Output(NamedTuple):
    """Something a task made."""

    name: str
    size: int = 0
    type: str = "file"
    sha256: str = ""


class Step(NamedTuple):
    """A task as the recording leaves it. Times are ms; ``start`` is of the last try.

    ``status`` is PENDING, RUNNING, RETRYING, COMPLETED, FAILED or SKIPPED. ``told_as`` is an id that another
    report of the same work names as well; ``log`` the address of what it printed.
    """

    task_id: str
    name: str
    status: str
    start: int | None = None
    end: int | None = None
    kind: str = "ACTION"
    needs: tuple[str, ...] = ()
    tries: tuple[Try, ...] = ()
    agent: str = ""
    error: str = ""
    condition: str = ""
    checks: tuple[Check, ...] = ()
    outputs: tuple[Output, ...] = ()
    told_as: str = ""
    log: str = ""


class Recording(NamedTuple):
    """A run of a workflow. ``workflow`` names what is run again and again, ``run`` this one run of it.

    ``status`` is RUNNING, COMPLETED or FAILED. ``whole`` says that a run does all there is to do: then what only
    an older run told of no longer counts. ``framed``: the workflow's own beginning and end are told too;
    ``summed``: all of its tasks are at hand, so that its end sums them up.
    """

    workflow: str
    run: str
    status: str
    start: int
    end: int
    steps: tuple[Step, ...]
    error: str = ""
    failed_step: str = ""
    whole: bool = True
    framed: bool = True
    summed: bool = True
    metadata: Mapping[str, str] = {}


def counts_of(steps: Sequence[Step]) -> dict[str, int]:
    """How many tasks, gates and artifacts there are, and how many tasks stand how (R-30)."""
    states = [step.status for step in steps]
    counts = {"tasks": len(steps), "gates": sum(len(step.checks) for step in steps if step.status in ENDED)}
    counts["artifacts"] = sum(len({output.name for output in step.outputs}) for step in steps if made(step))
    return counts | {name.lower(): states.count(name) for name in ENDED}


def digest_of_steps(steps: Sequence[Step]) -> str:
    """Over how each task and gate stands, and over what was made."""
    return digest_of(line for step in steps for line in _lines(step))


def made(step: Step) -> bool:
    """Whether its outputs are there."""
    return step.status == "COMPLETED"


def _lines(step: Step) -> Iterator[str]:
    yield task_line(step.task_id, step.status)
    for check in step.checks if step.status in ENDED else ():
        yield gate_line(gate_key(step.task_id, check.name), check.status, check.severity)
    for output in step.outputs if made(step) else ():
        yield artifact_line(artifact_key(step.task_id, output.name), output.sha256)
