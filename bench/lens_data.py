"""Iterations of a given size for the lens benchmark: so many tasks, scenarios and modules, and a life of an hour."""

from collections.abc import Iterator
from random import Random

from app.domain.events import Event
from app.domain.identity import feature_key, scenario_key
from app.domain.payloads import acc, bdv, dde
from app.domain.payloads.common import Payload
from bench.large_data import violation

TENANT = "local"
START = 1_790_000_000_000
STEP_MS = 500
_CONTRACTS = 6
_LAYERS = ("api", "service", "domain", "infra")


def events(iteration: str, size: int) -> list[Event]:
    """The whole life of an iteration with ``size`` tasks, as many scenarios and as many modules."""
    chance = Random(size)
    told = [*_execution(size, chance), *_behaviour(size, chance), *_structure(size, chance)]
    return [_event(iteration, number, kind, payload) for number, (kind, payload) in enumerate(told)]


def _event(iteration: str, number: int, kind: str, payload: Payload) -> Event:
    return Event(
        event_id=f"{iteration}-{number}",
        timestamp=START + number * STEP_MS,
        tenant_id=TENANT,
        iteration_id=iteration,
        event_type=kind,
        node_id="",
        payload=payload,
        project="bench",
        commit_sha="c0ffee",
        source="bench",
    )


def _execution(size: int, chance: Random) -> Iterator[tuple[str, Payload]]:
    yield "dde.workflow.started", dde.WorkflowStarted(workflow_id="W")
    names = [f"IF.C{n}" if n < _CONTRACTS else f"BE.T{n:04}" for n in range(size)]
    for n, name in enumerate(names):
        needs = sorted({names[chance.randrange(max(0, n - 40), n)] for _ in range(2)}) if n >= _CONTRACTS else []
        kind, version = ("INTERFACE", "v1.0") if n < _CONTRACTS else ("ACTION", "")
        gates = [dde.GateSpec(name="unit")]
        spec = dde.TaskCreated(task_id=name, kind=kind, contract_version=version, depends_on=needs, gates=gates)
        yield "dde.task.created", spec
    for n, name in enumerate(names):
        yield "dde.task.started", dde.TaskStarted(task_id=name)
        if n < _CONTRACTS:
            yield "dde.contract.locked", dde.ContractLocked(contract_name=f"C{n}", version="1.0")
        if n < size * 0.8:
            yield "dde.gate.passed", dde.GateEvent(task_id=name, gate_name="unit", severity="BLOCKING")
            yield "dde.task.completed", dde.TaskCompleted(task_id=name)


def _behaviour(size: int, chance: Random) -> Iterator[tuple[str, Payload]]:
    yield "bdv.run.started", bdv.RunStarted(run_id="run", suite="features")
    features = [_feature(first, min(first + 8, size), chance) for first in range(0, size, 8)]
    for feature in features:
        yield "bdv.feature.discovered", feature
    for spec in (spec for feature in features for spec in feature.scenarios):
        failed = chance.random() < 0.03
        kind, status = ("bdv.scenario.failed", "FAILED") if failed else ("bdv.scenario.completed", "PASSED")
        end = bdv.ScenarioFinished(scenario_id=spec.scenario_id, run_id="run", suite="features", status=status)
        yield kind, end


def _feature(first: int, end: int, chance: Random) -> bdv.FeatureDiscovered:
    path = f"features/f{first // 8:03}.feature"
    tags = [f"@contract:C{chance.randrange(_CONTRACTS)}:v1.0"]
    specs = [
        bdv.ScenarioSpec(scenario_id=scenario_key(path, f"Case {n}"), name=f"Case {n}", tags=tags, position=n)
        for n in range(first, end)
    ]
    name, key = f"Feature {first // 8}", feature_key(path)
    return bdv.FeatureDiscovered(
        feature_id=key, feature_path=path, name=name, suite="features", run_id="run", scenarios=specs
    )


def _structure(size: int, chance: Random) -> Iterator[tuple[str, Payload]]:
    names = [f"pay.{_LAYERS[n * 4 // size]}.p{n % 12:02}.m{n:04}" for n in range(size)]
    yield "acc.analysis.started", acc.AnalysisStarted(analysis_id="a", generation="g")
    parts = [acc.ComponentSpec(name=c, paths=[f"pay/{c}"], layer=i) for i, c in enumerate(_LAYERS)]
    rules = [acc.RuleSpec(rule_id="R1", type="layering", status="broken")]
    yield (
        "acc.manifest.loaded",
        acc.ManifestLoaded(manifest_name="default", generation="g", components=parts, rules=rules),
    )
    pairs = sorted({(n, chance.randrange(n + 1, min(size, n + 200))) for n in range(size - 1) for _ in range(3)})
    modules = [acc.ModuleSpec(name=m, file_path=m.replace(".", "/") + ".py") for m in names]
    imports = [acc.ImportSpec(source=names[a], target=names[b]) for a, b in pairs]
    yield "acc.graph.built", acc.GraphBuilt(analysis_id="a", generation="g", modules=modules, imports=imports)
    yield from _upward(names[-1], names[0])
    yield "acc.analysis.completed", acc.AnalysisCompleted(analysis_id="a", generation="g")


def _upward(low: str, high: str) -> Iterator[tuple[str, Payload]]:
    """The one import that breaks the rule."""
    up = acc.ImportSpec(source=low, target=high, lines=[3])
    yield "acc.graph.built", acc.GraphBuilt(analysis_id="a", generation="g", imports=[up])
    yield "acc.violation.detected", violation(low, high)
