"""``emit``: one event, or a shell command told as a task, from scripts.

The same words serve two commands: ``mission-control emit`` and, where only the client is installed,
``python -m mission_control_client emit``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Callable

from mission_control_client.belonging import Given
from mission_control_client.client import Client, Setting, say
from mission_control_client.fields import BadField, about_node, described, listed, payload_of
from mission_control_client.targets import default_target
from mission_control_client.task import run_task

SENT, NOT_SENT, BAD = 0, 1, 2
OPTIONS = ("payload", "url", "file", "tenant", "project", "iteration", "commit", "timestamp", "node_id")
EXAMPLES = (
    "dde.requirement.created requirement_id=REQ-1 name='Pay by card'",
    "dde.contract.locked contract_name=Api version=1.2 --iteration shop",
    'bdv.iteration.declared --payload \'{"required_streams": ["bdv", "acc"]}\' --file events.jsonl',
    "task lint -- ruff check .",
    "dde.task.created --help",
)
Make = Callable[[argparse.Namespace], Client]


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``emit`` takes besides words."""
    parser.add_argument("--list", action="store_true", help="all event types, with the fields that each needs")
    parser.add_argument("--payload", default="", metavar="JSON|@FILE|-", help="fields as one JSON object")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", default="", help="a running Mission Control")
    where.add_argument("--file", default="", help="append to a file for mission-control ingest")
    parser.add_argument("--tenant", default="", help="whose it is (default: MC_TENANT, else local)")
    for name in ("project", "iteration", "commit"):
        parser.add_argument(f"--{name}", default="", help=f"its {name} (default: MC_{name.upper()}, CI, git)")
    parser.add_argument("--timestamp", default="", metavar="MOMENT", help="when it happened (default: now)")
    parser.add_argument("--node-id", default="", help="what it is about (default: its first required field)")


def parsed(words: Sequence[str], known: argparse.Namespace | None = None) -> argparse.Namespace:
    """The words of ``emit``, options anywhere among them; what follows ``--`` is a command. Exits for bad options."""
    parser = argparse.ArgumentParser(prog="emit", add_help=False)
    add_options(parser)
    parser.add_argument("-h", "--help", action="store_true", dest="described")
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument("words", nargs="*")
    cut = words.index("--") if "--" in words else len(words)
    given = parser.parse_intermixed_args(list(words[:cut]))
    given.command = list(words[cut + 1 :])
    for name, value in vars(known or argparse.Namespace()).items():
        if not getattr(given, name, None):
            setattr(given, name, value)
    return given


def run(given: argparse.Namespace, make: Make) -> int:
    """Do what the words say. 0: sent; 1: not sent; of a task its own exit code. Raises BadField."""
    if given.list or not given.words:
        if not given.list:
            raise BadField("emit takes an event type, or: task NAME -- COMMAND; --list shows all event types")
        print(listed())
        return SENT
    if given.described:
        print(described(given.words[0]))
        return SENT
    return _task(given, make) if given.words[0] == "task" else _event(given, make)


def _task(given: argparse.Namespace, make: Make) -> int:
    if len(given.words) != 2 or not given.command:
        raise BadField("a task is told with: task NAME -- COMMAND [ARGUMENT …]")
    client = make(given)
    code = run_task(client, given.words[1], given.command, os.environ)
    client.close()
    return code


def _event(given: argparse.Namespace, make: Make) -> int:
    if given.command:
        raise BadField("a command is told as a task: task NAME -- COMMAND [ARGUMENT …]")
    event_type = given.words[0]
    payload = payload_of(event_type, given.words[1:], _payload(given.payload))
    envelope = {"timestamp": _moment(given.timestamp), "node_id": given.node_id or about_node(event_type, payload)}
    client = make(given)
    event_id = client.emit(event_type, payload, **envelope)
    client.close()
    if client.lost or not client.sent:
        return NOT_SENT
    told = {"event_id": event_id, "event_type": event_type, "iteration": client.belonging.iteration}
    print(json.dumps({**told, "sent_to": client.place}) if given.as_json else event_id)
    return SENT


def _payload(text: str) -> dict[str, Any]:
    """The object that ``--payload`` names. Raises BadField."""
    if not text:
        return {}
    try:
        if text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
        payload = json.loads(sys.stdin.read() if text == "-" else text)
    except (OSError, ValueError) as error:
        raise BadField(f"--payload takes one JSON object, @FILE or -: {error}") from error
    if not isinstance(payload, dict):
        raise BadField(f"--payload takes one JSON object, found a {type(payload).__name__}")
    return payload


def _moment(text: str) -> int:
    """Milliseconds since 1970; now, where nothing is said. Raises BadField."""
    if not text:
        return int(time.time() * 1000)
    if text.isascii() and text.isdigit() and len(text) > 10:
        return int(text)
    try:
        moment = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadField(f"--timestamp takes milliseconds or ISO 8601 with a zone, found {text!r}")
    return int(moment.timestamp() * 1000)


def setting_of(given: argparse.Namespace) -> Setting:
    """Where the event belongs, as far as that was said."""
    said = Given(given.tenant, given.project, given.iteration, given.commit)
    return Setting(given=said, source="mission-control emit")


def main(words: Sequence[str]) -> int:
    """``python -m mission_control_client``: the words without the program's name."""
    if list(words[:1]) != ["emit"] or list(words[1:]) in (["--help"], ["-h"]):
        return _usage(bad=list(words[:1]) != ["emit"] and list(words) not in (["--help"], ["-h"]))
    try:
        return run(parsed(words[1:]), _client)
    except BadField as error:
        say(str(error))
        return BAD


def _client(given: argparse.Namespace) -> Client:
    return Client(given.url or given.file or default_target(os.environ), setting=setting_of(given))


def _usage(*, bad: bool) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m mission_control_client emit",
        usage="%(prog)s [TYPE [key=value …] | task NAME -- COMMAND …] [options]",
        description="Tell Mission Control of one event, or run a command and tell of it as a task.",
        epilog="examples:\n" + "\n".join(f"  python -m mission_control_client emit {line}" for line in EXAMPLES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_options(parser)
    parser.print_help(sys.stderr if bad else sys.stdout)
    return BAD if bad else SENT
