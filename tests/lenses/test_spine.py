"""The spine: from any node up to its requirements and down both arms, with the first gap named."""

import pytest

from app.domain.payloads import dde
from app.lenses.spine import spine
from app.lenses.views import SpineView
from tests.lenses.builders import NOW_MS, Step, done, feature, interface, locked, ran, state, task
from tests.lenses.structure_steps import analysed, graph, manifest

FULL = [
    "Requirement/REQ-42",
    "BehavioralSpec/F.x",
    "InterfaceContract/Pay:1.0",
    "Task/BE.Pay",
    "Artifact/BE.Pay/pay.py",
    "CodeModule/api.pay",
    "ArchitectureComponent/api",
]


def whole(*more: Step, tags: tuple[str, ...] = ("@req:REQ-42", "@contract:Pay:v1.0")) -> list[Step]:
    """One unbroken spine."""
    stamped = dde.ArtifactEvent(task_id="BE.Pay", name="pay.py", file_path="src/api/pay.py", sha256="ab")
    return [
        ("dde.requirement.created", dde.RequirementCreated(requirement_id="REQ-42", name="Refunds")),
        interface("Pay"),
        *done("IF.Pay"),
        locked("Pay"),
        task("BE.Pay", "IF.Pay", requirement_id="REQ-42"),
        ("dde.artifact.stamped", stamped),
        feature("x", "a", tags=tags),
        ran("a"),
        manifest("api"),
        graph(alone=["api.pay"]),
        *analysed(),
        *more,
    ]


def through(uid: str, *steps: Step) -> SpineView:
    return spine(state(*steps), NOW_MS, uid)


def column(found: SpineView, title: str) -> list[str]:
    return [item.id for c in found.columns if c.title == title for item in c.items]


@pytest.mark.parametrize("uid", [*FULL, "Scenario/S.a"])
def test_from_any_node_the_whole_spine_is_found(uid: str) -> None:
    found = through(uid, *whole())
    assert set(FULL) <= set(found.members), set(FULL) - set(found.members)
    assert found.first_gap == ""


def test_members_hold_every_node_of_every_column() -> None:
    found = through("Requirement/REQ-42", *whole())
    shown = {item.id for c in found.columns for item in c.items if not item.missing}
    assert shown <= set(found.members) and "Requirement/REQ-42" in found.members


def test_each_column_tells_the_weakest_hop_into_it() -> None:
    """That the component enforces the contract is inferred (C13); all else is stated."""
    found = through("Scenario/S.a", *whole())
    assert {c.title: c.confidence for c in found.columns} == {
        "Requirement": None,
        "Feature": 0.9,
        "Contract": 1.0,
        "Task": 1.0,
        "Artifact": 1.0,
        "Module": 1.0,
        "Component": 0.8,
    }


def test_a_version_that_is_not_there_is_the_first_gap() -> None:
    found = through("Scenario/S.a", *whole(tags=("@req:REQ-42", "@contract:Pay:v1.2")))
    assert found.first_gap == "no locked Pay v1.2"
    assert column(found, "Contract") == ["InterfaceContract/Pay:1.0", "Missing/Pay:1.2"]


def test_a_module_alone_lacks_its_requirement_first() -> None:
    found = through("CodeModule/api.pay", manifest("api"), graph(alone=["api.pay"]), *analysed())
    assert found.first_gap == "no requirement"
    assert column(found, "Component") == ["ArchitectureComponent/api"]


def test_a_node_beside_the_spine_stands_for_the_one_it_speaks_of() -> None:
    passed = ("dde.gate.passed", dde.GateEvent(task_id="BE.Pay", gate_name="unit"))
    found = through("Gate/BE.Pay#unit", *whole(passed))
    assert "Requirement/REQ-42" in found.members and "Gate/BE.Pay#unit" in found.members


def test_another_scenario_of_the_feature_is_not_on_the_way() -> None:
    found = through("Scenario/S.a", *whole(feature("x", "a", "b", tags=("@req:REQ-42",))))
    assert "Scenario/S.b" not in found.members


def test_a_spine_with_thousands_of_nodes_is_cut_and_says_so() -> None:
    names = [f"case {n}" for n in range(2_100)]
    steps = [
        feature("x", *names, tags=["@req:R"]),
        ("dde.requirement.created", dde.RequirementCreated(requirement_id="R")),
    ]
    found = through("Requirement/R", *steps)
    assert found.cut and len(found.members) <= 2_000
