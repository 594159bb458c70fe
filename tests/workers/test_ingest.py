"""What the ingest worker promises: exactly-once effects, dead letters that lose nothing, verdicts that follow."""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from app.domain.graph import NodeId, Scope
from app.domain.moments import LATEST, AsOf
from app.domain.payloads.bdv import ScenarioSpec
from app.domain.statehash import state_hash
from app.errors import TooManyDeadLetters
from app.ports import Message
from app.use_cases.conclude import VERDICT_NODE
from app.wire import avro, deadletters
from tests.builders import event
from tests.workers.desks import desk_in
from workers import ingest
from workers.drain import drain

SCOPE = Scope("t", "i1")


def messages(*events):
    return [Message(e.stream, e.iteration_id, avro.encode(e)) for e in events]


def run(outcome: str, minute: float, run_id: str):
    failed = outcome == "FAILED"
    of = {"run_id": run_id, "suite": "s"}
    found = {"feature_id": "F.1", "feature_path": "a.feature", "name": "A"}
    specs = [ScenarioSpec(scenario_id="S.1", name="one", line=7)]
    return [
        event("bdv.run.started", minute, **of),
        event("bdv.feature.discovered", minute, **found, **of, scenarios=specs),
        event(
            f"bdv.scenario.{'failed' if failed else 'completed'}",
            minute + 1,
            scenario_id="S.1",
            status=outcome,
            error_message="boom" if failed else "",
            file_path="steps.py",
            line=88,
            **of,
        ),
        event("bdv.run.completed", minute + 2, **of, counts={"scenarios": 1}),
    ]


DECLARED = event("bdv.iteration.declared", 0, required_streams=["bdv"])


@pytest.fixture
def desk(tmp_path: Path):
    desk = desk_in(tmp_path)
    yield desk
    desk.close()


def test_a_failing_scenario_turns_the_verdict_and_a_passing_run_turns_it_back(desk):
    desk.log.append(messages(DECLARED, *run("FAILED", 1, "r1"), *run("PASSED", 10, "r2")))
    drain(desk)
    story = [v.props["verdict"] for v in desk.graph.history(SCOPE, VERDICT_NODE) if "verdict" in v.props]
    assert story == ["pending", "design_gap", "all_pass"]
    published = desk.log.read(["convergence"], {}, 10)
    assert [avro.decode(r.value).payload.current_verdict for r in published] == story


def test_what_cannot_be_read_is_set_aside_untouched_and_the_rest_goes_on(desk):
    good = messages(*run("PASSED", 1, "r1"))
    desk.log.append([Message("bdv", "i1", b"\x00garbage"), *good, Message("dde", "i1", b"")])
    assert drain(desk) == len(good) + 2
    letters = [deadletters.decode(r.value) for r in desk.log.read(["dlq"], {}, 10)]
    assert sorted(letter.value for letter in letters) == [b"", b"\x00garbage"]
    assert all(letter.category == "SCHEMA_VALIDATION" and letter.reason for letter in letters)
    assert desk.graph.snapshot(SCOPE).nodes[NodeId("Scenario", "S.1")].props["outcome"] == "PASSED"


def test_too_many_unreadable_messages_in_a_row_stop_the_worker_with_a_clear_message(desk):
    desk.log.append([Message("bdv", "i1", b"x")] * ingest.DEAD_LETTERS_IN_A_ROW)
    with pytest.raises(TooManyDeadLetters, match="mission-control dlq"):
        drain(desk)
    assert len(desk.log.read(["dlq"], {}, 5_000)) in (0, ingest.DEAD_LETTERS_IN_A_ROW)
    assert drain(desk) == 0
    assert len(desk.log.read(["dlq"], {}, 5_000)) == ingest.DEAD_LETTERS_IN_A_ROW


def test_the_same_events_again_change_nothing(desk):
    desk.log.append(messages(DECLARED, *run("FAILED", 1, "r1")))
    drain(desk)
    before = state_hash(desk.graph.entries(SCOPE))
    desk.log.append(messages(DECLARED, *run("FAILED", 1, "r1")))
    drain(desk)
    assert state_hash(desk.graph.entries(SCOPE)) == before


def test_a_late_event_corrects_the_recorded_verdict(desk):
    events = run("PASSED", 1, "r1")
    late = [e for e in events if e.event_type == "bdv.scenario.completed"]
    desk.log.append(messages(DECLARED, *(e for e in events if e not in late)))
    drain(desk)
    assert desk.graph.snapshot(SCOPE).nodes[VERDICT_NODE].props["verdict"] == "design_gap"
    desk.log.append(messages(*late))
    drain(desk)
    assert desk.graph.snapshot(SCOPE).nodes[VERDICT_NODE].props["verdict"] == "all_pass"


def test_a_batch_taken_back_no_longer_counts_but_its_past_is_kept(desk):
    bad = [msgspec.structs.replace(e, batch_id="b2") for e in run("FAILED", 10, "r2")]
    desk.log.append(messages(DECLARED, *run("PASSED", 1, "r1"), *bad))
    drain(desk)
    known_before = desk.graph.scopes()[0].last_accepted
    assert desk.graph.snapshot(SCOPE).nodes[VERDICT_NODE].props["verdict"] == "design_gap"
    desk.log.append(messages(event("bdv.batch.retracted", 20, batch_id="b2")))
    drain(desk)
    snapshot = desk.graph.snapshot(SCOPE)
    assert snapshot.nodes[NodeId("Scenario", "S.1")].props["outcome"] == "PASSED"
    assert snapshot.nodes[VERDICT_NODE].props["verdict"] == "all_pass"
    as_known_then = desk.graph.snapshot(SCOPE, AsOf(LATEST, known_before))
    assert as_known_then.nodes[NodeId("Scenario", "S.1")].props["outcome"] == "FAILED"


def test_a_burst_that_is_judged_a_little_at_a_time_comes_to_the_same_and_holds_up_nobody(desk, tmp_path, monkeypatch):
    story = messages(DECLARED, *run("FAILED", 1, "r1"), *run("PASSED", 10, "r2"), *run("FAILED", 20, "r3"))
    at_once = desk_in(tmp_path / "at-once")
    at_once.log.append(story)
    drain(at_once)
    monkeypatch.setattr(ingest, "JUDGES_S", 0.0)
    desk.log.append(story)
    worker, more = ingest.Ingest(desk), iter(run("PASSED", 30, "other"))
    while worker.turn() or not worker.idle():
        if (one := next(more, None)) is not None:
            desk.log.append(messages(replace(one, iteration_id="i2")))
    mine, theirs = (
        [(one.valid_at, one.props) for one in of.graph.history(SCOPE, VERDICT_NODE)] for of in (desk, at_once)
    )
    assert mine == theirs != []
    assert len(list(desk.graph.entries(Scope("t", "i2")))) >= 4
    at_once.close()
