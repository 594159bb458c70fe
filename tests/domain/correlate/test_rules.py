"""How the streams are joined, and that the order of arrival does not matter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.correlate import Correlator
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.moments import NOW
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from app.domain.payloads.bdv import ScenarioSpec
from app.domain.statehash import state_hash, timeless_hash
from tests.builders import T0, event
from tests.domain.correlate.told import labelled, links, told

REQUIREMENT = event("dde.requirement.created", 1, requirement_id="REQ-1", name="Refunds")
TASK = event("dde.task.created", 2, task_id="BE.Refund", requirement_id="REQ-1")
INTERFACE = event("dde.task.created", 2, task_id="IF.PaymentAPI", kind="INTERFACE", contract_version="v2.1")
ARTIFACT = event("dde.artifact.stamped", 3, task_id="BE.Refund", name="refund.py", file_path="src/domain/refund.py")
MODULES = event(
    "acc.graph.built",
    4,
    analysis_id="a1",
    generation="g1",
    modules=[ModuleSpec(name="domain.refund", file_path="src/domain/refund.py")],
)
FEATURE = event(
    "bdv.feature.discovered",
    5,
    feature_id="F.1",
    feature_path="refunds.feature",
    name="Refunds",
    tags=["@req:REQ-1"],
    scenarios=[
        ScenarioSpec(scenario_id="S.1", name="within", tags=["@contract:PaymentAPI:v2.1"]),
        ScenarioSpec(scenario_id="S.2", name="above", tags=["@contract:PaymentAPI:v2.2"]),
    ],
)
MANIFEST = event(
    "acc.manifest.loaded",
    6,
    manifest_name="m",
    generation="g1",
    components=[
        ComponentSpec(name="all", paths=["src"]),
        ComponentSpec(name="domain", paths=["src/domain"], contracts=["PaymentAPI"]),
    ],
)
ALL = [REQUIREMENT, TASK, INTERFACE, ARTIFACT, MODULES, FEATURE, MANIFEST]


def test_a_task_that_names_a_requirement_fulfils_it():
    edge = links(fold(told([REQUIREMENT, TASK]), NOW), "FULFILLED_BY")["REQ-1", "BE.Refund"]
    assert (edge.props["confidence"], edge.props["method"]) == (1.0, "explicit_id")
    assert "REQ-1" in str(edge.props["sentence"])


def test_a_link_waits_for_its_missing_end_and_resolves_when_it_appears():
    waiting = fold(told([TASK]), NOW)
    assert [n.props["wanted"] for n in labelled(waiting, "PendingLink")] == ["REQ-1"]
    resolved = fold(told([TASK, REQUIREMENT]), NOW)
    assert labelled(resolved, "PendingLink") == []
    assert ("REQ-1", "BE.Refund") in links(resolved, "FULFILLED_BY")


def test_a_feature_tag_validates_a_requirement_with_less_confidence_than_an_id():
    edge = links(fold(told([REQUIREMENT, FEATURE]), NOW), "VALIDATED_BY")["REQ-1", "F.1"]
    assert (edge.props["confidence"], edge.props["method"]) == (0.9, "contract_tag")


def test_an_artifact_contains_the_module_at_the_same_path():
    edge = links(fold(told([ARTIFACT, MODULES]), NOW), "CONTAINS")["BE.Refund/refund.py", "domain.refund"]
    assert (edge.props["confidence"], edge.props["method"]) == (1.0, "file_path_exact")


def test_a_unique_common_tail_of_two_parts_is_a_fuzzy_match():
    moved = event("dde.artifact.stamped", 3, task_id="T", name="r", file_path="build/lib/domain/refund.py")
    edge = links(fold(told([moved, MODULES]), NOW), "CONTAINS")["T/r", "domain.refund"]
    assert (edge.props["confidence"], edge.props["method"]) == (0.7, "file_path_fuzzy")


def test_two_equal_candidates_go_to_the_review_list_and_an_exact_path_settles_it():
    moved = event("dde.artifact.stamped", 3, task_id="T", name="r", file_path="x/domain/refund.py")
    twin = event(
        "acc.graph.built",
        4,
        analysis_id="a1",
        generation="g1",
        modules=[ModuleSpec(name="old.refund", file_path="old/domain/refund.py")],
    )
    tie = fold(told([moved, MODULES, twin]), NOW)
    assert links(tie, "CONTAINS") == {}
    assert labelled(tie, "Review")[0].props["candidates"] == ["CodeModule/domain.refund", "CodeModule/old.refund"]
    exact = event(
        "acc.graph.built",
        9,
        analysis_id="a1",
        generation="g1",
        modules=[ModuleSpec(name="x.refund", file_path="x/domain/refund.py")],
    )
    settled = fold(told([moved, MODULES, twin, exact]), NOW)
    assert labelled(settled, "Review") == []
    assert list(links(settled, "CONTAINS")) == [("T/r", "x.refund")]


def test_a_contract_tag_of_another_version_is_linked_and_marked():
    found = links(fold(told([INTERFACE, FEATURE]), NOW), "VALIDATES")
    assert found["S.1", "PaymentAPI:2.1"].props["alignment"] == "aligned"
    drifted = found["S.2", "PaymentAPI:2.1"].props
    assert (drifted["alignment"], drifted["confidence"]) == ("mismatched", 0.8)


def test_a_module_belongs_to_the_component_with_the_longest_path():
    assert list(links(fold(told([MODULES, MANIFEST]), NOW), "BELONGS_TO")) == [("domain.refund", "domain")]


def test_a_contract_is_enforced_by_the_component_that_lists_it():
    assert list(links(fold(told([INTERFACE, MANIFEST]), NOW), "ENFORCED_BY")) == [("PaymentAPI:2.1", "domain")]


@settings(max_examples=150, deadline=None)
@given(st.permutations(ALL), st.lists(st.sampled_from(ALL), max_size=4))
def test_the_order_of_arrival_changes_neither_the_graph_nor_its_past(order: list[Event], again: list[Event]):
    straight, shuffled = told(ALL), told([*order, *again])
    assert timeless_hash(straight) == timeless_hash(shuffled)
    for minute in range(8):
        moment = type(NOW).at(T0 + minute * 60_000)
        assert fold(straight, moment) == fold(shuffled, moment)


@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_a_correlation_rebuilt_from_the_store_goes_on_as_if_nothing_happened(order: list[Event], cut: int):
    first = told(order[:cut])
    again = Correlator()
    again.recall(first)
    rest = told(order, again)[cut:]
    assert state_hash([*first, *rest]) == state_hash(told(order))
