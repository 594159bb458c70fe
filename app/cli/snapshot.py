"""``snapshot``: graph, measures, search and audit log in one file; to keep, to take elsewhere, to put back."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec

from app.cli.actions import add_actions
from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.noting import note_restored
from app.cli.snapshot_text import listed_text, manifest_document, restored_document, restored_text
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.desk import Desk
from app.domain.moments import iso
from app.errors import BadFile, BadRequest, SchemaTooNew
from app.ports import Manifest
from app.use_cases.snapshots import described
from app.wiring import open_desk
from workers.lock import only_one
from workers.restore import restore

SUFFIX: Final = ".mcsnap"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``snapshot`` takes."""
    add_actions(
        parser,
        {
            "export": ("write what is kept now into one file, while it is in use", _export_arguments),
            "restore": ("check a file and put it in place; then go on from where it stands", _restore_arguments),
            "list": (f"the *{SUFFIX} files of a folder, and the daily backups", _list_arguments),
        },
    )


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=f"such as monday{SUFFIX}; must not be there yet")


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what snapshot export wrote")
    parser.add_argument("--dry-run", action="store_true", help="check it and say what would be, change nothing")
    parser.add_argument("--merge", action="store_true", help="onto another log: take in all that it holds as well")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for what follows it (60)")


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", metavar="FOLDER", default=".", help="where the files lie (here)")
    parser.add_argument("--check", action="store_true", help="read every file to its end and compare its digests")


def run(call: Call) -> int:
    """Export, restore or list."""
    acts = {"export": _export, "restore": _restore, "list": _list}
    act = acts.get(call.arguments.action)
    if act is None:
        raise BadRequest("snapshot takes what to do: export FILE, restore FILE or list")
    return act(call)


def _export(call: Call) -> int:
    file = Path(call.arguments.file)
    if file.exists():
        raise BadRequest(f"{file} is there already; name a file that is not")
    if not file.absolute().parent.is_dir():
        raise BadRequest(f"there is no folder {file.absolute().parent} to write {file.name} into")
    with (
        _alone(call) as desk,
        call.terminal.progress("export (iterations)", None) as bar,
        desk.snapshots.copied() as copies,
    ):
        manifest = described(copies, desk.log, version("mission-control"), desk.clock(), lambda _scope: bar.by(1))
        written = desk.snapshots.write(file, copies, manifest)
    document = {"file": str(file), "size": file.stat().st_size, **manifest_document(written)}
    size = f"{document['size'] / 1e6:.1f} MB"
    said = f"{file}: {size}, {len(written.iterations)} iterations, as known at {iso(written.made_at)}"
    call.terminal.answer(document, said)
    return DONE


def _restore(call: Call) -> int:
    given = call.arguments
    with _alone(call) as desk:
        with call.terminal.progress("check (iterations)", None) as bar:
            done = restore(
                desk,
                call.settings.data,
                Path(given.file),
                lambda _scope: bar.by(1),
                dry_run=given.dry_run,
                merge=given.merge,
            )
        if done.switched:
            known = f"as known at {iso(done.manifest.made_at)}, {len(done.manifest.iterations)} iterations"
            note_restored(desk, Path(given.file).name, known, done.beyond)
            caught_up(call, desk, given.wait)
    call.terminal.answer(restored_document(done), restored_text(done))
    return DONE


@contextmanager
def _alone(call: Call) -> Iterator[Desk]:
    """A desk for somebody who copies or exchanges stores, of whom there is one at a time."""
    with ExitStack() as held:
        desk = open_desk(call.settings, "writer")
        held.callback(desk.close)
        for name in ("snapshot", "rebuild"):
            held.enter_context(only_one(call.settings.data, name))
        yield desk


def _list(call: Call) -> int:
    folder, whole = Path(call.arguments.folder), call.arguments.check
    if not folder.is_dir():
        raise BadRequest(f"there is no folder {folder}")
    with _alone(call) if whole else reading(call) as desk:
        files = [_about(desk, file, whole) for file in sorted(folder.glob(f"*{SUFFIX}"))]
        backups = [msgspec.structs.asdict(info) | {"made_at": iso(info.made_at)} for info in desk.backups.listed()]
    call.terminal.answer({"snapshots": files, "backups": backups}, listed_text(files, backups))
    return REFUSED if any("flaw" in one for one in files) and whole else DONE


def _about(desk: Desk, file: Path, whole: bool) -> dict[str, Any]:
    """What a file says of itself, or what is wrong with it; ``whole``: with all that is behind its manifest."""
    document: dict[str, Any] = {"file": str(file), "size": file.stat().st_size, "digests_checked": whole}
    try:
        manifest: Manifest = desk.snapshots.manifest(file)
        if whole:
            with desk.snapshots.unpacked(file):
                pass
    except (BadFile, SchemaTooNew) as flaw:
        return document | {"flaw": str(flaw)}
    return document | manifest_document(manifest)


SNAPSHOT: Final = Verb(
    "snapshot",
    "all that was made of the log in one file: export it, restore it, go on from there",
    (
        f"mission-control snapshot export monday{SUFFIX}",
        f"mission-control snapshot restore monday{SUFFIX} --dry-run",
        f"mission-control snapshot restore monday{SUFFIX}",
        "mission-control snapshot list --check",
    ),
    arguments,
    run,
)
