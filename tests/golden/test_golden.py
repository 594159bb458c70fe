"""Each golden iteration tells a whole life, and comes to the verdict that it was made for."""

from collections import Counter
from itertools import groupby, pairwise

import pytest

from app.domain import labels
from app.domain.statehash import timeless_hash
from app.domain.verdict import GateStatus, StreamState
from app.golden import GOLDEN
from app.wire import avro, jsonlines
from tests.golden.replays import (
    CLOSED,
    NAMES,
    TENANT,
    entries_of,
    events_of,
    judged,
    replayed,
    state_at,
)

SOLID = [name for name in NAMES if name != "Iter-Golden-SystemicFailure"]
MINUTE = 60_000


@pytest.mark.parametrize("name", NAMES)
def test_each_comes_to_the_verdict_it_was_made_for(name: str) -> None:
    golden = GOLDEN[name]
    judgement = judged(entries_of(name), golden)
    assert judgement.verdict == golden.expected
    assert judgement.can_deploy == (golden.expected == "all_pass")


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_does_not_go_stale_with_the_years(name: str) -> None:
    golden = GOLDEN[name]
    assert judged(entries_of(name), golden, golden.starts + 1_000 * 86_400_000).verdict == golden.expected


@pytest.mark.parametrize("name", NAMES)
def test_each_has_fifty_tasks_a_hundred_scenarios_and_eighty_modules(name: str) -> None:
    state = state_at(entries_of(name))
    sizes = [len(state.of(label)) for label in (labels.TASK, labels.SCENARIO, labels.MODULE)]
    assert sizes == [50, 100, 80]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_completing_events_sum_up_is_what_arrived(name: str) -> None:
    judgement = judged(entries_of(name), GOLDEN[name])
    assert [s.state for s in judgement.streams if s.state is StreamState.UNKNOWN] == []
    assert "evidence_contradicts" not in {reason.code for reason in judgement.reasons}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_story_gives_the_same_events(name: str) -> None:
    assert GOLDEN[name].events(TENANT) == list(events_of(name))


def test_another_tenant_shares_no_event() -> None:
    here = {event.event_id for event in events_of(NAMES[0])}
    there = {event.event_id for event in GOLDEN[NAMES[0]].events("globex")}
    assert here.isdisjoint(there)


def test_a_story_can_begin_on_any_day() -> None:
    golden = GOLDEN[NAMES[0]]
    later = golden.events(TENANT, golden.starts + 5 * MINUTE)
    assert [e.timestamp - 5 * MINUTE for e in later] == [e.timestamp for e in events_of(NAMES[0])]


@pytest.mark.parametrize("name", NAMES)
def test_ids_and_times_are_unique_and_the_story_takes_about_ninety_minutes(name: str) -> None:
    golden = GOLDEN[name]
    events = golden.in_order(TENANT)
    assert len({event.event_id for event in events}) == len(events)
    assert all(a.timestamp < b.timestamp for a, b in pairwise(events))
    assert events[0].timestamp == golden.starts
    assert 60 * MINUTE < events[-1].timestamp - golden.starts < 110 * MINUTE


def test_each_iteration_has_a_day_of_its_own() -> None:
    assert len({golden.starts // 86_400_000 for golden in GOLDEN.values()}) == len(GOLDEN)


@pytest.mark.parametrize("name", NAMES)
def test_one_operation_has_one_trace(name: str) -> None:
    ordered = sorted(events_of(name), key=lambda e: e.correlation_id)
    traces = {key: {e.trace_id for e in group} for key, group in groupby(ordered, lambda e: e.correlation_id)}
    assert [key for key, found in traces.items() if len(found) != 1] == []
    assert len({trace for found in traces.values() for trace in found}) == len(traces) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_event_travels_as_avro_and_as_json_unchanged(name: str) -> None:
    for event in events_of(name):
        assert avro.decode(avro.encode(event)) == event
        assert jsonlines.from_json(jsonlines.to_json(event)) == event


@pytest.mark.parametrize("name", SOLID)
def test_the_streams_are_joined_by_every_method(name: str) -> None:
    state = state_at(entries_of(name))
    contains = Counter(edge.get("method") for edge in state.joined(labels.CONTAINS))
    assert contains == {"file_path_exact": 43, "file_path_fuzzy": 2}
    assert len(list(state.joined(labels.FULFILLED_BY))) == 47
    assert len(list(state.joined(labels.VALIDATED_BY))) == 20
    assert len(list(state.joined(labels.BELONGS_TO, labels.MODULE))) == 80
    enforced = {edge.id.source.key for edge in state.joined(labels.ENFORCED_BY)}
    assert enforced == set(state.of(labels.CONTRACT))
    assert state.of(labels.PENDING_LINK) == state.of(labels.REVIEW) == {}


@pytest.mark.parametrize("name", SOLID)
def test_an_unbroken_spine_leads_from_every_requirement_to_a_component(name: str) -> None:
    state = state_at(entries_of(name))
    hops = (labels.FULFILLED_BY, labels.GENERATES, labels.CONTAINS, labels.BELONGS_TO)
    for requirement in state.of(labels.REQUIREMENT).values():
        reached = {requirement.id}
        for hop in hops:
            reached = {edge.id.target for edge in state.joined(hop) if edge.id.source in reached}
        assert {node.label for node in reached} == {labels.COMPONENT}, requirement.id


def test_all_pass_holds_back_five_scenarios_with_a_ticket_each() -> None:
    scenarios = state_at(entries_of("Iter-Golden-AllPass")).of(labels.SCENARIO).values()
    held = [s for s in scenarios if s.get("quarantined")]
    assert sum(s.get("outcome") == "PASSED" for s in scenarios) == 95
    assert len({s.get("ticket") for s in held if s.get("outcome") != "PASSED"}) == len(held) == 5


def test_design_gap_passes_sixty_of_a_hundred() -> None:
    judgement = judged(entries_of("Iter-Golden-DesignGap"), GOLDEN["Iter-Golden-DesignGap"])
    assert judgement.stream("bdv").facts["passed"] == 60
    assert judgement.blocking_reasons == ("bdv_failed",)


def test_tech_debt_has_five_blocking_findings_and_two_cycles_and_was_clean_before() -> None:
    golden = GOLDEN["Iter-Golden-TechDebt"]
    acc = judged(entries_of(golden.name), golden).stream("acc")
    assert (acc.facts["blocking"], acc.facts["cycles"]) == (5, 2)
    assert judged(entries_of(golden.name), golden, golden.starts + MINUTE).stream("acc").state == "pass"


def test_pipeline_issue_has_one_closed_gate_and_one_unlocked_contract() -> None:
    judgement = judged(entries_of("Iter-Golden-PipelineIssue"), GOLDEN["Iter-Golden-PipelineIssue"])
    codes = Counter(reason.code for reason in judgement.reasons)
    assert (codes["gate_failed"], codes["contract_unlocked"]) == (1, 1)


def test_systemic_failure_stops_by_itself() -> None:
    judgement = judged(entries_of("Iter-Golden-SystemicFailure"), GOLDEN["Iter-Golden-SystemicFailure"])
    assert judgement.gate is GateStatus.AUTO_BLOCKED


def test_version_drift_shows_scenarios_that_pass_against_a_version_nobody_locked() -> None:
    golden = GOLDEN["Iter-Golden-VersionDrift"]
    state = state_at(entries_of(golden.name))
    drifted = [e for e in state.joined(labels.VALIDATES) if e.get("alignment") == "mismatched"]
    assert {(e.id.target.key, e.get("asked")) for e in drifted} == {("PaymentAPI:2.1", "2.2")}
    assert {r.code for r in judged(entries_of(golden.name), golden).reasons} == {"contract_mismatch"}


def test_all_pass_changes_its_mind_on_the_way() -> None:
    golden = GOLDEN["Iter-Golden-AllPass"]
    moments = sorted({event.timestamp for event in events_of(golden.name)})[::20]
    told = [judged(entries_of(golden.name), golden, moment).verdict.value for moment in moments]
    changes = [verdict for verdict, _ in groupby([*told, judged(entries_of(golden.name), golden).verdict.value])]
    assert changes[0] == "pending"
    assert changes[-1] == "all_pass"
    assert [v for v in changes if v in ("mixed_failure", "design_gap")][:2] == ["mixed_failure", "design_gap"]


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_iteration_was_never_open_on_the_way(name: str) -> None:
    golden = GOLDEN[name]
    moments = sorted({event.timestamp for event in events_of(name)})[::25]
    assert [m for m in moments if judged(entries_of(name), golden, m).can_deploy] == []


def test_late_events_arrive_in_disorder_and_more_than_once() -> None:
    golden = GOLDEN["Iter-Golden-LateEvents"]
    arrived, in_order = events_of(golden.name), golden.in_order(TENANT)
    assert len(arrived) > len(in_order) * 1.05
    assert {e.event_id: e for e in arrived} == {e.event_id: e for e in in_order}
    late = sum(a.timestamp > b.timestamp for a, b in pairwise(arrived))
    assert late > len(arrived) / 4


def test_late_events_leave_the_graph_that_they_leave_in_order() -> None:
    golden = GOLDEN["Iter-Golden-LateEvents"]
    in_order = replayed(golden.in_order(TENANT))
    assert timeless_hash(entries_of(golden.name)) == timeless_hash(in_order)
