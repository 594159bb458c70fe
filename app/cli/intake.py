"""Files → log: reads them, sends their events as one batch, and says which streams they feed."""

import argparse
import os
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from app.cli.belonging import Belonging, belonging
from app.cli.terminal import Terminal
from app.desk import Desk
from app.domain.events import Event
from app.domain.graph import Scope
from app.errors import BadRequest
from app.readers.cucumber_attachments import Place
from app.readers.folder import OriginFor, Outcome, read_paths, total_size
from app.readers.origin import Origin
from app.use_cases.declare import Fed, declaration, tagged_requirements, unsaid
from app.use_cases.post import send_all
from app.use_cases.undo import anew, times_undone
from app.wire.avro import encode

MEGABYTE: Final = 1_000_000


class Intake:
    """One ingest. Without a desk nothing is sent (a dry run)."""

    def __init__(self, desk: Desk | None, batch_id: str, streams: Sequence[str]) -> None:
        self._desk = desk
        self._batch_id = batch_id
        self._streams = streams
        self.outcomes: list[Outcome] = []
        self.fed: dict[Scope, Fed] = {}
        self._undone: dict[Scope, int] = {}
        self._unsaid: dict[Scope, bool] = {}

    def read(self, paths: Sequence[Path], origin_for: OriginFor, terminal: Terminal) -> None:
        """Read everything under these paths, one line per file, and send it. Raises BadRequest for nothing at all."""
        with terminal.progress("ingest (MB)", total_size(paths) / MEGABYTE) as bar:
            for outcome in read_paths(paths, origin_for, lambda _, size: bar.by(size / MEGABYTE)):
                self.outcomes.append(outcome)
                self._send(outcome)
                terminal.note(line_of(outcome))
        if not self.outcomes:
            raise BadRequest(f"there is no file in {', '.join(map(str, paths))}")
        self._declare()

    def _send(self, outcome: Outcome) -> None:
        events = self._noted(outcome)
        if self._desk is None:
            for _ in events:
                pass
            return
        send_all(self._desk.log, encode, events)

    def _noted(self, outcome: Outcome) -> Iterator[Event]:
        for event in outcome.events:
            if not event.iteration_id:
                raise BadRequest(
                    f"{outcome.path} lies in no repository; say where it belongs: --project NAME or --iteration NAME"
                )
            scope = Scope(event.tenant_id, event.iteration_id)
            if self._desk is not None and scope not in self._unsaid:
                self._unsaid[scope] = unsaid(self._desk.graph, scope)
            self.fed.setdefault(scope, Fed(event.timestamp, set())).note(event)
            yield self._anew(scope, event)

    def _anew(self, scope: Scope, event: Event) -> Event:
        if self._desk is not None and scope not in self._undone:
            self._undone[scope] = times_undone(self._desk.graph, scope)
        return anew(event, self._undone.get(scope, 0))

    def _declare(self) -> None:
        if self._desk is None:
            return
        for scope, fed in sorted(self.fed.items()):
            declared = declaration(scope, fed, self._streams, self._batch_id, unsaid=self._unsaid[scope])
            events = [*tagged_requirements(scope, fed, self._batch_id), *([declared] if declared else [])]
            send_all(self._desk.log, encode, [self._anew(scope, event) for event in events])


def origins(given: argparse.Namespace, tenant: str, batch_id: str, keep: Place | None = None) -> OriginFor:
    """Where each file belongs: as said, else as CI says, else as the repository around it says."""
    home_of = cache(partial(_home, given, tenant))

    def origin_for(path: Path, modified_ms: int) -> Origin:
        return replace(
            home_of(path.resolve().parent).origin(batch_id),
            source_file=path.name,
            modified_ms=modified_ms,
            full_run=given.full_run,
            assumed=not (given.project or given.iteration),
            keep=keep,
        )

    return origin_for


def _home(given: argparse.Namespace, tenant: str, folder: Path) -> Belonging:
    """Where a folder's files belong. Events may say that themselves; those that do not are refused when sent."""
    try:
        return belonging(given, folder, tenant, os.environ)
    except BadRequest:
        return Belonging(given.tenant or tenant, "", "", given.commit)


def line_of(outcome: Outcome) -> str:
    """What became of a file, in one line."""
    if outcome.state == "read":
        said = f" ({outcome.reason})" if outcome.reason else ""
        return f"read     {outcome.path}: {outcome.format}, {outcome.count} events{said}"
    place = f"{outcome.place}: " if outcome.place else ""
    return f"{outcome.state:<8} {outcome.path}: {place}{outcome.reason}"
