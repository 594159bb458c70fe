"""A snapshot put in place: checked first, then switched to, then gone on from where it stands in the log.

Until the switch nothing has changed, whenever the process dies; after it readers see the restored graph, and the
worker takes in what the log holds beyond it.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import msgspec

from app.desk import Desk
from app.domain.events import STREAMS, TOPICS
from app.errors import BadRequest, SetupError
from app.ports import Archive, Batch, Copies, EventLog, GraphStore, Manifest
from app.use_cases import snapshots
from app.use_cases.audit import AUDIT
from app.use_cases.progress import CONSUMER
from app.use_cases.snapshots import ANOTHER, GRAPH_READERS, MEASURES, SAME, SEARCH, Follow
from workers.lock import only_one
from workers.readers import FOLLOWERS


class Restored(msgspec.Struct, frozen=True):
    """How it went: what the file says, how the log here stands to it (see ``use_cases.snapshots``), how many of its
    records are not here and how many there are beyond it, whether the graph is in use now, and whether
    measures, search and audit log are."""

    manifest: Manifest
    standing: str
    missing: int
    beyond: int
    switched: bool = False
    others: bool = False


def restore(desk: Desk, folder: Path, file: Path, follow: Follow, *, dry_run: bool, merge: bool) -> Restored:
    """Check the file, and put its stores in place of those in the data ``folder``.

    Raises BadFile, SchemaTooNew; BadRequest when the log here is another one, unless both are to be merged.
    """
    manifest = desk.snapshots.manifest(file)
    with desk.snapshots.unpacked(file) as copies:
        snapshots.check(copies, manifest, follow)
        standing = snapshots.standing(desk.log, manifest)
        counts = _counts(desk.log, manifest, standing)
        if standing == ANOTHER and not merge and not dry_run:
            raise BadRequest(
                f"the log in {folder} is not the one that {file} was made of: --merge takes in all that it holds "
                "on top of the snapshot; or restore it into an empty folder (MC_DATA)"
            )
        if dry_run:
            return Restored(manifest, standing, *counts)
        if standing != SAME:
            _read_from_the_start(copies, manifest)
        _no_further(copies, desk.log)
        _after_the_archive(desk.log, desk.archive, copies.graph)
        others = _put_in_place(desk, folder, copies)
    return Restored(manifest, standing, *counts, switched=True, others=others)


def _counts(log: EventLog, manifest: Manifest, standing: str) -> tuple[int, int]:
    """How many of the snapshot's records are not here, and how many here are not in it."""
    positions = manifest.positions.get(CONSUMER, {}) if standing == SAME else {}
    beyond = sum(end - positions.get(name, 0) for name, end in log.ends(STREAMS).items())
    return 0 if standing == SAME else snapshots.missing(log, manifest), beyond


def _read_from_the_start(copies: Copies, manifest: Manifest) -> None:
    """Positions mean nothing on another log; kept, they would have its first records passed over."""
    start = {name: dict.fromkeys(places, 0) for name, places in manifest.positions.items()}
    for name in GRAPH_READERS:
        copies.graph.append(Batch(name, start.get(name, {}), []))
    copies.metrics.record(MEASURES, start.get(MEASURES, {}), [])
    copies.search.index(SEARCH, start.get(SEARCH, {}), [])
    copies.audit.record(AUDIT, copies.audit.positions(AUDIT), start.get(AUDIT, {}), [])


def _no_further(copies: Copies, log: EventLog) -> None:
    """The audit log follows the log alone, and may have been ahead of the graph when it was copied; it has to read
    what this log holds beyond its own end."""
    ends, stands = log.ends(TOPICS), copies.audit.positions(AUDIT)
    bounded = {name: min(place, ends.get(name, 0)) for name, place in stands.items()}
    copies.audit.record(AUDIT, stands, bounded, [])


def _after_the_archive(log: EventLog, archive: Archive, graph: GraphStore) -> None:
    """An archive may have come without its log: what is taken in from now on goes on after it."""
    archived: Mapping[str, int] = archive.ends(STREAMS)
    ends = log.ends(STREAMS)
    if any(ends.get(name, 0) < end for name, end in archived.items()):
        log.begin(archived, max((info.last_accepted for info in graph.scopes()), default=0))


def _put_in_place(desk: Desk, folder: Path, copies: Copies) -> bool:
    """The graph always; the other stores when no worker has its place in them in mind. Whether these were."""
    with ExitStack() as held:
        try:
            for follower in FOLLOWERS:
                held.enter_context(only_one(folder, follower.name))
            free = True
        except SetupError:
            free = False
        name = desk.snapshots.put_graph(copies)
        with desk.builds.held():
            desk.builds.switch(name)
        if free:
            desk.snapshots.put_others(copies)
    return free
