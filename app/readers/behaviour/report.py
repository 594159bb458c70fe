"""A test report as most formats have it: features with scenarios with attempts. ``writing`` turns it into events."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from app.domain.identity import scenario_key
from app.domain.payloads.bdv import ScenarioSpec, StepResult

LONGEST_DURATION_MS: Final = 1e12
WORST_LAST: Final = ("PASSED", "SKIPPED", "UNKNOWN", "PENDING", "UNDEFINED", "AMBIGUOUS", "FAILED", "ERROR")
QUIET: Final = ("PASSED", "SKIPPED")


class Attempt(NamedTuple):
    """How one attempt went. ``began`` is its own time (ms), where the format has one."""

    status: str
    duration_ms: float = 0.0
    message: str = ""
    type: str = ""
    failed_step: str = ""
    line: int = 0
    reason: str = ""
    steps: Sequence[StepResult] = ()
    began: int | None = None
    metadata: Mapping[str, str] = {}


class Told(NamedTuple):
    """A scenario and its attempts, the last of which counts; one without any never ran."""

    spec: ScenarioSpec
    attempts: Sequence[Attempt] = ()


class Feature(NamedTuple):
    """What stands together: a feature file, a test file, or a class. ``is_file`` says that ``path`` is one."""

    path: str
    name: str
    scenarios: Sequence[Told]
    description: str = ""
    tags: Sequence[str] = ()
    language: str = "en"
    is_file: bool = True


class Report(NamedTuple):
    """A whole run. ``started`` is its own time, None for that of the file; ``note`` is told with the run."""

    suite: str
    features: Sequence[Feature]
    started: int | None = None
    note: Mapping[str, str] = {}


class Keys:
    """Keys of scenarios; a second one of the same name, rule and example is told apart by its number."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def of(self, path: str, name: str, example: str = "", rule: str = "") -> str:
        """The key of a scenario that was not spoken of before."""
        key = scenario_key(path, name, example, rule)
        self._used[key] += 1
        times = self._used[key]
        return key if times == 1 else scenario_key(path, name, f"{example} #{times}", rule)


def worst_of(steps: Sequence[StepResult]) -> int | None:
    """The place of the first of the worst steps; None where all went well, or there is none."""
    worst = max(range(len(steps)), key=lambda at: WORST_LAST.index(steps[at].status), default=None)
    return worst if worst is not None and steps[worst].status not in QUIET else None


def finite(value: float | None) -> float:
    """A duration that can be kept; 0 for one that is none."""
    return value if value is not None and 0 <= value <= LONGEST_DURATION_MS else 0.0


def outside(keys: Keys, path: str, name: str, message: str, line: int = 0) -> Told:
    """What failed outside every scenario: shown as one of its own, of kind ``run``, so that nobody overlooks it."""
    spec = ScenarioSpec(scenario_id=keys.of(path, name), name=name, kind="run", line=line)
    return Told(spec, [Attempt("ERROR", message=message or name, line=line)])
