"""One test run, told as it goes: features, attempts, and at its end the sum of it all.

The sum (counts, and a digest with a line per scenario) is compared with what arrives: a run of which an event
gets lost is never taken for a complete one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mission_control_client.client import Client
from mission_control_client.names import clipped, derived_id, digest_of, event_id, feature_key, scenario_line
from mission_control_client.scenarios import Ending, Feature, Scenario, now, spec_of
from mission_control_client.trace import Span

Json = dict[str, Any]
MOST_SCENARIOS = 200
"""How many scenarios one event of a feature carries at most."""

_COUNTED = ("passed", "failed", "skipped", "undefined", "pending", "ambiguous", "error")
_EVENT_TYPES = {"PASSED": "bdv.scenario.completed", "SKIPPED": "bdv.scenario.skipped"}


class _Line(NamedTuple):
    """What the digest says of a scenario; one that never ran is PENDING with no attempt."""

    outcome: str = "PENDING"
    attempts: int = 0
    tags: tuple[str, ...] = ()


class TestRun:
    """Tells of one run of a suite. Times are milliseconds since 1970."""

    __test__ = False  # pytest collects classes by their name

    def __init__(self, client: Client, suite: str) -> None:
        self._client, self.suite = client, suite
        self.span = client.span
        self.run_id = f"run-{self.span.span_id}"
        self._lines: dict[str, _Line] = {}
        self._places: dict[str, int] = {}
        self._features: set[str] = set()
        self._requirements: set[str] = set()
        self._attempts = self._retried = self._count = self._latest = 0

    def started(self, metadata: Mapping[str, str]) -> None:
        """The run begins."""
        self._tell("bdv.run.started", now(), self.suite, self._of_run({}), span=self.span, metadata=dict(metadata))

    def declared(self, streams: Iterable[str]) -> None:
        """Say which streams the verdict needs, where somebody said so."""
        wanted = [name.strip() for name in streams if name.strip()]
        if wanted:
            iteration = self._client.belonging.iteration
            self._tell(f"{wanted[0]}.iteration.declared", now(), iteration, {"required_streams": wanted})

    def feature(self, feature: Feature, scenarios: Iterable[Scenario]) -> None:
        """A feature with scenarios that are known to exist from now on."""
        found = list(scenarios)
        for one in found:
            self._places.setdefault(one.scenario_id, len(self._places) + 1)
            line = self._lines.get(one.scenario_id, _Line())
            self._lines[one.scenario_id] = line._replace(tags=tuple(sorted({*feature.tags, *one.tags})))
        for start in range(0, len(found), MOST_SCENARIOS):
            part = found[start : start + MOST_SCENARIOS]
            self._discovered(feature, [spec_of(one, self._places[one.scenario_id]) for one in part])
        self._wanted(feature, found)

    def _discovered(self, feature: Feature, specs: list[Json]) -> None:
        key = feature_key(feature.path)
        self._features.add(key)
        payload = {
            "feature_id": key,
            "feature_path": feature.path,
            "name": clipped(feature.name, 500) or feature.path,
            "tags": sorted(set(feature.tags)),
            "description": clipped(feature.description, 4_000),
            "language": feature.language,
            "scenarios": specs,
        }
        self._tell("bdv.feature.discovered", now(), key, self._of_run(payload))

    def _wanted(self, feature: Feature, scenarios: Iterable[Scenario]) -> None:
        """The requirements that tags name exist; whoever lists them says the rest. Ids as ingest gives them."""
        tags = {*feature.tags, *(tag for one in scenarios for tag in one.tags)}
        named = {tag[len("@req:") :] for tag in tags if tag.startswith("@req:") and tag != "@req:"}
        home = self._client.belonging
        for requirement in sorted(named - self._requirements):
            known = derived_id("tagged", home.tenant, home.iteration, requirement)
            payload = {"requirement_id": requirement, "origin": "tag"}
            more = {"event_id": known, "idempotency_key": known}
            self._client.emit("dde.requirement.created", payload, timestamp=now(), node_id=requirement, **more)
        self._requirements |= named

    def ran(self, scenario_id: str) -> bool:
        """Whether the scenario came to an end."""
        return bool(self._lines.get(scenario_id, _Line()).attempts)

    def begun(self, at: int, scenario_id: str, attempt: int, span: Span) -> None:
        """An attempt starts."""
        payload = {"scenario_id": scenario_id, "run_id": self.run_id, "attempt": attempt}
        self._tell("bdv.scenario.started", at, scenario_id, payload, span=span)

    def ended(self, at: int, done: Json, span: Span) -> None:
        """An attempt ends; ``done`` holds scenario_id, status, attempt, will_retry and what else there is to say."""
        self._attempts += 1
        self._retried += bool(done.get("will_retry"))
        if not done.get("will_retry"):
            known = self._lines.get(done["scenario_id"], _Line())
            line = known._replace(outcome=done["status"], attempts=done["attempt"])
            self._lines[done["scenario_id"]] = line
        event_type = _EVENT_TYPES.get(done["status"], "bdv.scenario.failed")
        self._tell(event_type, at, done["scenario_id"], self._of_run(done), span=span)

    def alone(self, feature: Feature, scenario: Scenario, result: Json) -> None:
        """A scenario and its only attempt, both over already."""
        self.feature(feature, [scenario])
        span, at = self.span.below(), now()
        self.begun(at, scenario.scenario_id, 1, span)
        told = {"scenario_id": scenario.scenario_id, "attempt": 1, "file_path": feature.path, **result}
        self.ended(at, told, span)

    def completed(self, ending: Ending, metadata: Mapping[str, str]) -> None:
        """The run ends; what it sums up can be compared with what arrived."""
        lines = (scenario_line(key, *line) for key, line in self._lines.items())
        payload = {
            "full": ending.full,
            "counts": self.counts(),
            "digest": digest_of(lines),
            "status": ending.status,
            "message": clipped(ending.message, 2_000),
        }
        at = max(now(), self._latest)
        self._tell("bdv.run.completed", at, self.suite, self._of_run(payload), metadata=dict(metadata))

    def counts(self) -> dict[str, int]:
        """The totals of the run as far as it has come."""
        ran = Counter(line.outcome.lower() for line in self._lines.values() if line.attempts)
        counts = {"scenarios": len(self._lines), **{name: ran[name] for name in _COUNTED}}
        return {**counts, "attempts": self._attempts, "retried": self._retried, "features": len(self._features)}

    def all_ran(self) -> bool:
        """Every scenario that is known of came to an end."""
        return all(line.attempts for line in self._lines.values())

    def _of_run(self, payload: Json) -> Json:
        return {"run_id": self.run_id, "suite": self.suite, **payload}

    def _tell(self, event_type: str, at: int, node_id: str, payload: Json, **more: Any) -> None:
        self._count += 1
        self._latest = max(self._latest, at)
        known = event_id(self.run_id, self._count)
        span = more.pop("span", None) or self.span.below()
        more = {"timestamp": at, "node_id": node_id, "correlation_id": self.run_id, "span": span, **more}
        self._client.emit(event_type, payload, event_id=known, **more)
