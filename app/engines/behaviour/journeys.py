"""``journeys.yaml``: what people come to do, read and checked before anything runs.

::

    journeys:
      - id: checkout
        name: Buy a basket
        severity: critical          # critical, high, medium or low
        steps:
          - id: login
            scenario: "Log in*"     # a scenario's name, * and ? allowed; or feature:, or contract: Name[:1.2]
          - id: pay
            contract: Payment:1.0
            depends_on: [login]
            required: false         # without it the journey is covered all the same
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from app.domain.behaviour.journeys import SEVERITIES
from app.domain.payloads.journeys import JourneyDeclared, JourneyStep
from app.errors import BadFile

NAMES: Final = ("journeys.yaml", "journeys.yml", "journeys.json")


class _Step(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str = ""
    contract: str = ""
    feature: str = ""
    scenario: str = ""
    depends_on: list[str] = []
    required: bool = True


class _Journey(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    steps: list[_Step]
    name: str = ""
    severity: str = "medium"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    journeys: list[_Journey]


def beside(path: Path, folder: Path) -> Path | None:
    """The journeys that lie with the features: in the folder that is validated, its ``features``, or the project."""
    start = path if path.is_dir() else path.parent
    places = dict.fromkeys((start, start / "features", folder / "features", folder))
    return next((place / name for place in places for name in NAMES if (place / name).is_file()), None)


def read(file: Path, suite: str) -> list[JourneyDeclared]:
    """The journeys in the file. Raises BadFile naming journey and step."""
    try:
        plain: Any = yaml.safe_load(file.read_bytes())
        found = msgspec.convert(plain, _File)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as flaw:
        raise BadFile(f"no journeys can be read: {' '.join(str(flaw).split())}", str(file)) from flaw
    if mistake := next(_mistakes(found), ""):
        raise BadFile(mistake, str(file))
    return [_declared(journey, suite, file.name) for journey in found.journeys]


def _mistakes(found: _File) -> Iterator[str]:
    yield from (f"journey {name} is there twice" for name in _twice(j.id for j in found.journeys))
    for journey in found.journeys:
        for mistake in _mistakes_of(journey):
            yield f"journey {journey.id}: {mistake}"


def _mistakes_of(journey: _Journey) -> Iterator[str]:
    if journey.severity.lower() not in SEVERITIES:
        yield f"severity is one of {', '.join(SEVERITIES)}, found {journey.severity!r}"
    if not journey.steps:
        yield "it has no steps"
    yield from (f"step {name} is there twice" for name in _twice(s.id for s in journey.steps))
    names = {step.id for step in journey.steps}
    for step in journey.steps:
        if not (step.contract or step.feature or step.scenario):
            yield f"step {step.id} names no scenario, feature or contract that covers it"
        yield from (
            f"step {step.id} depends on {need}, which is no step" for need in step.depends_on if need not in names
        )
    if circle := _circle({step.id: step.depends_on for step in journey.steps}):
        yield f"steps depend on each other in a circle: {', '.join(circle)}"


def _twice(names: Iterator[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _circle(needs: dict[str, list[str]]) -> list[str]:
    """The steps that are left when those are taken away, again and again, that need none that is left."""
    left = dict(needs)
    while free := [name for name, before in left.items() if not any(b in left for b in before)]:
        for name in free:
            del left[name]
    return sorted(left)


def _declared(journey: _Journey, suite: str, file_name: str) -> JourneyDeclared:
    steps = [
        JourneyStep(
            step_id=step.id,
            name=step.name,
            contract=step.contract,
            feature=step.feature,
            scenario=step.scenario,
            depends_on=step.depends_on,
            required=step.required,
        )
        for step in journey.steps
    ]
    return JourneyDeclared(
        journey_id=journey.id,
        name=journey.name,
        severity=journey.severity.lower(),
        steps=steps,
        suite=suite,
        file_path=file_name,
    )
