"""A first walk through OpenLineage events: which jobs are workflows, and who needs whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from app.errors import BadFile
from app.readers.json_text import decode
from app.readers.openlineage_types import MANY, ONE, LineageEvent
from app.readers.source import Source, document, lines
from app.readers.times import zoned

STATES: Final = {
    "START": "RUNNING",
    "RUNNING": "RUNNING",
    "COMPLETE": "COMPLETED",
    "FAIL": "FAILED",
    "ABORT": "FAILED",
}


class Read(NamedTuple):
    """An event of the file with its valid time; ``place`` says where it stands, ``number`` counts from 0."""

    event: LineageEvent
    at: int
    place: str
    number: int


def events_of(source: Source) -> Iterator[Read]:
    """The events of the file: JSON lines, an array, or one object. Raises BadFile with line or path."""
    if _is_lines(source):
        for index, (number, line) in enumerate(lines(source)):
            place = f"line {number}"
            yield _checked(decode(line, ONE, place), place, index)
        return
    text = document(source)
    if text.lstrip()[:1] == b"[":
        many: list[LineageEvent] = decode(text, MANY)
        for index, event in enumerate(many):
            yield _checked(event, f"$[{index}]", index)
    else:
        yield _checked(decode(text, ONE), "$", 0)


def _is_lines(source: Source) -> bool:
    """Whether the first line is an object of its own."""
    _, first = next(lines(source), (0, b""))
    return first.startswith(b"{") and first.endswith(b"}")


def _checked(event: LineageEvent, place: str, number: int) -> Read:
    if event.run is not None and event.job is None:
        raise BadFile("a run without its job", f"{place} job")
    if event.job is None and event.dataset is None:
        raise BadFile("neither a run nor a job nor a dataset", place)
    return Read(event, zoned(event.event_time, f"{place} eventTime"), place, number)


@dataclass
class JobSeen:
    """What the file says of a task as a whole."""

    name: str
    inputs: set[str] = field(default_factory=set)
    outputs: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)
    runs: dict[str, int] = field(default_factory=dict)
    """Per run its number, in order of appearance: the attempts at the task."""


class Standing(NamedTuple):
    """How the file leaves a task: since when, in which state, and in which run of its parent."""

    at: int
    state: str
    parent: str


@dataclass
class LineageSurvey:
    """The jobs of the file. ``workflows`` are jobs that others name as parent and that have none themselves."""

    jobs: dict[str, JobSeen] = field(default_factory=dict)
    workflows: set[str] = field(default_factory=set)
    producers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    standing: dict[str, Standing] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    """Tasks of which some run completed."""
    declared: set[str] = field(default_factory=set)
    """Datasets that have an event of their own."""

    def depends_on(self, job: str) -> list[str]:
        """The tasks that this one needs: those that write what it reads, and those that it names."""
        seen = self.jobs[job]
        writers = {task for dataset in seen.inputs for task in self.producers.get(dataset, ())}
        return sorted(((writers | seen.needs) & self.jobs.keys()) - {job} - self.workflows)


def survey(found: Iterable[Read]) -> LineageSurvey:
    """Walk through the file once."""
    seen = LineageSurvey()
    parents: set[str] = set()
    children: set[str] = set()
    for event, at, *_ in found:
        if event.dataset is not None and event.job is None:
            seen.declared.add(event.dataset.id)
        if event.job is None:
            continue
        key = event.job.id
        job = seen.jobs.setdefault(key, JobSeen(event.job.name))
        _note_data(seen, job, event)
        if event.run is not None:
            _note_run(job, event, key, parents, children)
            _note_standing(seen, event, at)
        if event.job.facets.job_type and (event.job.facets.job_type.job_type or "").upper() == "DAG":
            parents.add(key)
    seen.workflows = (parents - children) & seen.jobs.keys()
    return seen


def _note_data(seen: LineageSurvey, job: JobSeen, event: LineageEvent) -> None:
    assert event.job is not None
    job.inputs.update(data.id for data in event.inputs or ())
    for data in event.outputs or ():
        job.outputs.add(data.id)
        seen.producers[data.id].add(event.job.id)


def _note_run(job: JobSeen, event: LineageEvent, key: str, parents: set[str], children: set[str]) -> None:
    assert event.run is not None
    job.runs.setdefault(str(event.run.run_id), len(job.runs) + 1)
    facets = event.run.facets
    if facets.parent:
        parents.add(f"{facets.parent.job.namespace}/{facets.parent.job.name}")
        children.add(key)
    for needed in facets.job_dependencies.upstream if facets.job_dependencies else ():
        job.needs.add(f"{needed.job.namespace}/{needed.job.name}")


def _note_standing(seen: LineageSurvey, event: LineageEvent, at: int) -> None:
    assert event.run is not None and event.job is not None
    state = STATES.get(event.event_type)
    known = seen.standing.get(event.job.id)
    if state == "COMPLETED":
        seen.completed.add(event.job.id)
    if state and (known is None or known.at <= at):
        parent = event.run.facets.parent
        seen.standing[event.job.id] = Standing(at, state, str(parent.run.run_id) if parent else "")
