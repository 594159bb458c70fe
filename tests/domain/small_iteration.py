"""The smallest iteration that may ship, to be broken in one place at a time.

Its completing events sum up what happened before them, as an honest producer's do.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from app.domain import labels
from app.domain.behaviour.journeys import step_lines
from app.domain.digest import (
    artifact_line,
    cycle_line,
    digest_of,
    gate_line,
    import_line,
    journey_line,
    module_line,
    rule_line,
    scenario_line,
    task_line,
    violation_line,
)
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import Node
from app.domain.moments import NOW
from app.domain.payloads import acc, bdv, dde
from app.domain.payloads.common import Payload
from app.domain.state import IterationState, read

COMMIT = "c0ffee"
SUITE = "features"
TAG = "@contract:Pay:1.0"
GATE = dde.GateSpec(name="unit")
RULE = acc.RuleSpec(rule_id="R1", type="layering", expression="ALL: LAYERED", status="kept")

Step = tuple[str, Payload]


def sound() -> list[Step]:
    """Two tasks, two scenarios, two modules; everything went well."""
    return [*process(), *behaviour(), *structure()]


def process() -> list[Step]:
    """An interface and the service behind it."""
    stamped = dde.ArtifactEvent(task_id="BE.Pay", name="pay.py", file_path="pay.py", sha256="ab12")
    return [
        ("dde.workflow.started", dde.WorkflowStarted(workflow_id="W")),
        ("dde.task.created", dde.TaskCreated(task_id="IF.Pay", kind="INTERFACE", contract_version="v1.0")),
        ("dde.task.created", service()),
        ("dde.contract.created", dde.ContractEvent(contract_name="Pay", version="1.0")),
        ("dde.task.started", dde.TaskStarted(task_id="IF.Pay")),
        ("dde.task.completed", dde.TaskCompleted(task_id="IF.Pay")),
        ("dde.contract.locked", dde.ContractLocked(contract_name="Pay", version="1.0")),
        ("dde.task.started", dde.TaskStarted(task_id="BE.Pay")),
        ("dde.gate.passed", dde.GateEvent(task_id="BE.Pay", gate_name="unit", severity="BLOCKING")),
        ("dde.artifact.stamped", stamped),
        ("dde.task.completed", dde.TaskCompleted(task_id="BE.Pay")),
        ("dde.workflow.completed", dde.WorkflowCompleted(workflow_id="W")),
    ]


def service(**more: object) -> dde.TaskCreated:
    """The service's task as planned."""
    plain = {"task_id": "BE.Pay", "depends_on": ["IF.Pay"], "gates": [GATE], "outputs": ["pay.py"]}
    return msgspec.convert({**msgspec.to_builtins(plain), **more}, dde.TaskCreated)


def behaviour() -> list[Step]:
    """One feature that is fully run."""
    specs = [scenario("S.paid", "@critical"), scenario("S.declined")]
    return [
        ("bdv.run.started", bdv.RunStarted(run_id="run-1", suite=SUITE)),
        ("bdv.feature.discovered", feature(specs)),
        ("bdv.scenario.completed", finished("S.paid")),
        ("bdv.scenario.completed", finished("S.declined")),
        ("bdv.run.completed", bdv.RunCompleted(run_id="run-1", suite=SUITE)),
    ]


def scenario(key: str, *tags: str) -> bdv.ScenarioSpec:
    return bdv.ScenarioSpec(scenario_id=key, name=key, tags=list(tags))


def feature(specs: Sequence[bdv.ScenarioSpec], run: str = "run-1") -> bdv.FeatureDiscovered:
    return bdv.FeatureDiscovered(
        feature_id="F.pay",
        feature_path="pay.feature",
        name="Pay",
        suite=SUITE,
        run_id=run,
        tags=[TAG],
        scenarios=list(specs),
    )


def finished(key: str, status: str = "PASSED", run: str = "run-1") -> bdv.ScenarioFinished:
    return bdv.ScenarioFinished(scenario_id=key, run_id=run, suite=SUITE, status=status)


def structure() -> list[Step]:
    """Two modules, one import, one rule."""
    modules = [acc.ModuleSpec(name="api", file_path="api.py"), acc.ModuleSpec(name="pay", file_path="pay.py")]
    link = acc.ImportSpec(source="api", target="pay")
    built = acc.GraphBuilt(analysis_id="A", generation="g1", modules=modules, imports=[link])
    return [
        ("acc.analysis.started", acc.AnalysisStarted(analysis_id="A", generation="g1")),
        ("acc.graph.built", built),
        ("acc.manifest.loaded", acc.ManifestLoaded(manifest_name="default", generation="g1", rules=[RULE])),
        ("acc.analysis.completed", acc.AnalysisCompleted(analysis_id="A", generation="g1")),
    ]


def told(steps: Iterable[Step], commits: dict[int, str] | None = None) -> list[Event]:
    """The steps as events a second apart; what completes something sums up what was told before."""
    events: list[Event] = []
    for n, (event_type, payload) in enumerate(steps):
        if "counts" in payload.__struct_fields__:
            state = read(fold((entry_of(e, k) for k, e in enumerate(events, 1)), NOW))
            payload = _summing_up(event_type.partition(".")[0], payload, state)
        commit = (commits or {}).get(n, COMMIT)
        events.append(_event(n, event_type, payload, commit))
    return events


def _event(n: int, event_type: str, payload: Payload, commit: str) -> Event:
    return Event(
        event_id=f"e{n}",
        timestamp=1_800_000_000_000 + n * 1000,
        tenant_id="t",
        iteration_id="i",
        event_type=event_type,
        node_id="",
        payload=payload,
        commit_sha=commit,
    )


def _summing_up(stream: str, payload: Payload, state: IterationState) -> Payload:
    if isinstance(payload, bdv.RunCompleted):
        counts, lines = _of_run(payload.run_id, state)
    else:
        counts, lines = _of_workflow(state) if stream == "dde" else _of_analysis(state)
    return msgspec.structs.replace(payload, counts=counts, digest=digest_of(lines))


def _of_workflow(state: IterationState) -> tuple[dict[str, int], list[str]]:
    tasks, gates, artifacts = (state.of(label) for label in (labels.TASK, labels.GATE, labels.ARTIFACT))
    lines = [task_line(k, t.get("status", "PENDING")) for k, t in tasks.items()]
    lines += [gate_line(k, g.get("status", "PENDING"), g.get("severity", "BLOCKING")) for k, g in gates.items()]
    lines += [artifact_line(k, a.get("sha256", "")) for k, a in artifacts.items()]
    counts = {"tasks": len(tasks), "gates": len(gates), "artifacts": len(artifacts)}
    return counts | {"contracts": len(state.of(labels.CONTRACT))}, lines


def _of_run(run_id: str, state: IterationState) -> tuple[dict[str, int], list[str]]:
    mine = {k: s for k, s in state.told(labels.SCENARIO).items() if s.get("seen_run") == run_id}
    outcomes = Counter(s.get("outcome").lower() for s in mine.values() if s.get("outcome"))
    lines = [scenario_line(k, s.get("outcome", "PENDING"), s.get("attempts", 0), _tags(s)) for k, s in mine.items()]
    flaky = sum(bool(s.get("flaky") or s.get("quarantined")) for s in mine.values())
    held = sum(bool(s.get("quarantined")) for s in mine.values())
    for key, journey in state.of(labels.JOURNEY).items():
        lines.append(journey_line(key, journey.get("severity", ""), step_lines(journey.get("steps", []))))
    return {"scenarios": len(mine), **outcomes, "flaky": flaky, "quarantined": held}, lines


def _tags(scenario: Node) -> set[str]:
    """The tags of the file, and contract tags that were only found while running."""
    tags = set(scenario.get("tags", []))
    return tags | {f"@contract:{t}" for t in scenario.get("contract_tags", []) if f"@contract:{t}" not in tags}


def _of_analysis(state: IterationState) -> tuple[dict[str, int], list[str]]:
    modules, rules = state.of(labels.MODULE), state.of(labels.RULE)
    violations = {k: v for k, v in state.of(labels.VIOLATION).items() if v.get("status") == "ACTIVE"}
    cycles = {k: c for k, c in state.of(labels.CYCLE).items() if c.get("status") == "ACTIVE"}
    imports = list(state.joined(labels.DEPENDS_ON, labels.MODULE))
    lines = [module_line(k) for k in modules]
    lines += [import_line(e.id.source.key, e.id.target.key) for e in imports]
    lines += [violation_line(k, v.get("severity", "")) for k, v in violations.items()]
    lines += [cycle_line(k, c.get("severity", "")) for k, c in cycles.items()]
    lines += [rule_line(r.get("rule_id", ""), r.get("severity", "")) for r in rules.values()]
    counts = {"modules": len(modules), "dependencies": len(imports), "rules": len(rules)}
    return counts | {"violations": len(violations), "cycles": len(cycles)}, lines
