"""``replay``: a stretch of what was told, once more: into the graph, into another iteration, or into a file."""

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Final

from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.moments import moment_in
from app.cli.noting import note_replayed
from app.cli.replay_text import replay_text
from app.cli.verb import DONE, Call, Verb
from app.desk import Desk
from app.domain.events import STREAMS, Event
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.errors import BadRequest
from app.ports import Message
from app.use_cases.post import message_of
from app.use_cases.replay import CLOCKS, Known, Reading, Selection, again, in_iteration, still_counts, taken_back
from app.wire import avro
from app.wire.jsonlines import to_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``replay`` takes."""
    parser.add_argument("--since", default="", metavar="TIME", help="from this moment on: ISO 8601 with zone, or ms")
    parser.add_argument("--until", default="", metavar="TIME", help="up to, not with, this moment")
    parser.add_argument(
        "--by", choices=CLOCKS, default="accepted", help="when learned (default), or when it happened"
    )
    parser.add_argument("--stream", default=",".join(STREAMS), metavar="NAMES", help="dde,bdv,acc (default: all)")
    parser.add_argument("--iteration", default="", metavar="NAME", help="only events of this iteration")
    parser.add_argument("--tenant", default="", help="whose events (default: MC_TENANT)")
    parser.add_argument("--type", default="*", metavar="GLOB", help="only such event types: bdv.scenario.*")
    target = parser.add_mutually_exclusive_group()
    target.add_argument("--as", dest="other", default="", metavar="ITERATION", help="into this one, as a trial")
    target.add_argument("--to", default="", metavar="FILE", help="event lines, as ingest reads them; sends nothing")
    parser.add_argument("--dry-run", action="store_true", help="count, send nothing")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for it to be taken in (60)")


def run(call: Call) -> int:
    """Read archive and log again, up to where they end now."""
    selection = _selection(call)
    with reading(call) as desk:
        replay = Replay(call, desk, selection)
        if call.arguments.to and not call.arguments.dry_run:
            return replay.into_file(Path(call.arguments.to))
        return replay.into_graph(call.arguments.other)


def _selection(call: Call) -> Selection:
    given = call.arguments
    streams = tuple(name.strip() for name in given.stream.split(",") if name.strip())
    if unknown := [name for name in streams if name not in STREAMS]:
        raise BadRequest(f"--stream takes {', '.join(STREAMS)}, found {unknown[0]!r}")
    if given.other and not given.iteration:
        raise BadRequest("--as replays one iteration as another: say which one, --iteration NAME")
    if given.other and given.other == given.iteration:
        raise BadRequest(f"--as names another iteration than --iteration, found {given.other!r} in both")
    since, until = moment_in("--since", given.since), moment_in("--until", given.until)
    if since is not None and until is not None and since >= until:
        raise BadRequest(f"--since {given.since} is not before --until {given.until}: nothing lies between them")
    return Selection(
        streams=streams or STREAMS,
        tenant=given.tenant or call.settings.tenant,
        since=since,
        until=until,
        by=given.by,
        iteration=given.iteration,
        kind=given.type,
    )


class Replay:
    """One replay: what it reads, and what it does with it."""

    def __init__(self, call: Call, desk: Desk, selection: Selection) -> None:
        self._call, self._desk, self._selection = call, desk, selection
        self._ends = desk.log.ends(STREAMS)
        self._reading = Reading(desk.log, avro.decode, selection, self._ends)
        self._known = 0
        self._missing = 0

    def into_graph(self, other: str) -> int:
        """Send what the graph lacks; with ``other`` as events of that iteration."""
        given = self._call.arguments
        caught_up(self._call, self._desk, given.wait)
        before = self._hashes()
        missing = self._lacking(other)
        if given.dry_run:
            for _ in missing:
                pass
        else:
            for _ in again(self._desk.log, missing):
                pass
            self._noted(other)
            caught_up(self._call, self._desk, given.wait)
        self._answer(before, self._hashes(), {"as": other} if other else {})
        return DONE

    def _noted(self, other: str) -> None:
        """Before its outcome is waited for: it is done."""
        named = self._selection.iteration
        scope = Scope(self._selection.tenant, other or named)
        outcome = f"{self._missing} sent, {self._known} known" + (f", of {named} as another" if other else "")
        note_replayed(self._desk, scope, outcome, self._missing)

    def into_file(self, file: Path) -> int:
        """Write the lines; the file has its name once it is whole."""
        if file.exists():
            raise BadRequest(f"{file} is there already; name a file that is not")
        everything = Selection(streams=STREAMS, tenant=self._selection.tenant)
        gone = taken_back(Reading(self._desk.log, avro.decode, everything, self._ends))
        written = 0
        unfinished = file.with_name(f"{file.name}.part")
        try:
            with closing(unfinished.open("wb")) as lines:
                for event in (found.event for found in self._followed() if still_counts(found.event, gone)):
                    _write(lines, event)
                    written += 1
            unfinished.rename(file)
        except OSError as flaw:
            raise BadRequest(f"{file} cannot be written: {flaw.strerror or flaw}") from flaw
        self._answer({}, {}, {"file": str(file), "written": written})
        return DONE

    def _lacking(self, other: str) -> Iterator[Message]:
        """The messages of events that the graph does not hold; those of no other iteration stay as they were."""
        known = Known(self._desk.graph)
        for found in self._followed():
            event = in_iteration(found.event, other) if other else found.event
            if known.holds(event):
                self._known += 1
                continue
            self._missing += 1
            known.expect(event)
            record = found.record
            yield message_of(event, avro.encode) if other else Message(record.topic, record.key, record.value)

    def _followed(self) -> Iterator[Any]:
        """The events that are meant, with a bar."""
        with self._call.terminal.progress("replay (records)", sum(self._ends.values())) as bar:
            for found in self._reading:
                yield found
                bar.at(self._reading.records)

    def _hashes(self) -> dict[Scope, str]:
        """The state of each iteration that the replay may touch."""
        given, tenant = self._call.arguments, self._selection.tenant
        name = given.other or self._selection.iteration
        scopes = [info.scope for info in self._desk.graph.scopes() if info.scope.tenant == tenant]
        return {s: state_hash(self._desk.graph.entries(s)) for s in scopes if name in ("", s.iteration)}

    def _answer(self, before: dict[Scope, str], after: dict[Scope, str], more: dict[str, Any]) -> None:
        states = [
            {"iteration": scope.iteration, "before": before.get(scope, ""), "after": found}
            for scope, found in sorted(after.items())
        ]
        document = {
            "dry_run": self._call.arguments.dry_run,
            "records": self._reading.records,
            "selected": self._reading.types.total(),
            "unreadable": self._reading.unreadable,
            "known": self._known,
            "missing": self._missing,
            "by_type": dict(self._reading.types.most_common()),
            "states": states,
        }
        self._call.terminal.answer(document | more, replay_text(document | more))


def _write(lines: IO[bytes], event: Event) -> None:
    lines.write(to_json(event) + b"\n")


REPLAY: Final = Verb(
    "replay",
    "a stretch of archive and log once more: brings in what was missed, changes nothing that is known",
    (
        "mission-control replay --since 2026-11-04T12:00:00Z --iteration shop --dry-run",
        "mission-control replay --stream bdv --type 'bdv.scenario.*'",
        "mission-control replay --iteration shop --as shop-trial",
        "mission-control replay --by valid --since 2026-11-01T00:00:00Z --to november.jsonl",
    ),
    arguments,
    run,
)
