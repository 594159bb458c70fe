"""From what tools plausibly report, and nothing else, a spine runs unbroken from requirement to component (R-34)."""

import pytest

from app.domain import labels
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.moments import NOW
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from app.domain.payloads.bdv import ScenarioSpec
from app.domain.state import IterationState, read
from app.lenses.spine import COLUMNS, spine
from app.lenses.stars import stars
from app.lenses.structure import structure_of
from tests.builders import T0, event
from tests.domain.correlate.told import told

PLAN = [
    event("dde.requirement.created", 1, requirement_id="REQ-42", name="Customers get refunds within thirty days"),
    event("dde.task.created", 2, task_id="IF.RefundAPI", kind="INTERFACE", contract_version="v1.0"),
    event(
        "dde.task.created",
        2,
        task_id="BE.Refunds",
        name="Customers get refunds within thirty days: service",
        depends_on=["IF.RefundAPI"],
    ),
    event("dde.contract.locked", 3, contract_name="RefundAPI", version="1.0"),
]
WORK = [
    event("dde.artifact.stamped", 5, task_id="BE.Refunds", name="refunds.py", file_path="build/lib/shop/refunds.py")
]
TESTS = [
    event(
        "bdv.feature.discovered",
        6,
        feature_id="F.1",
        feature_path="refunds.feature",
        name="Refunds",
        tags=["@req:REQ-42"],
        scenarios=[ScenarioSpec(scenario_id="S.1", name="within", tags=["@contract:RefundAPI:v1.0"])],
    )
]
SCAN = [
    event("acc.analysis.started", 7, analysis_id="a", generation="g1", manifest_name="m"),
    event(
        "acc.graph.built",
        7,
        analysis_id="a",
        generation="g1",
        modules=[
            ModuleSpec(name="shop", file_path="src/shop/__init__.py"),
            ModuleSpec(name="shop.refunds", file_path="src/shop/refunds.py"),
        ],
    ),
    event(
        "acc.manifest.loaded",
        7,
        manifest_name="m",
        generation="g1",
        components=[ComponentSpec(name="shop", paths=["src/shop"])],
    ),
]
"""No manifest of contracts, no requirement id on any task: names, tags and paths have to do."""


def state(events: list[Event]) -> IterationState:
    return read(fold(told(events), NOW))


@pytest.mark.parametrize("uid", ["Requirement/REQ-42", "Scenario/S.1", "CodeModule/shop.refunds"])
def test_from_each_stream_the_whole_spine_is_reached(uid: str) -> None:
    found = spine(state([*PLAN, *WORK, *TESTS, *SCAN]), T0, uid)
    assert found.first_gap == ""
    shown = {column.title: {item.id for item in column.items} for column in found.columns}
    assert shown["Task"] >= {"Task/BE.Refunds"} and shown["Component"] == {"ArchitectureComponent/shop"}
    assert shown["Contract"] == {"InterfaceContract/RefundAPI:1.0"} and len(shown) == len(COLUMNS)


def test_both_arms_are_linked_and_meet_in_the_contract() -> None:
    joined = state([*SCAN, *TESTS, *WORK, *PLAN])
    chain = [
        (labels.FULFILLED_BY, "Requirement/REQ-42", "Task/BE.Refunds"),
        (labels.GENERATES, "Task/BE.Refunds", "Artifact/BE.Refunds/refunds.py"),
        (labels.CONTAINS, "Artifact/BE.Refunds/refunds.py", "CodeModule/shop.refunds"),
        (labels.BELONGS_TO, "CodeModule/shop.refunds", "ArchitectureComponent/shop"),
        (labels.VALIDATED_BY, "Requirement/REQ-42", "BehavioralSpec/F.1"),
        (labels.BELONGS_TO, "Scenario/S.1", "BehavioralSpec/F.1"),
        (labels.VALIDATES, "Scenario/S.1", "InterfaceContract/RefundAPI:1.0"),
        (labels.DEFINES, "Task/IF.RefundAPI", "InterfaceContract/RefundAPI:1.0"),
        (labels.CONSUMES, "Task/BE.Refunds", "InterfaceContract/RefundAPI:1.0"),
        (labels.ENFORCED_BY, "InterfaceContract/RefundAPI:1.0", "ArchitectureComponent/shop"),
    ]
    found = {(e.id.kind, e.id.source.uid, e.id.target.uid) for kind, _, _ in chain for e in joined.joined(kind)}
    assert [hop for hop in chain if hop not in found] == []


def test_the_star_of_a_contract_gets_its_third_arm_without_a_manifest_of_contracts() -> None:
    joined = state([*PLAN, *WORK, *TESTS, *SCAN])
    [star] = stars(joined, structure_of(joined, T0))
    assert star.complete and [component.id.key for component, _, _ in star.below] == ["shop"]
    assert star.below[0][1].get("confidence") == pytest.approx(0.7 * 0.8)


@pytest.mark.parametrize(
    ("lost", "gap"), [(0, "no requirement"), (5, "no feature"), (4, "no artifact"), (7, "no module")]
)
def test_what_is_not_reported_is_the_gap(lost: int, gap: str) -> None:
    events = [e for n, e in enumerate([*PLAN, *WORK, *TESTS, *SCAN]) if n != lost]
    uid = "Requirement/REQ-42" if lost else "Task/BE.Refunds"
    assert gap in [item.label for column in spine(state(events), T0, uid).columns for item in column.items]
