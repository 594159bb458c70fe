"""The command ``mission-control``: parses, runs one verb, and turns errors raised on purpose into one line."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.cli.terminal import Terminal
from app.cli.verb import ERROR, Call
from app.cli.verbs import VERBS
from app.errors import MissionControlError
from app.settings import read_settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run what was typed (default: this process's arguments) and answer with the exit code."""
    arguments = build_parser().parse_args(argv)
    terminal = Terminal(as_json=arguments.as_json)
    try:
        settings = read_settings(os.environ)
        for name in settings.unknown:
            terminal.note(f"{name} means nothing to Mission Control; is it misspelt?")
        with _tidy_end():
            code: int = arguments.verb.run(Call(settings, arguments, terminal))
    except MissionControlError as flaw:
        return _failed(terminal, flaw)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    except KeyboardInterrupt:
        terminal.note("stopped")
        return 130
    return code


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs; the help of each ends with examples."""
    parser = argparse.ArgumentParser(
        prog="mission-control",
        description="May this iteration ship, why not, since when, and what to do about it.",
        epilog="mission-control VERB --help shows examples of each.",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for verb in VERBS:
        examples = "\n".join(f"  {line}" for line in verb.examples)
        added = verbs.add_parser(
            verb.name,
            help=verb.help,
            description=verb.help,
            epilog=f"examples:\n{examples}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.arguments(added)
        added.add_argument("--json", dest="as_json", action="store_true", help="answer with one JSON document")
        added.set_defaults(verb=verb)
    return parser


@contextmanager
def _tidy_end() -> Iterator[None]:
    """A polite kill ends the verb like an error would: what it holds is let go, its scratch files are removed."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _failed(terminal: Terminal, flaw: MissionControlError) -> int:
    if terminal.as_json:
        terminal.answer({"error": type(flaw).__name__, "detail": str(flaw)}, "")
    terminal.trouble(f"mission-control: {flaw}")
    return ERROR


if __name__ == "__main__":
    sys.exit(main())
