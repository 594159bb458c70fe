"""What the three streams say, in the few words that correlation listens to."""

from app.domain.events import Event
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from app.domain.payloads.bdv import ScenarioSpec
from tests.builders import event


def requirement(key: str, name: str, minute: float = 1) -> Event:
    return event("dde.requirement.created", minute, requirement_id=key, name=name)


def task(key: str, minute: float = 2, **more: object) -> Event:
    return event("dde.task.created", minute, task_id=key, **more)


def artifact(key: str, minute: float = 3, **more: object) -> Event:
    return event("dde.artifact.stamped", minute, task_id=key, name="x.py", **more)


def modules(*specs: tuple[str, str, str], minute: float = 4) -> Event:
    listed = [ModuleSpec(name=n, file_path=p, sha256=s) for n, p, s in specs]
    return event("acc.graph.built", minute, analysis_id="a", generation=f"g{minute}", modules=listed)


def feature(*tags: str, minute: float = 5) -> Event:
    listed = [ScenarioSpec(scenario_id="S.1", name="paid", tags=list(tags))]
    return event("bdv.feature.discovered", minute, feature_id="F.1", feature_path="f", name="F", scenarios=listed)


def manifest(*parts: ComponentSpec, minute: float = 6, generation: str = "g1") -> Event:
    return event("acc.manifest.loaded", minute, manifest_name="m", generation=generation, components=list(parts))


def locked(version: str, minute: float = 2) -> Event:
    return event("dde.contract.locked", minute, contract_name="Pay", version=version)


INTERFACE = task("IF.Pay", kind="INTERFACE", contract_version="v1.0", requirement_id="R1")
REQUIREMENT = requirement("R1", "Payments")


def decided(kind: str, source: str, target: str, word: str, minute: float = 9) -> Event:
    ends = {"kind": kind, "source": source, "target": target}
    return event("dde.link.decided", minute, decision=word, by="ada", reason="she looked", **ends)
