"""``seed``: bring in what is shown at first. What is in already is not brought again."""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

import msgspec

from app import seeding
from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.seedplan import Step, plan
from app.cli.terminal import Advance, Terminal
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.desk import Desk
from app.errors import BadFile, BadRequest, MissionControlError, SetupError
from app.seeding import Seeding
from workers.lock import only_one

LOCK: Final = "seed"
TAKING_IN: Final = 4
WAIT_S: Final = 600.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``seed`` takes."""
    parser.add_argument("--lines", action="store_true", help="tell how far it is with one JSON document a line")


def run(call: Call) -> int:
    """Do the steps that are new, wait until all of it is in, and leave the marker. 1: a step failed."""
    terminal = Terminal(as_json=call.terminal.as_json, bars=not call.arguments.lines)
    with only_one(call.settings.data, LOCK), reading(call) as desk, terminal.progress("seed", None) as bar:
        brought, failed = carry_out(call, desk, bar, list(plan(call.settings.data)))
    text = f"seeded: {', '.join(brought) or 'nothing new'}" + (f"; failed: {', '.join(failed)}" if failed else "")
    if not call.arguments.lines:
        call.terminal.answer({"brought": brought, "failed": failed}, text)
    return REFUSED if failed else DONE


def carry_out(call: Call, desk: Desk, bar: Advance, steps: Sequence[Step]) -> tuple[list[str], list[str]]:
    """Do what is new of these steps; the names of those that brought something, and of those that failed."""
    work = _Work(call, desk, bar, steps)
    failed = [step.name for step in steps if not work.did(step)]
    work.take_in(failed)
    return work.brought, failed


class _Work:
    """Keeps the marker in step with the work."""

    def __init__(self, call: Call, desk: Desk, bar: Advance, steps: Sequence[Step]) -> None:
        self._call, self._desk, self._bar = call, desk, bar
        self._folder = call.settings.data
        self._now = Seeding(
            state="running",
            total=sum(step.weight for step in steps) + TAKING_IN,
            seeded=seeding.read(self._folder).seeded,
        )
        self.brought: list[str] = []

    def did(self, step: Step) -> bool:
        """Do the step unless it was done; whether it is done now."""
        before = self._now.done
        if self._now.seeded.get(step.name) != step.made_from:
            self._at(step.name, before)
            try:
                step.work(self._desk, lambda share: self._at(step.name, before + int(share * step.weight)))
            except (BadFile, BadRequest, SetupError) as flaw:
                self._call.terminal.trouble(f"{step.name}: {flaw}")
                return False
            self.brought.append(step.name)
        self._now = msgspec.structs.replace(self._now, seeded={**self._now.seeded, step.name: step.made_from})
        self._at(step.name, before + step.weight)
        return True

    def take_in(self, failed: list[str]) -> None:
        """Wait until the graph holds all of it."""
        self._at("taking it in", self._now.total - TAKING_IN)
        try:
            caught_up(self._call, self._desk, WAIT_S)
        except MissionControlError:
            self._end("failed", "the ingest worker did not take it in")
            raise
        self._end("failed" if failed else "done", ", ".join(failed))

    def _at(self, step: str, done: int) -> None:
        if (step, done) != (self._now.step, self._now.done):
            self._tell(msgspec.structs.replace(self._now, step=step, done=done))

    def _end(self, state: str, step: str) -> None:
        done = self._now.total if state == "done" else self._now.done
        self._tell(msgspec.structs.replace(self._now, state=state, step=step, done=done))

    def _tell(self, now: Seeding) -> None:
        self._now = now
        seeding.write(self._folder, now)
        self._bar.at(now.done, now.total, f"seed: {now.step}")
        if self._call.arguments.lines:
            shown = msgspec.structs.replace(now, seeded={})
            sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")
            sys.stdout.flush()


SEED: Final = Verb(
    "seed",
    "bring in what is shown at first: golden iterations, this repository, an installed package",
    ("mission-control seed", "mission-control seed --json"),
    arguments,
    run,
)
