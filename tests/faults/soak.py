"""``python -m tests.faults.soak [--kills N] [--rate N] [--seed N]``: many kills, on servers of its own.

The seed is printed; the same seed tells the same story and kills the same in the same order.
"""

import argparse
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from servers.mortal import Mortals, mortals
from servers.settings import read_settings
from tests.faults.trial import Trial, endure

KINDS = ("kafka", "registry", "neo4j", "postgres", "redis", "opensearch")
KILLS, RATE = 60, 30


def main() -> None:
    asked = _asked()
    seed = random.SystemRandom().randrange(1_000_000) if asked.seed is None else asked.seed
    say(f"seed {seed}: {asked.kills} kills at {asked.rate} lines a second")
    folder = Path(tempfile.mkdtemp(prefix="mission-control-soak-"))
    with _servers(asked) as servers:
        say(f"servers are up in {servers.settings.state}; what the processes say lies in {folder}")
        outcome = endure(Trial(seed, asked.kills, asked.rate), servers, folder, say)
    shutil.rmtree(folder)
    say("killed: " + ", ".join(f"{name} {count}" for name, count in sorted(outcome.killed.items())))
    say(f"{outcome.lines} lines told, worked off {outcome.worked_off_s:.1f} s after the last; 0 lost, 0 doubled")


@contextmanager
def _servers(asked: argparse.Namespace) -> Iterator[Mortals]:
    settings = read_settings(os.environ)
    if asked.servers is None:
        with mortals(settings, KINDS) as some:
            yield some
    else:
        lent = Mortals(replace(settings, state=asked.servers, shift=asked.shift), KINDS)
        lent.revive(lent.names)
        yield lent


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help=f"how many processes are killed ({KILLS})")
    parser.add_argument("--rate", type=int, default=RATE, help=f"lines of the story a second ({RATE})")
    parser.add_argument("--seed", type=int, help="that of an earlier run, to have it again")
    parser.add_argument("--servers", type=Path, help="a folder of servers that may be killed; else they are made")
    parser.add_argument("--shift", type=int, default=0, help="the shift of their ports")
    return parser.parse_args()


if __name__ == "__main__":
    main()
