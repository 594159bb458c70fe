"""Every kind of event that is a deed exists, and says who, what and why."""

from typing import Any

import pytest

from app.domain.audit import AUDITED, Outcome, deed_of, outcome_of
from app.domain.payloads import PAYLOADS
from tests.builders import T0, event

SAID: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "convergence.verdict.changed": (
        {
            "previous_verdict": "pending",
            "current_verdict": "all_pass",
            "can_deploy": True,
            **dict.fromkeys(("dde", "bdv", "acc"), "pass"),
        },
        ("mission-control", "verdict", ""),
    ),
    "convergence.gate.checked": (
        {"gate_status": "APPROVED", "verdict": "all_pass", "approved": True, "trigger_user": "ada"},
        ("ada", "gate/production", ""),
    ),
    "bdv.scenario.quarantined": (
        {"scenario_id": "S.1", "reason": "flaky", "quarantined_by": "ada"},
        ("ada", "Scenario/S.1", "flaky"),
    ),
    "bdv.scenario.unquarantined": (
        {"scenario_id": "S.1", "released_by": "bob", "evidence": "ten green"},
        ("bob", "Scenario/S.1", "ten green"),
    ),
    "dde.link.decided": (
        {"kind": "K", "source": "a/1", "target": "b/2", "decision": "rejected", "by": "eve", "reason": "no"},
        ("eve", "link/K a/1 b/2", "no"),
    ),
    "bdv.stream.waived": ({"by": "cleo", "reason": "later", "until": T0}, ("cleo", "waiver/bdv", "later")),
    "dde.override.requested": (
        {"override_id": "o", "action": "approve", "requester": "eve", "reason": "a hotfix for all", "expires": T0},
        ("eve", "override/o", "a hotfix for all"),
    ),
    "dde.override.approved": ({"override_id": "o", "by": "ada", "role": "admin"}, ("ada", "override/o", "")),
    "dde.override.rejected": ({"override_id": "o", "by": "ada", "reason": "no"}, ("ada", "override/o", "no")),
    "dde.override.revoked": ({"override_id": "o", "by": "ada", "reason": "over"}, ("ada", "override/o", "over")),
    "acc.batch.retracted": ({"batch_id": "b-1", "reason": "wrong"}, ("test", "batch/b-1", "wrong")),
    "dde.iteration.declared": ({"required_streams": ["acc", "bdv"]}, ("test", "declaration/dde", "")),
    "acc.expiry.passed": ({"what": "suppression", "subject": "s-1"}, ("mission-control", "suppression/s-1", "")),
    "acc.suppression.declared": (
        {"suppression_id": "s-1", "pattern": "a -> b", "author": "dan", "justification": "for now"},
        ("dan", "suppression/s-1", "for now"),
    ),
    "acc.cycle.detected": (
        {"cycle_id": "C-1", "cycle_modules": ["a", "b"], "approved": True, "approved_by": "flo"},
        ("flo", "cycle/C-1", ""),
    ),
    "dde.gate.skipped": (
        {"task_id": "T", "gate_name": "lint", "bypass_reason": "hotfix"},
        ("", "Gate/T/lint", "hotfix"),
    ),
    **{
        f"convergence.store.{done}": (
            {"store": "graph", "by": "ada", "of": "archive and log", "outcome": "all agree", "records": 7},
            ("ada", "store/graph", ""),
        )
        for done in ("rebuilt", "replayed", "restored")
    },
}


def test_every_kind_is_tried_here() -> None:
    assert {kind.partition(".")[2] for kind in SAID} == set(AUDITED)


@pytest.mark.parametrize("name", AUDITED)
def test_every_kind_is_that_of_an_event(name: str) -> None:
    assert any(kind.partition(".")[2] == name for kind in PAYLOADS)


@pytest.mark.parametrize("kind", SAID)
def test_a_deed_says_who_did_what_and_why(kind: str) -> None:
    fields, said = SAID[kind]
    deed = deed_of(event(kind, 3, **fields), 77)
    assert deed is not None
    assert (deed.who, deed.subject, deed.why) == said
    assert (deed.accepted, deed.at, deed.tenant, deed.iteration, deed.kind) == (77, T0 + 180_000, "t", "i1", kind)
    assert deed.after


@pytest.mark.parametrize("kind", ["dde.task.created", "bdv.run.started"])
def test_other_events_are_no_deeds(kind: str) -> None:
    fields = {"task_id": "A"} if kind.startswith("dde") else {"run_id": "r", "suite": "s"}
    assert deed_of(event(kind, **fields), 1) is None


def test_a_circle_that_nobody_approved_is_no_deed() -> None:
    assert deed_of(event("acc.cycle.detected", cycle_id="C-1", cycle_modules=["a", "b"]), 1) is None


def test_a_verdict_is_an_outcome_too() -> None:
    fields, _ = SAID["convergence.verdict.changed"]
    deed = deed_of(event("convergence.verdict.changed", **fields), 1)
    assert deed is not None
    assert outcome_of(deed) == Outcome("all_pass", True, "pass", "pass", "pass")
    assert deed.before == {"verdict": "pending"}


def test_a_character_that_no_database_keeps_is_replaced() -> None:
    deed = deed_of(event("bdv.stream.waived", by="a\x00b", reason="\x00", until=1), 1)
    assert deed is not None
    assert (deed.who, deed.why) == ("a\ufffdb", "\ufffd")
