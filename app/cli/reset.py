"""``reset``: start anew. Deletes what Mission Control keeps in its data folder, and nothing else there."""

import argparse
import sys
from pathlib import Path
from typing import Final

from app.cli.up import LOCK, RUNNING
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.errors import SetupError
from app.scan.pack import CACHE
from app.seeding import FILE
from app.wiring.places import STORES
from workers.lock import is_held
from workers.roles import NAMES

WRITERS: Final = (LOCK, *NAMES, "seed", "rebuild", "snapshot")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``reset`` takes."""
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(call: Call) -> int:
    """Delete, if nobody works there and the person means it."""
    folder = call.settings.data
    mine = _files(folder)
    if busy := [name for name in WRITERS if mine and is_held(folder, name)]:
        raise SetupError(f"{busy[0]} works on {folder}; end it first (Ctrl-C where it runs)")
    if mine and not call.arguments.yes and not _meant(folder):
        call.terminal.answer({"folder": str(folder), "deleted": []}, "nothing was deleted")
        return REFUSED
    for path in mine:
        path.unlink(missing_ok=True)
    names = [path.name for path in mine]
    call.terminal.answer({"folder": str(folder), "deleted": names}, f"deleted {len(names)} files of {folder}")
    return DONE


def _files(folder: Path) -> list[Path]:
    kept = {FILE, RUNNING, *(f"{name}{tail}" for name in STORES for tail in ("", "-wal", "-shm", "-journal"))}
    kept |= {f"{name}.lock" for name in WRITERS}
    built = [
        path
        for pattern in ("graph-*.db*", "graph.current", "*.db.*.lock", "archive/*/*")
        for path in folder.glob(pattern)
    ]
    return sorted(
        [*built, *(path for path in folder.glob("*") if path.name in kept), *folder.glob(f"{CACHE}/*.pack")]
    )


def _meant(folder: Path) -> bool:
    if not sys.stdin.isatty():
        raise SetupError("reset deletes all that is kept; say --yes where nobody can be asked")
    sys.stderr.write(f"Delete everything kept in {folder}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


RESET: Final = Verb(
    "reset",
    "start anew: delete everything that is kept",
    ("mission-control reset", "mission-control reset --yes"),
    arguments,
    run,
)
