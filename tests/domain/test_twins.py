"""A scenario that is declared under one key and ran under another counts once; one that never ran stays pending."""

from itertools import combinations
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import labels
from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.moments import NOW
from app.domain.payloads import bdv
from app.domain.state import IterationState, read
from app.domain.verdict import StreamState
from tests.domain.evidence import Evidence
from tests.domain.losses import losses
from tests.domain.small_iteration import SUITE, TAG, Step, finished, sound, told

ROW = "scenario_outline"
DISCOVERED = "bdv.feature.discovered"


def spec(key: str, name: str, line: int, *tags: str, **said: Any) -> bdv.ScenarioSpec:
    return bdv.ScenarioSpec(scenario_id=key, name=name, line=line, tags=list(tags), **said)


def declared(*specs: bdv.ScenarioSpec) -> Step:
    """The feature file alone: of no run and no suite."""
    return DISCOVERED, bdv.FeatureDiscovered(
        feature_id="F.pay", feature_path="pay.feature", name="Pay", tags=[TAG], scenarios=list(specs)
    )


def placed(*specs: bdv.ScenarioSpec, run: str = "run-1") -> Step:
    """The same feature as a report of a run has it."""
    kind, plain = declared(*specs)
    return kind, msgspec.structs.replace(plain, suite=SUITE, run_id=run)  # type: ignore[type-var]


def ran(*specs: bdv.ScenarioSpec, run: str = "run-1", status: str = "PASSED") -> list[Step]:
    kind = "bdv.scenario.completed" if status == "PASSED" else "bdv.scenario.failed"
    return [
        ("bdv.run.started", bdv.RunStarted(run_id=run, suite=SUITE)),
        placed(*specs, run=run),
        *((kind, finished(one.scenario_id, status, run)) for one in specs),
        ("bdv.run.completed", bdv.RunCompleted(run_id=run, suite=SUITE)),
    ]


def others() -> list[Step]:
    return [step for step in sound() if not step[0].startswith("bdv")]


def evidence(*steps: Step) -> Evidence:
    return Evidence(told([*others(), *steps]))


def state_of(*steps: Step) -> IterationState:
    return read(fold((entry_of(e, n) for n, e in enumerate(told([*others(), *steps]), 1)), NOW))


IN_RULE = spec("S.rule", "pays", 7, rule="Rule", steps=["Given money"])
PLAIN = spec("S.plain", "pays", 7, steps=["Given money"])


def test_what_is_declared_in_a_rule_and_ran_without_its_name_counts_once() -> None:
    found = state_of(declared(IN_RULE), *ran(PLAIN))
    assert list(found.of(labels.SCENARIO)) == ["S.plain"]
    assert found.of(labels.SCENARIO)["S.plain"].get("rule") == "Rule"
    assert found.get("Scenario/S.rule") == found.of(labels.SCENARIO)["S.plain"]
    assert evidence(declared(IN_RULE), *ran(PLAIN)).judged_without(()).can_deploy


def test_the_order_in_which_the_two_were_told_changes_nothing() -> None:
    assert evidence(*ran(PLAIN), declared(IN_RULE)).judged_without(()).can_deploy


@pytest.mark.parametrize(
    "elsewhere",
    [
        spec("S.x", "pays", 8),
        spec("S.x", "pays twice", 7),
        spec("S.x", "", 7),
        spec("S.x", "pays", 0),
        spec("S.x", "pays -- @1.1", 7),
    ],
)
def test_what_stands_elsewhere_or_is_named_otherwise_never_ran(elsewhere: bdv.ScenarioSpec) -> None:
    judged = evidence(declared(elsewhere), *ran(PLAIN)).judged_without(())
    assert {s.stream: s.state for s in judged.streams}["bdv"] is StreamState.PENDING


def test_a_row_is_known_by_its_line_whatever_number_behave_adds_to_its_name() -> None:
    rows = [spec(f"S.{n}", "pays", n, kind=ROW) for n in (9, 10)]
    told_rows = [spec(f"S.@1.{n - 8}", f"pays -- @1.{n - 8} big sums", n, kind=ROW) for n in (9, 10)]
    assert sorted(state_of(declared(*rows), *ran(*told_rows)).of(labels.SCENARIO)) == ["S.@1.1", "S.@1.2"]


def test_rows_that_are_all_placed_at_their_outline_are_known_by_their_words() -> None:
    rows = [spec(f"S.{n}", "pays", n, kind=ROW, steps=[f"Given {n}"]) for n in (9, 10, 11)]
    told_rows = [spec(f"S.@{n}", "pays", 2, kind=ROW, steps=[f"Given {n}"]) for n in (9, 11)]
    assert sorted(state_of(declared(*rows), *ran(*told_rows)).of(labels.SCENARIO)) == ["S.10", "S.@11", "S.@9"]


@given(st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=50, deadline=None)
def test_of_rows_with_equal_words_as_many_are_left_as_did_not_run(meant: int, made: int) -> None:
    rows = [spec(f"S.{n}", "pays", 10 + n, kind=ROW) for n in range(meant)]
    told_rows = [spec(f"S.@{n}", "pays", 2, kind=ROW) for n in range(made)]
    found = state_of(declared(*rows), *ran(*told_rows)).of(labels.SCENARIO)
    assert sum(node.get("outcome") is None for node in found.values()) == max(meant - made, 0)
    assert len(found) == max(meant, made)


def test_what_only_the_feature_file_asks_for_is_asked_of_the_run() -> None:
    asking = spec("S.rule", "pays", 7, "@critical", "@contract:Pay:2.0", rule="Rule")
    judged = evidence(declared(asking), *ran(PLAIN)).judged_without(())
    assert [r.code for s in judged.streams for r in s.reasons] == ["contract_mismatch"]
    assert judged.streams[1].state is StreamState.FAIL


def test_a_failure_of_the_run_is_one_failure() -> None:
    judged = evidence(declared(IN_RULE), *ran(PLAIN, status="FAILED")).judged_without(())
    assert [r.code for s in judged.streams for r in s.reasons] == ["scenario_failed"]


def test_a_scenario_that_the_newest_full_run_left_out_is_pending_again() -> None:
    later = ran(spec("S.other", "declines", 20), run="run-2")
    assert not evidence(declared(IN_RULE), *ran(PLAIN), *later).judged_without(()).can_deploy


MOVED = [declared(IN_RULE), *ran(PLAIN), *ran(spec("S.plain", "pays", 30), run="run-2")]
NEVER_RAN = [declared(IN_RULE, spec("S.never", "refunds", 12)), *ran(PLAIN)]
FAILED = [declared(IN_RULE), *ran(PLAIN, status="FAILED")]
SHUT = {"moved": MOVED, "never ran": NEVER_RAN, "failed": FAILED}


@pytest.mark.parametrize("name", SHUT)
def test_no_loss_of_two_events_opens_a_gate_as_long_as_the_declaration_stands(name: str) -> None:
    whole = evidence(*SHUT[name])
    said = next(n for n, e in enumerate(whole.events) if e.event_type == DISCOVERED)
    places = [n for n in range(len(whole.events)) if n != said]
    tried: list[tuple[int, ...]] = [(), *combinations(places, 1), *combinations(places, 2)]
    assert [lost for lost in tried if whole.judged_without(lost).can_deploy] == []


@pytest.mark.parametrize("name", SHUT)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_no_loss_of_many_events_opens_a_gate_as_long_as_the_declaration_and_the_last_end_stand(
    name: str, data: st.DataObject
) -> None:
    whole = evidence(*SHUT[name])
    said = next(n for n, e in enumerate(whole.events) if e.event_type == DISCOVERED)
    lost = data.draw(losses(whole.events)) - {said, len(whole.events) - 1}
    assert not whole.judged_without(lost).can_deploy


def test_every_event_of_the_run_is_needed_for_the_open_gate_but_its_beginning() -> None:
    whole = evidence(declared(IN_RULE), *ran(PLAIN))
    mine = [n for n, e in enumerate(whole.events) if e.event_type.startswith("bdv")]
    spared = {whole.events[n].event_type for n in mine if whole.judged_without({n}).can_deploy}
    assert spared == {"bdv.run.started", DISCOVERED}
    assert not whole.judged_without({mine[2]}).can_deploy
