"""Iterations too large to be drawn node by node: a structure of so many modules, a plan of so many tasks."""

from collections.abc import Iterator
from random import Random
from typing import Final

from app.domain.events import Event
from app.domain.identity import violation_key
from app.domain.payloads import acc, dde
from app.domain.payloads.common import Payload

START: Final = 1_790_000_000_000
STEP_MS: Final = 500
COMPONENTS: Final = 20
PACKAGE: Final = 50
"""Modules in a package."""
BROKEN: Final = 40
"""Imports that break a rule."""

Told = tuple[str, Payload]


def structure(iteration: str, modules: int, imports: int) -> Iterator[Event]:
    """An analysis of so many modules in packages of components, joined by exactly so many imports: most stay in
    their package, some in their component, few lead further down; some of them break a rule."""
    chance = Random(modules)
    names = [_module(n, modules) for n in range(modules)]
    pairs = _imports(modules, imports, chance)
    told = [*_begun(), *_chunks(names, pairs), *_violations(names, pairs, chance), *_ended()]
    return _events(iteration, told)


def plan(iteration: str, tasks: int, needs: int = 3) -> Iterator[Event]:
    """A workflow of so many tasks in stages; each needs some of the stage before it, a few failed or run."""
    chance = Random(tasks)
    wide = max(1, round(tasks**0.5 / 2))
    told: list[Told] = [("dde.workflow.started", dde.WorkflowStarted(workflow_id="W"))]
    for n in range(tasks):
        before = n // wide * wide - wide
        needed = sorted({f"T{before + chance.randrange(wide):05}" for _ in range(needs)}) if before >= 0 else []
        told.append(("dde.task.created", dde.TaskCreated(task_id=f"T{n:05}", depends_on=needed)))
    for n in range(int(tasks * 0.7)):
        told.append(("dde.task.started", dde.TaskStarted(task_id=f"T{n:05}")))
        if chance.random() < 0.995:
            told.append(("dde.task.completed", dde.TaskCompleted(task_id=f"T{n:05}")))
    return _events(iteration, told)


def _module(n: int, modules: int) -> str:
    package = n // PACKAGE
    return f"shop.c{package * COMPONENTS * PACKAGE // modules:02}.p{package:04}.m{n:05}"


def _imports(modules: int, imports: int, chance: Random) -> list[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    reach = modules // COMPONENTS
    while len(found) < imports:
        source, luck = chance.randrange(modules), chance.random()
        span = PACKAGE if luck < 0.8 else reach if luck < 0.97 else modules
        target = source // span * span + chance.randrange(span)
        if source < target < modules:
            found.add((source, target))
    return sorted(found)


def _begun() -> Iterator[Told]:
    parts = [acc.ComponentSpec(name=f"c{n:02}", paths=[f"shop/c{n:02}"], layer=n // 5) for n in range(COMPONENTS)]
    rules = [acc.RuleSpec(rule_id="R1", type="layering", status="broken")]
    loaded = acc.ManifestLoaded(manifest_name="default", generation="g", components=parts, rules=rules)
    yield "acc.analysis.started", acc.AnalysisStarted(analysis_id="a", generation="g")
    yield "acc.manifest.loaded", loaded


def _chunks(names: list[str], pairs: list[tuple[int, int]]) -> Iterator[Told]:
    """A thousand modules at a time, with the imports that leave them."""
    leaving: dict[int, list[acc.ImportSpec]] = {}
    for a, b in pairs:
        leaving.setdefault(a // 1000, []).append(acc.ImportSpec(source=names[a], target=names[b]))
    for chunk in range(-(-len(names) // 1000)):
        mine = names[chunk * 1000 : chunk * 1000 + 1000]
        modules = [acc.ModuleSpec(name=name, file_path=name.replace(".", "/") + ".py") for name in mine]
        built = acc.GraphBuilt(analysis_id="a", generation="g", modules=modules, imports=leaving.get(chunk, []))
        yield "acc.graph.built", built


def _violations(names: list[str], pairs: list[tuple[int, int]], chance: Random) -> Iterator[Told]:
    for a, b in chance.sample(pairs, BROKEN):
        yield "acc.violation.detected", violation(names[a], names[b])


def violation(source: str, target: str) -> acc.ViolationDetected:
    """An import that breaks the rule."""
    return acc.ViolationDetected(
        violation_id=violation_key("R1", source, target),
        rule_id="R1",
        type="layering",
        severity="BLOCKING",
        source_module=source,
        target_module=target,
        generation="g",
    )


def _ended() -> Iterator[Told]:
    yield "acc.analysis.completed", acc.AnalysisCompleted(analysis_id="a", generation="g")


def _events(iteration: str, told: list[Told]) -> Iterator[Event]:
    for number, (kind, payload) in enumerate(told):
        yield event(iteration, number, kind, payload)


def event(iteration: str, number: int, kind: str, payload: Payload) -> Event:
    """The event of that number in the life of the iteration."""
    return Event(
        event_id=f"{iteration}-{number}",
        timestamp=START + number * STEP_MS,
        tenant_id="local",
        iteration_id=iteration,
        event_type=kind,
        node_id="",
        payload=payload,
        project="bench",
        commit_sha="c0ffee",
        source="bench",
    )
