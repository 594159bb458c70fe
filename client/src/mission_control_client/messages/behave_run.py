"""What happens in a run of behave, told scenario by scenario."""

from __future__ import annotations

from typing import Any

from mission_control_client.messages.attachments import receive_with, stop_receiving
from mission_control_client.messages.behave_model import Key, Model
from mission_control_client.messages.behave_status import step_result, thrown, unseen
from mission_control_client.messages.behave_watch import watch_cleanups, watch_hooks
from mission_control_client.messages.cases import Attempt, Case
from mission_control_client.messages.envelopes import Result, failure, moment, now
from mission_control_client.messages.guard import Guard
from mission_control_client.messages.meta import meta
from mission_control_client.messages.run import Run

Json = dict[str, Any]


class BehaveRun:
    """Remembers the scenario that runs; it is written when the next thing begins, behave tells no end of it."""

    def __init__(self, runner: Any, run: Run, guard: Guard) -> None:
        self._runner, self._run, self._guard = runner, run, guard
        self._model = Model(runner, run.ids)
        self._cases: dict[int, tuple[Case, dict[Key, str]]] = {}
        self._planned = False
        self._feature: Any = None
        self._scenario: Any = None
        self._attempt: Attempt | None = None
        self._keys: dict[Key, str] = {}
        self._steps: list[Any] = []
        self._step, self._began, self._skipping = 0, 0, False
        self._loose: list[Json] = []

    def begin(self) -> None:
        """Tell what is known before the run, and listen."""
        self._run.begin([meta("behave"), *self._model.envelopes()])
        watch_hooks(self._runner.hooks, self)
        watch_cleanups(self._runner.context, self.cleanup_failed)
        receive_with(self.attach)

    def end(self, success: bool, error: BaseException | None) -> None:
        """Tell the last scenario, those that never ran, and the end."""
        stop_receiving(self.attach)
        if self._attempt is not None and error is not None:
            thrown(self._attempt, self._began, error)
        self.scenario_over()
        self._untouched(list(self._cases))
        self._run.end(success, error)

    def file_begins(self) -> None:
        """Before the first file the hook of the run has passed: now it is known what will run."""
        self.scenario_over()
        if not self._planned:
            self._planned = True
            for feature in self._runner.features:
                for scenario in feature.walk_scenarios():
                    if scenario.should_run(self._runner.config) and (found := self._model.case_of(scenario)):
                        self._cases[id(scenario)] = found
            self._run.plan(case for case, _ in self._cases.values())

    def feature_begins(self, feature: Any) -> None:
        """Remember the feature."""
        self._feature = feature

    def feature_over(self) -> None:
        """Selected scenarios that did not run (a hook skipped them, or a hook of the feature failed) were skipped."""
        self.scenario_over()
        if self._feature is not None:
            self._untouched([id(scenario) for scenario in self._feature.walk_scenarios()])

    def _untouched(self, scenarios: list[int]) -> None:
        for one in scenarios:
            if one in self._cases and not self._cases[one][0].attempts:
                self._run.attempt(Attempt(self._cases[one][0]), retried=False)

    def scenario_begins(self, scenario: Any) -> None:
        """A new attempt: the same scenario once more means that the last attempt was repeated."""
        self.scenario_over(retried=scenario is self._scenario)
        found = self._cases.get(id(scenario))
        if found is not None:
            self._scenario, self._keys = scenario, found[1]
            self._attempt, self._step, self._steps = Attempt(found[0]), 0, list(scenario.all_steps)
            self._run.progress(self._attempt)

    def scenario_over(self, retried: bool = False) -> None:
        """Write the attempt that runs, if one does."""
        attempt, scenario = self._attempt, self._scenario
        self._attempt = None
        if attempt is not None:
            unseen(scenario, attempt, self._keys, retried)
            self._run.attempt(attempt, retried)
        if not retried:
            self._scenario = None

    def step_begins(self) -> None:
        """The next step begins, or the hook before it."""
        self._starts(("step", self._step))

    def step_ended(self, step: Any) -> None:
        """The step's result; it is there already where a hook after the step had to be told of first."""
        if self._attempt is not None:
            self._keep(step)
            self._step += 1
            self._attempt.running = None
            self._run.progress(self._attempt)

    def _keep(self, step: Any) -> None:
        key = self._keys.get(("step", self._step))
        if self._attempt is None or (key is not None and key in self._attempt.results):
            return
        result = step_result(step, self._began, self._scenario)
        if key is not None:
            self._attempt.results[key] = result
        elif result.status not in ("PASSED", "SKIPPED"):  # a background's step, run though the scenario has none
            self._attempt.around.append((False, step.name, result))

    def _starts(self, key: Key) -> None:
        self._began = now()
        if self._attempt is not None:
            self._attempt.running = self._keys.get(key)
            self._run.progress(self._attempt)

    def attach(self, attachment: Json) -> None:
        """Give the attachment to what runs now."""
        if self._attempt is not None:
            self._attempt.attach(attachment)
        else:
            self._loose.append({**attachment, "timestamp": moment(now())})

    def hook_begins(self, name: str, context: Any, about: Any) -> None:
        """A hook begins; one after a step ends the step first."""
        if self._guard.broken or self._is_nested(name, about):
            return
        with self._guard():
            if self._inside(name, context):
                if name == "after_step":
                    self._keep(about)
                self._skipping = bool(self._scenario.should_skip)
                self._starts(self._key(name, about))
            else:
                self.scenario_over()
                self._loose.clear()
                self._began = now()

    def hook_ended(self, name: str, context: Any, about: Any, error: BaseException | None) -> None:
        """A hook ended; those of features and rules, of which the schema knows nothing, are told when they fail."""
        if self._guard.broken or self._is_nested(name, about):
            return
        with self._guard():
            result = failure("PASSED" if error is None else "FAILED", self._began, now(), error)
            if self._attempt is not None and self._inside(name, context):
                self._in_scenario(name, about, result)
            elif known := self._model.hook_id(name):
                self._run.hook(known, result, self._loose)
            elif error is not None:
                self._run.unforeseen_hook(f"{name} {getattr(about, 'name', None) or about or ''}".strip(), result)

    def cleanup_failed(self, layer: str, error: Exception) -> None:
        """Clean-up functions failed, of the scenario or of what is around scenarios."""
        if self._guard.broken:
            return
        with self._guard():
            result = failure("FAILED", now(), now(), error)
            if self._attempt is not None and layer in ("scenario", "step"):
                self._attempt.around.append((False, "clean-up of the scenario", result))
            else:
                self.scenario_over()
                self._run.unforeseen_hook(f"clean-up of the {layer}", result)

    def _in_scenario(self, name: str, about: Any, result: Result) -> None:
        attempt, key = self._attempt, self._keys.get(self._key(name, about))
        if attempt is None:
            return
        if result.status == "PASSED" and self._scenario.should_skip and not self._skipping:
            result = Result("SKIPPED", result.started, result.finished, self._scenario.skip_reason)
        if key is not None:
            attempt.results[key] = result
        elif result.status == "FAILED":
            attempt.around.append((name.startswith("before"), name, result))
        attempt.running = None
        if name == "before_step":
            self._starts(("step", self._step))

    def _inside(self, name: str, context: Any) -> bool:
        """Whether the hook runs around a scenario or a step, not around the run, a feature or a rule."""
        if self._attempt is None or name.rpartition("_")[2] in ("all", "feature", "rule"):
            return False
        return getattr(context, "scenario", None) is self._scenario

    def _is_nested(self, name: str, about: Any) -> bool:
        """Whether the hook belongs to a step that a step executes: the outer step's result tells of that."""
        return name.endswith("_step") and about is not next(iter(self._steps[self._step :]), None)

    def _key(self, name: str, about: Any) -> Key:
        if name.endswith("_tag"):
            return name, str(about)
        return name, self._step if name.endswith("_step") else None
