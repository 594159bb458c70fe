"""A run of behave, told scenario by scenario: one is over when the next thing begins, behave tells no end of it."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any, NamedTuple

import behave

from mission_control_client.behave_results import STATUS, result_of, step_of
from mission_control_client.behave_scenarios import Keys, Read, read
from mission_control_client.client import Client
from mission_control_client.names import clipped
from mission_control_client.runs import TestRun
from mission_control_client.scenarios import Ending, Scenario, now
from mission_control_client.trace import Span

OUTSIDE = "The feature failed outside its scenarios"
WHOLE = ("features", ".")


class _Attempt(NamedTuple):
    """An attempt that runs; ``steps`` are those that ended."""

    scenario: Any
    scenario_id: str
    path: str
    number: int
    span: Span
    steps: dict[int, Any]


class BehaveRun:
    """Tells of the run of this runner."""

    def __init__(self, runner: Any, client: Client, suite: str) -> None:
        self._runner, self._run = runner, TestRun(client, suite)
        self._keys, self._read = Keys(), list[Read]()
        self._homes: dict[int, tuple[Read, Scenario]] = {}
        self._attempt: _Attempt | None = None
        self._bad: set[int] = set()
        self._left_out = 0

    def begin(self) -> None:
        """The run begins."""
        self._run.started(self._metadata())

    def _metadata(self) -> dict[str, str]:
        return {"behave": str(getattr(behave, "__version__", "")), "python": platform.python_version()}

    def plan(self) -> None:
        """Before the first file the hook of the run has passed: now it is known what will run."""
        self.scenario_over()
        if self._read:
            return
        for feature in self._runner.features:
            found = read(feature, Path.cwd(), self._keys)
            self._read.append(found)
            wanted = {id(one) for one in feature.walk_scenarios() if one.should_run(self._runner.config)}
            self._left_out += len(found.scenarios) - len(wanted)
            chosen = {place: one for place, one in found.scenarios.items() if place in wanted}
            self._homes.update({place: (found, one) for place, one in chosen.items()})
            self._run.feature(found.feature, chosen.values())

    def scenario_begins(self, scenario: Any) -> None:
        """A new attempt: the same scenario once more means that the last attempt was repeated."""
        before = self._attempt
        again = before is not None and before.scenario is scenario
        self.scenario_over(will_retry=again)
        if id(scenario) not in self._homes:
            return
        home, known = self._homes[id(scenario)]
        number = before.number + 1 if before is not None and again else 1
        span = self._run.span.below()
        self._attempt = _Attempt(scenario, known.scenario_id, home.feature.path, number, span, {})
        self._run.begun(now(), known.scenario_id, number, span)

    def step_ended(self, step: Any) -> None:
        """Remember how the step ended: behave forgets it when the scenario is repeated."""
        if self._attempt is not None:
            self._attempt.steps[id(step)] = step_of(step)

    def scenario_over(self, will_retry: bool = False) -> None:
        """Tell the end of the attempt that runs, if one does; one that never really ran has none."""
        attempt, self._attempt = self._attempt, None
        if attempt is None:
            return
        steps = [attempt.steps.get(id(one)) or step_of(one) for one in attempt.scenario.all_steps]
        done = result_of(attempt.scenario, steps, will_retry=will_retry)
        if not done:
            return
        if done["status"] not in ("PASSED", "SKIPPED") and not will_retry:
            self._bad.add(id(attempt.scenario))
        head = {"scenario_id": attempt.scenario_id, "attempt": attempt.number, "will_retry": will_retry}
        line = int(attempt.scenario.line)
        self._run.ended(now(), {**head, "file_path": attempt.path, "line": line, **done}, attempt.span)

    def end(self, success: bool, error: BaseException | None) -> None:
        """Tell what failed outside of scenarios, and how the run ended."""
        self.plan()
        for feature, found in zip(self._runner.features, self._read):
            self._skipped(feature, found)
            self._outside(feature, found)
        ending = self._ending(success, error)
        self._run.completed(ending._replace(full=ending.full and self._is_all()), self._metadata())

    def _skipped(self, feature: Any, found: Read) -> None:
        """Scenarios that a hook skipped before behave announced them."""
        for one in feature.walk_scenarios():
            if id(one) in self._homes and one.status.name == "skipped" and not self._run.ran(self._id_of(one)):
                reason = clipped(getattr(one, "skip_reason", "") or "", 2_000)
                self._run.alone(found.feature, self._homes[id(one)][1], {"status": "SKIPPED", "reason": reason})

    def _id_of(self, scenario: Any) -> str:
        return self._homes[id(scenario)][1].scenario_id

    def _outside(self, feature: Any, found: Read) -> None:
        """A feature that went wrong although none of its scenarios says so: a hook around it."""
        bad = STATUS.get(feature.status.name, "PASSED") not in ("PASSED", "SKIPPED")
        if not bad or self._bad & found.scenarios.keys():
            return
        said = str(getattr(feature, "error_message", "") or f"behave says {feature.status.name}")
        scenario = Scenario(self._keys.of(found.feature.path, OUTSIDE), OUTSIDE, int(feature.line), (), "", "run")
        self._run.alone(found.feature, scenario, {"status": "ERROR", "error_message": clipped(said)})
        self._bad.add(id(feature))

    def _ending(self, success: bool, error: BaseException | None) -> Ending:
        if isinstance(error, KeyboardInterrupt) or (error is None and self._runner.aborted):
            return Ending(False, "CANCELLED", "behave was stopped")
        if error is not None:
            return Ending(False, "BROKEN", f"{type(error).__name__}: {error}")
        if not success and not self._bad and self._run.all_ran():
            return Ending(False, "BROKEN", "a hook or clean-up around the features failed")
        return Ending(self._run.all_ran())

    def _is_all(self) -> bool:
        """Nothing was left out: by tags and names, by patterns, or by the paths that were given."""
        config = self._runner.config
        paths = {Path(path).resolve() for path in config.paths or ()}
        whole = paths <= {Path(path).resolve() for path in WHOLE} or "mission_control_full" in config.userdata
        return whole and not (self._left_out or config.include_re or config.exclude_re)
