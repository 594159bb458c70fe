"""What every verb of the command line has: a name, help with an example, its arguments, and what it does."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.cli.terminal import Terminal
from app.settings import Settings

Arguments = argparse.Namespace

APPROVED = DONE = 0
BLOCKED = REFUSED = 1
ERROR = 2
PENDING = 3


@dataclass(frozen=True)
class Call:
    """One call of a verb: the settings, what was typed after the verb, and where to say things."""

    settings: Settings
    arguments: Arguments
    terminal: Terminal


@dataclass(frozen=True)
class Verb:
    """A verb. ``run`` answers with the exit code; ``examples`` are whole command lines, shown in its help."""

    name: str
    help: str
    examples: Sequence[str]
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Call], int]


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb takes none of its own."""
