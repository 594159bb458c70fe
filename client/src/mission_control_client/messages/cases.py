"""What a scenario is to run (a case) and what came of one attempt at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mission_control_client.messages.envelopes import Result, moment, now

Json = dict[str, Any]


@dataclass
class Case:
    """A scenario as it is to run: the ``testCase``'s id, its pickle and its ``testSteps`` (of steps and of hooks).

    ``unforeseen`` are those that only an attempt showed: before and after its steps.
    """

    id: str
    pickle: Json
    steps: list[Json]
    attempts: int = 0
    unforeseen: tuple[list[Json], list[Json]] = field(default_factory=lambda: ([], []))

    def every_step(self) -> list[Json]:
        """The test steps of all attempts so far."""
        before, after = self.unforeseen
        return [*before, *self.steps, *after]

    def pickle_step(self, step: Json) -> Json | None:
        """The pickle's step that a test step runs, None for a hook."""
        wanted = step.get("pickleStepId")
        return next((found for found in self.pickle["steps"] if found["id"] == wanted), None)


@dataclass
class Attempt:
    """One attempt at a case: results and attachments by the id of the test step. Times are ns since 1970."""

    case: Case
    started: int = field(default_factory=now)
    results: dict[str, Result] = field(default_factory=dict)
    attached: dict[str, list[Json]] = field(default_factory=dict)
    running: str | None = None
    # What failed around the steps where no hook was known of: before or after them, its name, and how it ended.
    around: list[tuple[bool, str, Result]] = field(default_factory=list)
    # What is written of it: the id of its beginning, how many test steps, and whether the next one has begun.
    known_as: str = ""
    told: int = 0
    open: bool = False

    def attach(self, attachment: Json) -> None:
        """Give the step or hook that runs now an attachment; between steps it is given to the last one."""
        place = self.running or next(reversed(list(self.results)), None)
        if place is None and self.case.steps:
            place = self.case.steps[0]["id"]
        if place is not None:
            self.attached.setdefault(place, []).append({**attachment, "timestamp": moment(now())})

    def failed(self) -> bool:
        """Whether anything of it ended otherwise than passed or skipped."""
        all_results = [*self.results.values(), *(result for _, _, result in self.around)]
        return any(result.status not in ("PASSED", "SKIPPED") for result in all_results)

    def last(self) -> int:
        """The moment of the latest result."""
        return max([self.started, *(result.finished for result in self.results.values())])
