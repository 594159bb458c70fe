"""A folder with a timeline (timeline.csv, and per tag a graph and contract results) → ACC events.

``timeline.csv`` names number, tag, commit and date; beside it lie ``NN-tag.graph.json`` and, per set of
contracts, ``NN-tag.<set>.contracts.json``. One analysis per tag, at its commit's date and in order of
dates (backports are tagged out of order of versions):

==============================  =================================================================
a row                           ``acc.commit.seen`` with commit and tag
the first graph                 ``acc.graph.built``
later graphs                    ``acc.graph.changed`` with what differs; a new full graph only where a rule or a
                                component is gone
contracts                       rules named ``set: contract``, BLOCKING, loaded when something about them changes
what breaks, and no longer      ``acc.violation.detected`` and ``.resolved``, ``acc.cycle.detected`` and ``.resolved``
==============================  =================================================================

Two sets are usual: ``own``, the contracts as they stood at that tag, and ``fixed``, today's contracts
held against the past. Both count: what the code base had agreed on, and one yardstick along the whole
line. A contract about a package that did not exist yet asks nothing of that tag: it is left out there and
named in the manifest's metadata (``not_there_yet``), except in the ``own`` set, where it is a fault and
stays ``could_not_run``. Cycles of the first tag are the baseline; later ones are new.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

from app.domain.architecture import Baseline, Code
from app.domain.architecture.cycles import strongly_connected
from app.domain.events import Event
from app.errors import BadFile
from app.readers.contract_results import Results
from app.readers.graph_picture import Picture, code_of, graph_from, picture_of, root_of
from app.readers.graph_story import Moment, Story
from app.readers.origin import Origin, Stamp
from app.readers.source import Source, document
from app.readers.times import zoned

FORMAT: Final = "import-graph-timeline"
INDEX: Final = "timeline.csv"
OWN: Final = "own"
_NEEDED: Final = ("n", "tag", "commit", "date")


@dataclass(frozen=True)
class Timeline:
    """The files of the folder by name."""

    files: Mapping[str, Source]

    @property
    def size(self) -> int:
        """Bytes altogether."""
        return sum(file.size for file in self.files.values())


class Row(NamedTuple):
    """A tag of the timeline; ``stem`` is how the names of its files begin."""

    at: int
    stem: str
    tag: str
    commit: str
    place: str


def is_index(head: bytes) -> bool:
    """Whether a file that begins like this is the index of a timeline."""
    names = head.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf").strip().split(b",")
    return all(name.encode() in names for name in (*_NEEDED, "modules", "edges"))


def read_timeline(timeline: Timeline, origin: Origin) -> Iterator[Event]:
    """The events of all tags, oldest first. Raises BadFile naming file and place."""
    story: Story | None = None
    known = Baseline()
    for row in rows(timeline):
        graph_file = _file(timeline, f"{row.stem}.graph.json", row)
        with _named(graph_file.name):
            graph = graph_from(graph_file)
        code = code_of(graph)
        if story is None:
            manifest = f"{root_of(graph)}: import graph"
            story = Story(Stamp(origin, FORMAT, _mark(manifest)), manifest)
            known = Baseline(tuple(map(frozenset, strongly_connected(code.needs()))))
        name = f"{row.tag} {row.commit}"
        yield from story.tell(_picture(timeline, row, code, known), Moment(row.at, name, row.commit, row.tag))


def _mark(manifest: str) -> str:
    """Ids hang on the code base and the commit, not on the folder: a longer timeline adds only what is new."""
    return hashlib.sha256(manifest.encode()).hexdigest()


def rows(timeline: Timeline) -> list[Row]:
    """The tags in order of date. Raises BadFile naming line and field."""
    text = document(timeline.files[INDEX]).decode("utf-8", "replace")
    reader = csv.DictReader(text.splitlines())
    if missing := [name for name in _NEEDED if name not in (reader.fieldnames or ())]:
        raise BadFile(f"the column {missing[0]} is missing", f"{INDEX} line 1")
    found = [_row(fields, f"{INDEX} line {reader.line_num}") for fields in _fields(reader)]
    if not found:
        raise BadFile("the timeline has no rows", INDEX)
    return sorted(found)


def _fields(reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as flaw:
        raise BadFile(f"not to be read as CSV: {flaw}", f"{INDEX} line {reader.line_num}") from flaw


def _row(fields: Mapping[str, str | None], place: str) -> Row:
    number, tag, commit, date = (str(fields.get(name) or "").strip() for name in _NEEDED)
    if not (number.isdecimal() and tag and commit):
        raise BadFile("number, tag and commit are needed", place)
    return Row(zoned(date, place), f"{int(number[:9]):02d}-{tag}", tag[:200], commit[:80], place)


def _file(timeline: Timeline, name: str, row: Row) -> Source:
    if name not in timeline.files:
        raise BadFile(f"{name} is missing beside it", row.place)
    return timeline.files[name]


def _picture(timeline: Timeline, row: Row, code: Code, known: Baseline) -> Picture:
    results: list[Results] = []
    not_there: list[str] = []
    for name in sorted(timeline.files):
        label = name.removeprefix(f"{row.stem}.").removesuffix(".contracts.json")
        if name != f"{row.stem}.{label}.contracts.json":
            continue
        with _named(timeline.files[name].name):
            found = Results.read(timeline.files[name], label)
        if label != OWN:
            found, gone = found.without_places()
            not_there += gone
        results.append(found)
    return picture_of(code, results, known, not_there)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """A refusal inside one of the files says in which."""
    try:
        yield
    except BadFile as flaw:
        raise BadFile(flaw.reason, f"{name} {flaw.place}".strip()) from flaw
