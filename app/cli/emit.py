"""``emit``: one event, or a shell command told as a task, for scripts.

The words are read by the client, a distribution of its own, so that ``python -m mission_control_client emit``
takes the same on machines that have nothing else. Here events go to the local log, unless ``--url`` or ``--file``
say where.
"""

import argparse
import os
from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.cli.belonging import belonging
from app.cli.desks import reading
from app.cli.sending import onto
from app.cli.verb import Call, Verb
from app.errors import BadMessage, BadRequest, MissionControlError, SetupError, StoreUnavailable
from app.traced.work import Work
from app.wire.jsonlines import from_json

if TYPE_CHECKING:
    from mission_control_client import Client
    from mission_control_client.places import Taken

INSTALLED: Final = find_spec("mission_control_client") is not None


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``emit`` takes; options may also stand among and after its words."""
    if INSTALLED:
        from mission_control_client.command import add_options

        add_options(parser)
    parser.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="TYPE [key=value …] | task NAME -- COMMAND …", help="what to tell"
    )


def run(call: Call) -> int:
    """Read the words, send. 0: sent; 1: not sent; of a task its own exit code."""
    if not INSTALLED:
        raise SetupError("the client is not installed; install it from the folder client of the checkout")
    from mission_control_client import command, fields

    known = {name: value for name, value in vars(call.arguments).items() if name not in ("words", "verb")}
    try:
        given = command.parsed(call.arguments.words, Namespace(**known))
        return command.run(given, lambda said: _client(call, said))
    except fields.BadField as flaw:
        raise BadRequest(str(flaw)) from flaw


def _client(call: Call, given: Namespace) -> "Client":
    """A client that says where its events belong as every verb does."""
    from mission_control_client.belonging import Given
    from mission_control_client.client import Client
    from mission_control_client.command import setting_of

    home = belonging(given, Path.cwd(), call.settings.tenant, os.environ, Path.cwd().name)
    setting = setting_of(given)._replace(given=Given(home.tenant, home.project, home.iteration, home.commit))
    if target := given.url or given.file:
        return Client(target, setting=setting)
    return Client(setting=setting._replace(place=LocalLog(call)))


class LocalLog:
    """The log of this machine, as a place that the client sends to."""

    shown: Final = "the local log"

    def __init__(self, call: Call) -> None:
        self._call = call
        self._work = Work(lone=True)

    def take(self, lines: list[bytes]) -> "Taken":
        """Put the events on the log. Raises what the client understands: it may be tried again, or not."""
        from mission_control_client.places import Refused, Taken, Unreachable

        try:
            events = [from_json(line) for line in lines]
            with reading(self._call) as desk:
                self._work.told(desk.tracing, onto(desk))(events)
        except StoreUnavailable as flaw:
            raise Unreachable(str(flaw)) from flaw
        except (BadMessage, MissionControlError) as flaw:
            raise Refused(str(flaw)) from flaw
        return Taken()


EMIT: Final = Verb(
    "emit",
    "tell of one event, or run a command and tell of it as a task; exit code 1 when it could not be sent",
    (
        "mission-control emit dde.requirement.created requirement_id=REQ-1 name='Pay by card'",
        "mission-control emit dde.contract.locked contract_name=Api version=1.2 --iteration shop",
        "mission-control emit task lint -- ruff check .",
        "mission-control emit --list",
        "mission-control emit dde.task.created --help",
    ),
    arguments,
    run,
)
