"""What will run: the scenarios that are meant, with which runner, and whether that is all of the suite."""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from app.domain.payloads.bdv import FeatureDiscovered
from app.domain.payloads.journeys import JourneyDeclared
from app.engines.behaviour import journeys as journeys_file
from app.engines.behaviour.catalogue import Catalogue
from app.engines.behaviour.own_choice import OwnChoice, own_choice
from app.engines.behaviour.request import Request
from app.engines.behaviour.tags import Selection
from app.engines.behaviour.target import Interpreter, interpreter, project_of, runner_of, start_of
from app.errors import BadRequest


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """``features`` hold the selected scenarios only; ``problem`` says why nothing can run at all."""

    folder: str
    start: str
    runner: str
    python: Interpreter
    suite: str
    selection: Selection
    catalogue: Catalogue
    features: tuple[FeatureDiscovered, ...]
    full: bool
    journeys: tuple[JourneyDeclared, ...]
    problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def selected(self) -> dict[str, set[str]]:
        """The ids of the selected scenarios, each with all its tags."""
        return {s.scenario_id: {*f.tags, *s.tags} for f in self.features for s in f.scenarios}


def plan_of(request: Request) -> Plan:
    """What the request comes to. Raises BadRequest and BadFile for what whoever asks has to mend."""
    folder, selection = _project(request.path), Selection(request.tags)
    python = interpreter(request.python, folder, os.environ)
    runner = runner_of(request.runner, request.path, folder, python)
    catalogue = Catalogue(folder, request.prefix)
    there = _there(request, catalogue, runner)
    own = _own_choice(request, runner, python, folder, there)
    chosen = _chosen(there, selection, own)
    suite = request.suite or " ".join(part for part in (runner, request.prefix) if part)
    return Plan(
        folder=str(folder),
        start=str(start_of(request.path, folder) if runner == "behave" else request.path),
        runner=runner,
        python=python,
        suite=suite,
        selection=selection,
        catalogue=catalogue,
        features=chosen,
        full=request.full or _count(chosen) == len(catalogue.specs),
        journeys=_journeys(request, suite),
        problem="" if python.has(runner) and _count(chosen) else _problem(request, catalogue, runner, python, own),
        notes=tuple(_notes(catalogue, chosen, request, own)),
    )


def _project(path: Path) -> Path:
    if not path.exists():
        raise BadRequest(f"{path} does not exist; name a folder of features, or one feature file")
    return project_of(path)


def _count(features: Iterable[FeatureDiscovered]) -> int:
    return sum(len(feature.scenarios) for feature in features)


def _there(request: Request, catalogue: Catalogue, runner: str) -> list[FeatureDiscovered]:
    """What there is to choose from; pytest-bdd's step files may lie elsewhere than the features that they bind."""
    below = _below(request, catalogue)
    if not below and runner == "pytest-bdd" and request.path.is_dir():
        return catalogue.features
    return below


def _below(request: Request, catalogue: Catalogue) -> list[FeatureDiscovered]:
    start = catalogue.path(str(request.path.resolve()))
    return [f for f in catalogue.features if start in ("", f.feature_path) or f.feature_path.startswith(f"{start}/")]


def _own_choice(
    request: Request, runner: str, python: Interpreter, folder: Path, there: list[FeatureDiscovered]
) -> OwnChoice:
    """What behave's own configuration leaves out; ``--tags`` takes its place."""
    if runner != "behave" or not python.behave or request.tags.strip():
        return OwnChoice()
    tags = {frozenset({*f.tags, *s.tags}) for f in there for s in f.scenarios}
    return own_choice(python.path, folder, os.environ, tags)


def _chosen(there: list[FeatureDiscovered], selection: Selection, own: OwnChoice) -> tuple[FeatureDiscovered, ...]:
    """Raises BadRequest when there are scenarios and the expression takes none of them."""

    def meant(tags: set[str]) -> bool:
        return selection.takes(tags) and own.takes(tags)

    told = [(f, [s for s in f.scenarios if meant({*f.tags, *s.tags})]) for f in there]
    chosen = tuple(msgspec.structs.replace(f, scenarios=some) for f, some in told if some or not f.scenarios)
    if selection.text and there and not _count(chosen):
        tags = sorted({tag for f in there for s in f.scenarios for tag in (*f.tags, *s.tags)})
        known = f"the tags there are {', '.join(tags[:20])}" if tags else "none of them has a tag"
        raise BadRequest(f"--tags {selection.text!r} takes none of {_count(there)} scenarios; {known}")
    return chosen


def _journeys(request: Request, suite: str) -> tuple[JourneyDeclared, ...]:
    file = request.journeys or journeys_file.beside(request.path, project_of(request.path))
    return tuple(journeys_file.read(file, suite)) if file else ()


def _problem(request: Request, catalogue: Catalogue, runner: str, python: Interpreter, own: OwnChoice) -> str:
    """Why nothing can run, given that nothing is chosen or the runner is not there."""
    if not python.has(runner):
        return f"{runner} is not installed in {python.path} (Python {python.version}); install it, or name --python"
    if catalogue.refused:
        return "\n".join(f"{refused.path} cannot be parsed: {refused.reason}" for refused in catalogue.refused[:5])
    if own.refused:
        return f"behave's own configuration ({own.text}) takes no scenario below {request.path}"
    return f"there is no scenario in a feature file below {request.path}"


def _notes(
    catalogue: Catalogue, chosen: tuple[FeatureDiscovered, ...], request: Request, own: OwnChoice
) -> Iterable[str]:
    number, every = _count(chosen), len(catalogue.specs)
    why = f" by behave's own configuration ({own.text})" if own.refused else ""
    if number < every and not request.full:
        yield f"{number} of the project's {every} scenarios are selected{why}; the others stay as they were"
    yield from (f"{refused.path} cannot be parsed: {refused.reason}" for refused in catalogue.refused[:5])
