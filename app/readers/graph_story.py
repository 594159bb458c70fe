"""From one picture of an architecture to the next, as events.

A first picture is told in full and opens a generation. Later ones tell what differs, within it. Only
where a rule or a component is gone a new generation is opened and told in full, because nothing else
takes those away.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec

from app.domain.events import Event
from app.domain.payloads import Payload, acc
from app.domain.payloads.common import CommitSeen
from app.readers.graph_picture import Picture
from app.readers.origin import Stamp
from app.readers.times import believable

MOST_ITEMS: Final = 500
"""How many modules or imports one event carries at most."""

IMPORT_GRAPH: Final = "import graph"

GUESSED: Final = {"file_path": "paths of files follow from the names of modules"}

T = TypeVar("T")


class Moment(msgspec.Struct, frozen=True):
    """When a picture was so, of which commit and tag it is, and what to remark about it."""

    at: int
    name: str
    commit: str = ""
    tag: str = ""
    remarks: Mapping[str, str] = {}


class Story:
    """Tells pictures of one code base, oldest first, under the manifest ``manifest``.

    ``origin`` says where the rules come from; file paths are guesses where that is an import graph.
    """

    def __init__(self, stamp: Stamp, manifest: str, origin: str = IMPORT_GRAPH) -> None:
        self._stamp, self._manifest, self._origin = stamp, manifest, origin
        self._before: Picture | None = None
        self._generation = self._analysis = ""
        self._moment = Moment(0, "")
        self._count = 0

    def tell(self, now: Picture, moment: Moment) -> Iterator[Event]:
        """The events that lead to this picture."""
        before = self._before
        self._before, self._moment, self._count = now, moment, 0
        self._analysis = f"{self._manifest}@{moment.name}"
        full = before is None or _something_gone(before, now)
        if full:
            self._generation = self._analysis
        base = None if full else before
        if moment.tag:
            seen = CommitSeen(commit=moment.commit, title=moment.tag, tag=moment.tag)
            yield self._event("acc.commit.seen", moment.commit, seen)
        yield self._started()
        yield from self._manifest_events(base, now)
        yield from self._graph(base, now)
        yield from self._findings(before, base, now)
        yield self._completed(now)

    def _event(self, event_type: str, node: str, payload: Payload, remarks: Mapping[str, str] | None = None) -> Event:
        self._count += 1
        moment = self._moment
        return self._stamp.event(
            event_type,
            believable(moment.at, moment.name),
            node,
            payload,
            natural=f"{moment.name}|{self._count}|{msgspec.json.encode(payload).decode()}",
            correlation_id=self._analysis,
            commit=moment.commit,
            metadata=remarks,
        )

    def _started(self) -> Event:
        payload = acc.AnalysisStarted(
            analysis_id=self._analysis, manifest_name=self._manifest, generation=self._generation
        )
        return self._event("acc.analysis.started", self._manifest, payload, self._moment.remarks)

    def _completed(self, now: Picture) -> Event:
        payload = acc.AnalysisCompleted(
            analysis_id=self._analysis,
            manifest_name=self._manifest,
            generation=self._generation,
            counts=now.counts(),
            digest=now.digest(),
        )
        return self._event("acc.analysis.completed", self._manifest, payload, self._moment.remarks)

    def _manifest_events(self, base: Picture | None, now: Picture) -> Iterator[Event]:
        rules = _new(base.rules if base else {}, now.rules)
        components = _new(base.components if base else {}, now.components)
        if rules or components:
            payload = acc.ManifestLoaded(
                manifest_name=self._manifest,
                generation=self._generation,
                components=components,
                rules=rules,
                origin=self._origin,
                proposed=len(now.rules) == 1,
            )
            remarks = {"not_there_yet": "; ".join(now.not_there)} if now.not_there else {}
            yield self._event("acc.manifest.loaded", self._manifest, payload, remarks)

    def _graph(self, base: Picture | None, now: Picture) -> Iterator[Event]:
        modules = _new(base.modules if base else {}, now.modules)
        imports = _new(base.imports if base else {}, now.imports)
        lists: dict[str, list[Any]] = {"modules": modules, "imports": imports}
        if base:
            lists["removed_imports"] = [list(link) for link in sorted(base.imports.keys() - now.imports.keys())]
            lists["removed_modules"] = sorted(base.modules.keys() - now.modules.keys())
        name, kind = ("acc.graph.changed", acc.GraphChanged) if base else ("acc.graph.built", acc.GraphBuilt)
        for fields in _parts(lists):
            payload = kind(analysis_id=self._analysis, generation=self._generation, **fields)
            yield self._event(name, self._manifest, payload, GUESSED if self._origin == IMPORT_GRAPH else None)

    def _findings(self, before: Picture | None, base: Picture | None, now: Picture) -> Iterator[Event]:
        """Resolved is what was there before; detected is what the base, from which the story goes on, lacks."""
        old = before or now
        for key in sorted(old.violations.keys() - now.violations.keys()):
            yield self._event("acc.violation.resolved", key, acc.ViolationResolved(violation_id=key))
        for key in sorted(old.cycles.keys() - now.cycles.keys()):
            yield self._event("acc.cycle.resolved", key, acc.CycleResolved(cycle_id=key))
        for violation in _new(base.violations if base else {}, now.violations):
            detected = msgspec.structs.replace(violation, generation=self._generation)
            yield self._event("acc.violation.detected", violation.violation_id, detected)
        for cycle in _new(base.cycles if base else {}, now.cycles):
            found = msgspec.structs.replace(cycle, generation=self._generation)
            yield self._event("acc.cycle.detected", cycle.cycle_id, found)


def _something_gone(before: Picture, now: Picture) -> bool:
    return bool(before.rules.keys() - now.rules.keys() or before.components.keys() - now.components.keys())


def _new(before: Mapping[Any, T], now: Mapping[Any, T]) -> list[T]:
    """What was not there, or not like this, in order of identity."""
    return [now[key] for key in sorted(now) if before.get(key) != now[key]]


def _parts(lists: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, list[Any]]]:
    """The lists side by side, each in pieces of at most 500."""
    longest = max(len(items) for items in lists.values())
    for start in range(0, longest, MOST_ITEMS):
        yield {name: list(items[start : start + MOST_ITEMS]) for name, items in lists.items()}
