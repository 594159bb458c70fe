"""The marker that says how far the first filling with data has come; written by ``seed``, read by everybody."""

import os
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = "seeding.json"


class Seeding(msgspec.Struct, frozen=True):
    """How far seeding is: ``done`` of ``total`` steps, now at ``step``.

    ``state`` is none (nothing was asked for), waiting, running, done or failed; ``seeded`` holds, per
    finished step, what it was made from, so that it is not done again.
    """

    state: str = "none"
    step: str = ""
    done: int = 0
    total: int = 0
    seeded: dict[str, str] = {}

    @property
    def complete(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.state in ("none", "done")


def read(folder: Path) -> Seeding:
    """The marker of a data folder; ``none`` where there is none (or what is there was never ours)."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Seeding)
    except (FileNotFoundError, msgspec.DecodeError):
        return Seeding()


def write(folder: Path, seeding: Seeding) -> None:
    """Replace the marker at once, so that nobody reads half of it."""
    fresh = folder / f"{FILE}.{os.getpid()}"
    fresh.write_bytes(msgspec.json.encode(seeding))
    fresh.replace(folder / FILE)


def waiting(before: Seeding) -> Seeding:
    """Seeding was asked for and has not begun; what was seeded before is remembered."""
    return msgspec.structs.replace(before, state="waiting", step="", done=0, total=0)
