"""What happens in a run of pytest-bdd, told scenario by scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from mission_control_client.messages.attachments import receive_with, stop_receiving
from mission_control_client.messages.cases import Attempt, Case
from mission_control_client.messages.documents import Document, read, refusal
from mission_control_client.messages.envelopes import Result, failure, moment, now
from mission_control_client.messages.guard import Guard
from mission_control_client.messages.meta import meta
from mission_control_client.messages.pytest_attempt import Scenario
from mission_control_client.messages.pytest_hooks import RUN, SCENARIO, Hook, watch
from mission_control_client.messages.pytest_model import Model
from mission_control_client.messages.run import Run

Json = dict[str, Any]


class ScenarioRun:
    """Remembers the scenario that runs until its last phase is over."""

    def __init__(self, config: Any, run: Run, guard: Guard) -> None:
        self._config, self._run, self._guard = config, run, guard
        self._started = now()
        self._run_hooks = watch(config, RUN, self)
        self._early: list[tuple[Hook, Result, list[Json]]] = []
        self._refused: list[Json] = []
        self._model: Model | None = None
        self._cases: dict[str, Case] = {}
        self._items: list[Any] = []
        self._scenario: Scenario | None = None
        self._item = ""
        self._began = 0
        self._loose: list[Json] = []
        self._error: BaseException | None = None
        self._ended = self._planned = False
        receive_with(self.attach)

    def not_collected(self, error: BaseException) -> None:
        """Tell of a feature file that pytest-bdd or the official parser refuses."""
        self._run.success = False
        path = getattr(error, "filename", None)
        if not isinstance(error, SyntaxError) and isinstance(path, str) and Path(path).is_file():
            document: Document = read(path, self._run.ids)
            own = [refusal(document.uri, getattr(error, "line", None), str(error))]
            self._refused += document.envelopes if document.refused else [document.envelopes[0], *own]

    def begin(self, items: list[Any]) -> None:
        """Tell what is known once the tests are collected, and what the hooks before that did."""
        hooks = {**self._run_hooks, **watch(self._config, SCENARIO, self)}
        self._items = items
        self._model = model = Model(items, hooks, self._run.ids)
        self._run.begin([meta("pytest-bdd"), *self._refused, *model.envelopes()], self._started)
        for hook, result, attachments in self._early:
            self._run.hook(model.hooks[hook], result, attachments)

    def plan(self) -> None:
        """Tell the cases of the scenarios that will run, once."""
        if self._model is not None and not self._planned:
            self._planned = True
            found = ((item.nodeid, self._model.case_of(item)) for item in self._items)
            self._cases = {nodeid: case for nodeid, case in found if case is not None}
            self._run.plan(self._cases.values())

    def attempt_begins(self, item: Any) -> None:
        """A new attempt; the same test once more means that the last attempt was repeated."""
        self._over(retried=self._item == item.nodeid)
        self._item = item.nodeid
        case = self._cases.get(item.nodeid)
        if case is not None and self._model is not None:
            self._scenario = Scenario(Attempt(case), self._model)
            self._run.progress(self._scenario.attempt)

    def _over(self, retried: bool) -> None:
        scenario, self._scenario = self._scenario, None
        if scenario is not None:
            scenario.complete(retried)
            self._run.attempt(scenario.attempt, retried)

    def item_over(self) -> None:
        """No further attempt at the test."""
        self._over(retried=False)
        self._item = ""

    def phase_over(self, report: Any, error: BaseException | None) -> None:
        """Set-up, call or tear-down ended."""
        if self._scenario is not None:
            self._scenario.phase_over(report, error)

    def step_begins(self, function: Callable[..., object]) -> None:
        """A step begins."""
        if self._scenario is not None:
            self._scenario.step_begins(function)
            self._run.progress(self._scenario.attempt)

    def step_ended(self, error: BaseException | None) -> None:
        """A step passed, or raised the error."""
        if self._scenario is not None:
            self._scenario.step_ended(error)
            self._run.progress(self._scenario.attempt)

    def step_undefined(self) -> None:
        """A step has no definition."""
        if self._scenario is not None:
            self._scenario.step_undefined()

    def attach(self, attachment: Json) -> None:
        """Give the attachment to what runs now."""
        if self._scenario is not None:
            self._scenario.attempt.attach(attachment)
        else:
            self._loose.append({**attachment, "timestamp": moment(now())})

    def hook_begins(self, hook: Hook) -> None:
        """A hook of the project begins."""
        if self._guard.broken:
            return
        with self._guard():
            self._began = now()
            self._loose.clear()
            if self._scenario is not None and hook not in self._run_hooks:
                self._scenario.hook_begins(hook)
                self._run.progress(self._scenario.attempt)

    def hook_ended(self, hook: Hook, error: BaseException | None) -> None:
        """A hook of the project ended; one before the tests are collected is told later."""
        if self._guard.broken:
            return
        with self._guard():
            result = failure("PASSED" if error is None else "FAILED", self._began, now(), error)
            if hook not in self._run_hooks:
                if self._scenario is not None:
                    self._scenario.hook_ended(hook, error)
            elif self._model is None:
                self._early.append((hook, result, list(self._loose)))
            else:
                self._run.hook(self._model.hooks[hook], result, self._loose)

    def thrown(self, error: BaseException) -> None:
        """The run was thrown out by an error outside of tests and hooks."""
        self._error = error

    def end(self, exitstatus: int) -> None:
        """Tell the scenarios that never ran, and the end, once."""
        if self._ended:
            return
        self._ended = True
        stop_receiving(self.attach)
        if self._model is None:
            self.begin([])
        for case in self._cases.values():
            if not case.attempts and not self._run.divided:  # other workers may have run it
                self._run.attempt(Attempt(case), retried=False)
        success = self._run.success and exitstatus in (0, 1, 5)
        text = "" if exitstatus in (0, 1, 5) or self._error else f"pytest ended with exit status {exitstatus}"
        self._run.end(success, self._error, text)
