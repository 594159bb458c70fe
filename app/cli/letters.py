"""Dead letters on the command line: the filters that all actions share, and where the letters come from."""

import argparse
from typing import Final

from app.cli.moments import moment_in
from app.domain.events import STREAMS
from app.errors import BadRequest
from app.ports import EventLog
from app.use_cases.letters.book import STATES, Letter, book
from app.use_cases.letters.choice import Wanted
from app.wire import deadletters

_FILTERS: Final = {
    "--category": ("NAME", "only this category, such as SCHEMA_VALIDATION"),
    "--since": ("TIME", "set aside at or after this moment: ISO 8601 with zone, or ms"),
    "--until": ("TIME", "set aside before this moment"),
    "--stream": ("NAMES", "only of these streams: dde, bdv, acc"),
    "--iteration": ("NAME", "only of this iteration"),
    "--state": ("STATE", "open, replayed or discarded"),
}


def add_filters(parser: argparse.ArgumentParser, *, reason: bool = True) -> None:
    """The filters; ``--cause`` may be called ``--reason`` where that word is free."""
    for name, (metavar, words) in _FILTERS.items():
        parser.add_argument(name, default=argparse.SUPPRESS, metavar=metavar, help=words)
    names = ("--cause", "--reason") if reason else ("--cause",)
    parser.add_argument(
        *names, dest="cause", default=argparse.SUPPRESS, metavar="TEXT", help="only where the reason says this"
    )


def wanted(given: argparse.Namespace, state: str = "") -> Wanted:
    """Which letters are meant; ``state`` where nothing is said of it. Raises BadRequest."""

    def said(name: str) -> str:
        return str(getattr(given, name, ""))

    streams = [name.strip() for name in said("stream").split(",") if name.strip()]
    if unknown := [name for name in streams if name not in STREAMS]:
        raise BadRequest(f"--stream takes {', '.join(STREAMS)}, found {unknown[0]!r}")
    if said("state") and said("state").upper() not in STATES:
        raise BadRequest(f"--state takes {', '.join(STATES).lower()}, found {said('state')!r}")
    return Wanted(
        ids=getattr(given, "ids", ()),
        category=said("category"),
        cause=said("cause"),
        streams=streams,
        iteration=said("iteration"),
        state=said("state") or state,
        since=moment_in("--since", said("since")),
        until=moment_in("--until", said("until")),
    )


def letters_of(log: EventLog) -> list[Letter]:
    """Every dead letter with what became of it, in the order of acceptance."""
    return book(deadletters.told(log))
