"""A producer: ``python -m tests.faults.produce NAME SEED RATE EVERY`` tells every EVERYth line of the story, in all
RATE lines of the story a second, until it is asked to end.

It goes on behind the last line of which it knows that the log took it in, so it may be killed at any moment. How far
it has come is in the file NAME of the folder MC_DATA.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from app.errors import StoreUnavailable
from app.ports import EventLog
from app.settings import read_settings
from app.wiring import open_desk
from tests.faults.story import Line, story

BATCHES_A_S = 10


def main(name: str, seed: int, rate: int, every: int) -> None:
    settings = read_settings(os.environ)
    asked = []
    signal.signal(signal.SIGTERM, lambda *_: asked.append(True))
    log = open_desk(settings, "reader").log
    place, size = Place(settings.data / name), max(1, rate // BATCHES_A_S)
    told = place.read()
    lines = islice(story(seed), told, None)
    due = time.monotonic()
    while not asked:
        batch = list(islice(lines, size))
        if not taken_in(log, batch[(-told) % every :: every], asked):
            break
        told += size
        place.write(told)
        due = max(due + size / rate, time.monotonic() - 1)
        time.sleep(max(0.0, due - time.monotonic()))


def taken_in(log: EventLog, batch: Sequence[Line], given_up: Sequence[bool]) -> bool:
    """Whether the log has them, after as many tries as it takes; what may have come in already is told again."""
    while batch:
        try:
            log.append([line.message for line in batch])
            break
        except StoreUnavailable as flaw:
            print(f"told again: {flaw}", file=sys.stderr, flush=True)
            if given_up:
                return False
            time.sleep(0.2)
    return True


class Place:
    """How many lines of the story have been told, in a file that is whole at any moment."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self) -> int:
        return int(self.file.read_text(encoding="utf-8")) if self.file.exists() else 0

    def write(self, told: int) -> None:
        draft = self.file.with_suffix(".draft")
        draft.write_text(str(told), encoding="utf-8")
        draft.replace(self.file)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
