"""One attempt at a scenario of pytest-bdd: which of its steps and hooks runs, and how each ended."""

from __future__ import annotations

import dataclasses
from typing import Any, Callable

import pytest

from mission_control_client.messages.cases import Attempt
from mission_control_client.messages.envelopes import Result, failure, now
from mission_control_client.messages.pytest_hooks import Hook
from mission_control_client.messages.pytest_model import Model

Json = dict[str, Any]
PHASES = {"setup": "set-up of the test", "call": "the test itself", "teardown": "tear-down of the test"}


class Scenario:
    """The attempt, and where in it the run is."""

    def __init__(self, attempt: Attempt, model: Model) -> None:
        self.attempt, self._model = attempt, model
        self._steps = [step for step in attempt.case.steps if "pickleStepId" in step]
        self._step = 0
        self._function: Callable[..., object] | None = None
        self._began = now()
        # The step that has begun and has no result yet, and when: a hook may run before its error is known.
        self._open: str | None = None
        self._opened = self._began

    def step_begins(self, function: Callable[..., object]) -> None:
        """The next step begins."""
        self._function = function
        self._starts(self._current())
        self._open, self._opened = self.attempt.running, self._began

    def _current(self) -> str | None:
        return self._steps[self._step]["id"] if self._step < len(self._steps) else None

    def _starts(self, known: str | None) -> None:
        self._began, self.attempt.running = now(), known

    def step_ended(self, error: BaseException | None) -> None:
        """The step passed or raised. Not implemented, said by the step itself, is pending."""
        status = "PASSED" if error is None else "PENDING" if self._is_pending(error) else "FAILED"
        self._keep(failure(status, self._opened, now(), error))

    def _is_pending(self, error: BaseException) -> bool:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        code = getattr(self._function, "__code__", None)
        return isinstance(error, NotImplementedError) and trace is not None and trace.tb_frame.f_code is code

    def step_undefined(self) -> None:
        """The step has no definition."""
        self._starts(self._current())
        self._keep(Result("UNDEFINED", self._began, self._began))

    def _keep(self, result: Result) -> None:
        if known := self._current():
            self.attempt.results[known] = result
        elif result.status not in ("PASSED", "SKIPPED"):  # a background's step, run though the scenario has none
            self.attempt.around.append((False, "step of a background", result))
        self._step += 1
        self.attempt.running = self._open = None

    def hook_begins(self, hook: Hook) -> None:
        """A hook around the scenario or the step begins."""
        self._starts(self._place(hook))

    def hook_ended(self, hook: Hook, error: BaseException | None) -> None:
        """It ended."""
        if place := self._place(hook):
            status = (
                "PASSED" if error is None else "SKIPPED" if isinstance(error, pytest.skip.Exception) else "FAILED"
            )
            self.attempt.results[place] = failure(status, self._began, now(), error)
        self.attempt.running = None

    def _place(self, hook: Hook) -> str | None:
        """The test step of a hook: the first of its test steps that has no result yet."""
        wanted = self._model.hooks.get(hook)
        places = [step["id"] for step in self.attempt.case.steps if step.get("hookId") == wanted]
        if hook in self._model.hooks_of("BEFORE_TEST_STEP"):
            return places[self._step] if self._step < len(places) else None
        if hook in self._model.hooks_of("AFTER_TEST_STEP"):
            return places[self._step - 1] if 0 < self._step <= len(places) else None
        return places[0] if places else None

    def phase_over(self, report: Any, error: BaseException | None) -> None:
        """What pytest says of a phase: skips, what was expected to fail, and failures outside of steps and hooks."""
        if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
            self._skipped(error)
            return
        if error is not None and self._open is not None:
            self._cut_short(error)
        if report.outcome == "skipped":
            self._expected(report.wasxfail)
        elif error is not None and not self.attempt.failed():
            self._outside(report.when, error)
        elif report.outcome == "failed" and error is None and not self.attempt.failed():
            self.attempt.around.append((False, PHASES["call"], Result("FAILED", now(), now(), str(report.longrepr))))

    def _cut_short(self, error: BaseException) -> None:
        """Pytest-bdd says nothing of a step that raised what is no Exception; version 8 not of pytest.fail either.

        A hook that failed after the step hides the step's own error behind its own.
        """
        own = error.__context__ if self.attempt.failed() and error.__context__ is not None else error
        if isinstance(own, pytest.skip.Exception):
            self._keep(Result("SKIPPED", self._opened, now()))
        else:
            self.step_ended(own)

    def _skipped(self, error: BaseException | None) -> None:
        """A step that skips ends there; a test that is skipped before its steps skips the first of them."""
        if all(result.status != "SKIPPED" for result in self.attempt.results.values()) and self._current():
            began = self._opened if self._open else now()
            self._keep(failure("SKIPPED", began, now(), error))

    def _outside(self, phase: str, error: BaseException) -> None:
        early = phase == "setup"
        began = self.attempt.started if early else self.attempt.last()
        self.attempt.around.append((early, PHASES[phase], failure("FAILED", began, now(), error)))

    def _expected(self, reason: str) -> None:
        """A test that is marked to fail and does so is no failure: pytest counts it as skipped."""
        for known, result in self.attempt.results.items():
            if result.status not in ("PASSED", "SKIPPED"):
                said = ": ".join(part for part in ("expected to fail", reason, result.message) if part)
                self.attempt.results[known] = dataclasses.replace(result, status="SKIPPED", message=said)
        self.attempt.around.clear()

    def complete(self, retried: bool) -> None:
        """Add what was not told: steps that were never reached but have no definition, a step that was broken off."""
        if self.attempt.running and self.attempt.running not in self.attempt.results:
            self.attempt.results[self.attempt.running] = Result("FAILED", self._began, now(), "broken off")
        if self.attempt.failed():
            last = self.attempt.last()
            for step in self._steps[self._step :]:
                if not step["stepDefinitionIds"]:
                    self.attempt.results[step["id"]] = Result("UNDEFINED", last, last)
        elif retried:
            said = "the test was repeated, though nothing of it failed"
            self.attempt.around.append((False, "repeated", Result("FAILED", now(), now(), said)))
