"""Made-up histories in which every rule of correlation has something to decide, and people decide as well."""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from app.domain.events import Event
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from app.domain.payloads.bdv import ScenarioSpec
from tests.builders import event

PATHS = ("src/pay/refund.py", "src/ship/refund.py", "lib/pay/refund.py", "refund.py", "src/pay/api.py")
HASHES = ("aa", "bb", "")
NAMES = ("refund a payment", "refund the payment", "refund a late payment", "ship goods", "")
REQUIREMENTS = ("R1", "R2", "R3")
TASKS = ("IF.Pay", "IF.Ship", "BE.A", "BE.B")
MODULES = ("pay.refund", "ship.refund", "old.refund")
COMPONENTS = ("core", "edge")
GENERATIONS = ("g1", "g2", "g3")
VERSIONS = ("1.0", "1.1", "2.0")
CONTRACTS = tuple(f"{name}:{version}" for name in ("Pay", "Ship") for version in VERSIONS)
SCENARIOS = ("S.1", "S.2")
FEATURES = ("F.1", "F.2")

ENDS = {
    "FULFILLED_BY": (("Requirement", REQUIREMENTS), ("Task", TASKS)),
    "VALIDATED_BY": (("Requirement", REQUIREMENTS), ("BehavioralSpec", FEATURES)),
    "CONTAINS": (("Artifact", tuple(f"{t}/x.py" for t in TASKS)), ("CodeModule", MODULES)),
    "VALIDATES": (("Scenario", SCENARIOS), ("InterfaceContract", CONTRACTS)),
    "BELONGS_TO": (("CodeModule", MODULES), ("ArchitectureComponent", COMPONENTS)),
    "ENFORCED_BY": (("InterfaceContract", CONTRACTS), ("ArchitectureComponent", COMPONENTS)),
    "DEFINES": (("Task", TASKS), ("InterfaceContract", CONTRACTS)),
    "CONSUMES": (("Task", TASKS), ("InterfaceContract", CONTRACTS)),
}


def _some(pool: tuple[str, ...], most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(pool), max_size=most, unique=True)


@st.composite
def requirement(draw: st.DrawFn, minute: float) -> Event:
    who, name = draw(st.sampled_from(REQUIREMENTS)), draw(st.sampled_from(NAMES))
    return event("dde.requirement.created", minute, requirement_id=who, name=name)


@st.composite
def task(draw: st.DrawFn, minute: float) -> Event:
    who = draw(st.sampled_from(TASKS))
    return event(
        "dde.task.created",
        minute,
        task_id=who,
        name=draw(st.sampled_from(NAMES)),
        kind="INTERFACE" if who.startswith("IF.") else "ACTION",
        contract_version=draw(st.sampled_from(VERSIONS)) if who.startswith("IF.") else "",
        requirement_id=draw(st.sampled_from(("", "", *REQUIREMENTS))),
        depends_on=draw(_some(TASKS)),
    )


@st.composite
def artifact(draw: st.DrawFn, minute: float) -> Event:
    who, path, content = (draw(st.sampled_from(pool)) for pool in (TASKS, ("", *PATHS), HASHES))
    return event("dde.artifact.stamped", minute, task_id=who, name="x.py", file_path=path, sha256=content)


@st.composite
def contract(draw: st.DrawFn, minute: float) -> Event:
    name, _, version = draw(st.sampled_from(CONTRACTS)).partition(":")
    kind = draw(st.sampled_from(("created", "locked", "deprecated")))
    return event(f"dde.contract.{kind}", minute, contract_name=name, version=version)


@st.composite
def feature(draw: st.DrawFn, minute: float) -> Event:
    key = draw(st.sampled_from(FEATURES))
    scenarios = [
        ScenarioSpec(scenario_id=f"S.{key[-1]}", name="x", tags=[f"@contract:{c}" for c in draw(_some(CONTRACTS, 3))])
    ]
    tags = [f"@req:{r}" for r in draw(st.one_of(st.just([]), _some(REQUIREMENTS)))]
    return event(
        "bdv.feature.discovered",
        minute,
        feature_id=key,
        feature_path="f",
        name="F",
        tags=tags,
        scenarios=scenarios,
    )


@st.composite
def code(draw: st.DrawFn, minute: float) -> Event:
    chosen = draw(st.lists(st.sampled_from(MODULES), min_size=1, unique=True))
    specs = [
        ModuleSpec(name=m, file_path=draw(st.sampled_from(PATHS)), sha256=draw(st.sampled_from(HASHES)))
        for m in chosen
    ]
    gone = draw(_some(MODULES, 1))
    generation = draw(st.sampled_from(GENERATIONS))
    return event(
        "acc.graph.changed", minute, analysis_id="a", generation=generation, modules=specs, removed_modules=gone
    )


@st.composite
def analysis(draw: st.DrawFn, minute: float) -> Event:
    """A full analysis starts, tells a part of its graph, or is complete, of whichever manifest."""
    generation = draw(st.sampled_from(GENERATIONS))
    if draw(st.booleans()):
        chosen = draw(_some(MODULES))
        specs = [ModuleSpec(name=m, file_path=draw(st.sampled_from(PATHS)), sha256="aa") for m in chosen]
        return event("acc.graph.built", minute, analysis_id="a", generation=generation, modules=specs)
    kind, manifest = draw(st.sampled_from(("started", "completed"))), draw(st.sampled_from(("m", "n")))
    who = {"analysis_id": "a", "generation": generation, "manifest_name": manifest}
    return event(f"acc.analysis.{kind}", minute, **who)


@st.composite
def manifest(draw: st.DrawFn, minute: float) -> Event:
    parts = [
        ComponentSpec(
            name=name,
            paths=draw(_some(("src", "src/pay", "pay", "**", "src/*/refund.py"))),
            contracts=draw(_some(("Pay", "Pay:1.0", "Ship"), 1)),
        )
        for name in draw(_some(COMPONENTS))
    ]
    generation = draw(st.sampled_from(GENERATIONS))
    return event("acc.manifest.loaded", minute, manifest_name="m", generation=generation, components=parts)


@st.composite
def decision(draw: st.DrawFn, minute: float) -> Event:
    kind = draw(st.sampled_from(sorted(ENDS)))
    (source, sources), (target, targets) = ENDS[kind]
    return event(
        "dde.link.decided",
        minute,
        kind=kind,
        source=f"{source}/{draw(st.sampled_from(sources))}",
        target=f"{target}/{draw(st.sampled_from(targets))}",
        decision=draw(st.sampled_from(("accepted", "rejected", "withdrawn"))),
        by="ada",
        reason="she looked",
    )


KINDS = (requirement, task, artifact, contract, feature, code, analysis, analysis, manifest, decision)
ARCHITECTURE = (artifact, code, analysis, analysis, manifest)


@st.composite
def histories(draw: st.DrawFn, most: int = 14, kinds: Sequence[Callable] = KINDS) -> list[Event]:
    """Events at moments of their own, in order of arrival, which is any order."""
    minutes = draw(st.lists(st.integers(0, 60), min_size=2, max_size=most, unique=True))
    return [draw(draw(st.sampled_from(kinds))(minute)) for minute in minutes]
