"""The formatter of behave: ``behave -f mission_control_client.messages.behave:Messages -o FILE``.

Under a name of one's own, in ``behave.ini``::

    [behave.formatters]
    messages = mission_control_client.messages.behave:Messages
"""

from __future__ import annotations

from typing import Any

from behave.formatter.base import Formatter

from mission_control_client.messages.attachments import attachment
from mission_control_client.messages.behave_run import BehaveRun
from mission_control_client.messages.behave_watch import watch_next_run
from mission_control_client.messages.guard import Guard
from mission_control_client.messages.run import Run
from mission_control_client.messages.sink import Sink


class Messages(Formatter):  # type: ignore[misc]
    """What behave tells its formatters, handed on to the run that is told; behave itself is never disturbed."""

    name = "messages"
    description = "Cucumber Messages (NDJSON), valid against the official schema"

    def __init__(self, stream_opener: Any, config: Any) -> None:
        super().__init__(stream_opener, config)
        self._guard = Guard()
        self._told: BehaveRun | None = None
        watch_next_run(self)

    def run_starts(self, runner: Any) -> None:
        """Behave is about to run: features are read and step definitions are loaded."""
        with self._guard():
            opener = self.stream_opener
            sink = Sink(opener.name, None if opener.name else opener.stream)
            told = BehaveRun(runner, Run(sink, snippet), self._guard)
            told.begin()
            self._told = told

    def run_ended(self, success: bool, error: BaseException | None) -> None:
        """Behave is done, or was thrown out by an error."""
        self._tell("end", success, error)

    def _tell(self, what: str, *about: Any) -> None:
        if self._told is not None and not self._guard.broken:
            with self._guard():
                getattr(self._told, what)(*about)

    def uri(self, uri: str) -> None:
        """A feature file begins."""
        self._tell("file_begins")

    def feature(self, feature: Any) -> None:
        """A feature begins."""
        self._tell("feature_begins", feature)

    def rule(self, rule: Any) -> None:
        """A rule begins."""
        self._tell("scenario_over")

    def scenario(self, scenario: Any) -> None:
        """A scenario begins, or is announced though it is not selected."""
        self._tell("scenario_begins", scenario)

    def match(self, match: Any) -> None:
        """A step is about to run."""
        self._tell("step_begins")

    def result(self, step: Any) -> None:
        """A step ended."""
        self._tell("step_ended", step)

    def embedding(self, mime_type: str, data: Any, caption: str | None = None) -> None:
        """A step or hook attached something (``context.attach``)."""
        self._tell("attach", attachment(data, mime_type, caption))

    def eof(self) -> None:
        """A feature ended."""
        self._tell("feature_over")

    def close(self) -> None:
        """Behave closes its formatters before its run is over; the file is closed by ``run_ended``."""
        self._tell("scenario_over")


def snippet(keyword: str, text: str) -> str:
    """A step definition for a step that has none."""
    return f"@{keyword}({text!r})\ndef step_impl(context):\n    raise StepNotImplementedError({text!r})"
