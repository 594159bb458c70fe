"""The formatter of behave: ``behave -f mission_control_client.behave_formatter:MissionControl [-o URL|FILE]``.

Without ``-o`` it tells where ``-D mission_control=URL|FILE`` says, else where ``MC_URL`` or ``MC_EVENTS_FILE`` do,
else Mission Control on this machine. ``-D mission_control_suite=NAME`` names the suite. Under a name of one's own,
in ``behave.ini``::

    [behave.formatters]
    mission-control = mission_control_client.behave_formatter:MissionControl
"""

from __future__ import annotations

import os
from typing import Any

from behave.formatter.base import Formatter

from mission_control_client.behave_run import BehaveRun
from mission_control_client.client import Client, Setting, say
from mission_control_client.guard import Guard
from mission_control_client.messages.behave_watch import watch_next_run
from mission_control_client.targets import default_target

SOURCE = "mission-control behave"


class MissionControl(Formatter):  # type: ignore[misc]
    """What behave tells its formatters, handed on to the run that is told; behave itself is never disturbed."""

    name = "mission-control"
    description = "Tells Mission Control of the run"

    def __init__(self, stream_opener: Any, config: Any) -> None:
        super().__init__(stream_opener, config)
        self._guard = Guard()
        self._told: BehaveRun | None = None
        self._client: Client | None = None
        if not config.dry_run:
            watch_next_run(self)

    def run_starts(self, runner: Any) -> None:
        """Behave is about to run: features are read."""
        with self._guard():
            said = self.config.userdata
            target = said.get("mission_control") or self.stream_opener.name or default_target(os.environ)
            self._client = Client(target, setting=Setting(source=SOURCE, quiet=True))
            self._told = BehaveRun(runner, self._client, str(said.get("mission_control_suite") or "behave"))
            self._told.begin()

    def run_ended(self, success: bool, error: BaseException | None) -> None:
        """Behave is done, or was thrown out by an error: say in one line what became of it."""
        self._tell("end", success, error)
        with self._guard():
            if self._client is not None:
                self._client.close()
        if self._client is not None or self._guard.flaw:
            say(self._guard.flaw or (self._client.summary() if self._client else ""))

    def _tell(self, what: str, *about: Any) -> None:
        if self._told is not None and not self._guard.flaw:
            with self._guard():
                getattr(self._told, what)(*about)

    def uri(self, uri: str) -> None:
        """A feature file begins."""
        self._tell("plan")

    def scenario(self, scenario: Any) -> None:
        """A scenario begins, or is announced though it is not selected."""
        self._tell("scenario_begins", scenario)

    def result(self, step: Any) -> None:
        """A step ended."""
        self._tell("step_ended", step)

    def eof(self) -> None:
        """A feature ended."""
        self._tell("scenario_over")

    def close(self) -> None:
        """Behave closes its formatters before its run is over; ``run_ended`` comes later."""
        self._tell("scenario_over")
