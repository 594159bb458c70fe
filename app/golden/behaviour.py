"""How a run of the scenarios goes: features read one by one, attempts with their steps, flakes, the sums."""

from collections import Counter
from random import Random
from typing import Final

from app.domain.digest import digest_of, scenario_line
from app.domain.payloads import bdv
from app.domain.payloads.common import Payload
from app.golden.features import FEATURE_FILES, SCENES, Feature, Scene
from app.golden.script import Script
from app.golden.teller import DAY, SECOND, Teller, hexdigits

SUITE: Final = "payments-behaviour"


class Run:
    """One run of the suite."""

    def __init__(self, teller: Teller, number: int, script: Script) -> None:
        self.teller = teller
        self.number = number
        self.script = script
        self.run_id = f"run-{teller.iteration}-{number}"
        self.chance = Random(self.run_id)
        self._outcomes: dict[str, tuple[str, int]] = {}
        self._lines: list[str] = []
        self._features: set[str] = set()

    def say(self, at: int, event_type: str, node_id: str, payload: Payload) -> None:
        """One event of the run."""
        self.teller.say(at, f"bdv.{event_type}", node_id, payload, thread=self.run_id)

    def perform(self, at: int) -> int:
        """From the first feature to the sums. Returns when the run ended (or was cut off)."""
        self.say(at, "run.started", SUITE, bdv.RunStarted(run_id=self.run_id, suite=SUITE))
        now = at + SECOND
        if self.script.full and self.script.reads_ahead:
            for feature in FEATURE_FILES:
                now = self._discover(now, feature)
        for feature in FEATURE_FILES:
            chosen = [s for s in feature.scenes if self.script.full or s.name in self.script.only]
            for scene in chosen[: self._left()]:
                now = self._discover(now, feature)
                now = self._play(now, feature, scene)
        if self.script.stops_after is None:
            self._sum_up(now + 2 * SECOND)
        return now + 2 * SECOND

    def _left(self) -> int:
        most = len(SCENES) if self.script.stops_after is None else self.script.stops_after
        return most - len(self._outcomes)

    def _discover(self, at: int, feature: Feature) -> int:
        if feature.feature_id in self._features:
            return at
        self._features.add(feature.feature_id)
        payload = bdv.FeatureDiscovered(
            feature_id=feature.feature_id,
            feature_path=feature.path,
            name=feature.name,
            suite=SUITE,
            run_id=self.run_id if self.script.full else "",
            tags=list(feature.tags),
            scenarios=[self._spec(n, scene) for n, scene in enumerate(feature.scenes, 1)],
        )
        self.say(at, "feature.discovered", feature.feature_id, payload)
        if self.number == 1:
            for n, scene in enumerate(s for s in feature.scenes if s.name in self.script.quarantined):
                self._quarantine(at + 200 + n * 50, scene)
        return at + 400

    def _own_tags(self, scene: Scene) -> list[str]:
        asked = self.script.asks.get(scene.name)
        return [*scene.tags, f"@contract:{asked}"] if asked else list(scene.tags)

    def _spec(self, position: int, scene: Scene) -> bdv.ScenarioSpec:
        return bdv.ScenarioSpec(
            scenario_id=scene.scenario_id,
            name=scene.name,
            line=scene.line,
            tags=self._own_tags(scene),
            position=position,
            steps=[f"{keyword} {text}" for keyword, text in scene.steps],
        )

    def _quarantine(self, at: int, scene: Scene) -> None:
        recent = ["PASSED"] * 7 + ["FAILED"] * 3
        self.chance.shuffle(recent)
        flake = bdv.FlakeDetected(scenario_id=scene.scenario_id, flake_rate=0.3, total_runs=10, recent_results=recent)
        self.say(at, "flake.detected", scene.scenario_id, flake)
        payload = bdv.ScenarioQuarantined(
            scenario_id=scene.scenario_id,
            reason="The sandbox it needs answers too late, three times of ten.",
            flake_rate=0.3,
            quarantined_by="m.keller",
            ticket=self.script.quarantined[scene.name],
            review_date=self.teller.start_ms + 30 * DAY,
        )
        self.say(at + 20, "scenario.quarantined", scene.scenario_id, payload)

    def _play(self, at: int, feature: Feature, scene: Scene) -> int:
        """Every attempt of a scenario; returns when the last one ended."""
        outcome = self._outcome(scene)
        attempts = 2 if scene.name in self.script.shaky or outcome == "FAILED" else 1
        for attempt in range(1, attempts):
            at = self._attempt(at, scene, "FAILED", (attempt, True))
        at = self._attempt(at, scene, outcome, (attempts, False))
        self._outcomes[scene.scenario_id] = (outcome, attempts)
        tags = {*feature.tags, *self._own_tags(scene)}
        self._lines.append(scenario_line(scene.scenario_id, outcome, attempts, tags))
        return at

    def _outcome(self, scene: Scene) -> str:
        if scene.name in self.script.quarantined:
            return "SKIPPED" if self.script.quarantined[scene.name][-1] in "02468" else "FAILED"
        return "FAILED" if scene.name in self.script.failing else "PASSED"

    def _attempt(self, at: int, scene: Scene, status: str, which: tuple[int, bool]) -> int:
        started = bdv.ScenarioStarted(scenario_id=scene.scenario_id, run_id=self.run_id, attempt=which[0])
        self.say(at, "scenario.started", scene.scenario_id, started)
        length = self.chance.randint(2 * SECOND, 14 * SECOND) if status != "SKIPPED" else 40
        kind = {"PASSED": "completed", "SKIPPED": "skipped"}.get(status, "failed")
        finished = self._finished(scene, status, which, length)
        self.say(at + length, f"scenario.{kind}", scene.scenario_id, finished)
        return at + length + 300

    def _finished(self, scene: Scene, status: str, which: tuple[int, bool], length: int) -> bdv.ScenarioFinished:
        error = self._error(scene, status, which[1])
        return bdv.ScenarioFinished(
            scenario_id=scene.scenario_id,
            run_id=self.run_id,
            suite=SUITE,
            status=status,
            attempt=which[0],
            will_retry=which[1],
            duration_ms=float(length),
            error_message=error,
            error_type="AssertionError" if error else "",
            failed_step=" ".join(scene.steps[-1]) if error else "",
            file_path=scene.feature_path if error else "",
            line=scene.line + 3 if error else 0,
            reason="in quarantine" if status == "SKIPPED" else "",
            steps=_steps(scene, status, length, error),
            code_version=hexdigits("code", str(self.teller.start_ms), str(self.number), length=40),
        )

    def _error(self, scene: Scene, status: str, again: bool) -> str:
        if status != "FAILED":
            return ""
        if again or scene.name in self.script.quarantined:
            return "psp-sandbox: no answer within 2 s"
        return self.script.failing[scene.name]

    def _sum_up(self, at: int) -> None:
        outcomes = Counter(outcome.lower() for outcome, _ in self._outcomes.values())
        counts = {name: outcomes[name] for name in ("passed", "failed", "skipped")}
        counts |= {"scenarios": len(self._outcomes), "features": len(self._features)}
        counts["flaky"] = len(self.script.quarantined)
        counts["attempts"] = sum(attempts for _, attempts in self._outcomes.values())
        payload = bdv.RunCompleted(
            run_id=self.run_id, suite=SUITE, full=self.script.full, counts=counts, digest=digest_of(self._lines)
        )
        self.say(at, "run.completed", SUITE, payload)


def _steps(scene: Scene, status: str, length: int, error: str) -> list[bdv.StepResult]:
    """All steps but the last pass, unless the scenario was skipped."""
    earlier = "SKIPPED" if status == "SKIPPED" else "PASSED"
    last = len(scene.steps) - 1
    return [
        bdv.StepResult(
            keyword=keyword,
            text=text,
            status=status if n == last else earlier,
            duration_ms=round(length / len(scene.steps), 1),
            message=error if n == last else "",
        )
        for n, (keyword, text) in enumerate(scene.steps)
    ]
