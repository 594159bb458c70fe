"""What was printed can be read where the run that told of it says, and never where an earlier one did."""

import msgspec

from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.graph import Node
from app.domain.moments import LATEST, AsOf, acceptance
from app.domain.payloads import acc, bdv, dde
from app.domain.payloads.common import Payload
from app.domain.state import IterationState, read
from app.lenses.logs import log_of, with_logs
from app.lenses.overview import title
from app.lenses.views import Evidence, Reason
from tests.lenses.builders import event

HOME = "https://github.com/acme/shop"


def seen(*told: tuple[str, Payload, str]) -> IterationState:
    """What counts after these events, each with the log that it names."""
    entries = []
    for n, (kind, payload, log) in enumerate(told):
        said = {"log_url": log, "repository": HOME} if log else {}
        one = msgspec.structs.replace(event(n, kind, payload), metadata=said)
        entries.append(entry_of(one, acceptance(one.timestamp, 0, n)))
    return read(fold(entries, AsOf(LATEST)))


def node(state: IterationState, uid: str) -> Node:
    found = state.get(uid)
    assert isinstance(found, Node), uid
    return found


def begun(run: str) -> bdv.RunStarted:
    return bdv.RunStarted(suite="unit", run_id=run)


def ended(run: str) -> bdv.ScenarioFinished:
    return bdv.ScenarioFinished(scenario_id="S.a", status="FAILED", run_id=run, suite="unit")


def test_a_failure_leads_to_the_log_of_the_run_that_found_it() -> None:
    state = seen(("bdv.run.started", begun("r1"), "https://ci/1"), ("bdv.scenario.failed", ended("r1"), ""))
    assert log_of(state, node(state, "Scenario/S.a")) == "https://ci/1"
    assert log_of(state, node(state, "TestRun/r1/S.a/1")) == "https://ci/1"
    assert title(state, "I")["code"] == f"{HOME}/blob/{{commit}}/{{path}}#L{{line}}"


def test_a_log_of_an_earlier_run_is_not_shown_for_a_later_one() -> None:
    first = [("bdv.run.started", begun("r1"), "https://ci/1"), ("bdv.scenario.failed", ended("r1"), "")]
    later = [("bdv.run.started", begun("r2"), ""), ("bdv.scenario.failed", ended("r2"), "")]
    state = seen(*first, *later)
    assert log_of(state, node(state, "Scenario/S.a")) == ""
    part = seen(*first, ("bdv.run.started", begun("r2"), "https://ci/2"))  # r2 left the scenario out
    assert log_of(part, node(part, "Scenario/S.a")) == ""
    assert log_of(part, node(part, "Suite/unit")) == "https://ci/2"


def test_a_task_leads_to_its_own_log_before_that_of_its_workflow() -> None:
    whole = dde.WorkflowStarted(workflow_id="w", run_id="r1")
    one = dde.TaskCreated(task_id="a", workflow_id="w", run_id="r1")
    state = seen(("dde.workflow.started", whole, "https://ci/w"), ("dde.task.created", one, ""))
    assert log_of(state, node(state, "Task/a")) == "https://ci/w"
    own = ("dde.task.started", dde.TaskStarted(task_id="a"), "https://ci/w/a")
    state = seen(("dde.workflow.started", whole, "https://ci/w"), ("dde.task.created", one, ""), own)
    assert log_of(state, node(state, "Task/a")) == "https://ci/w/a"


def test_a_violation_leads_to_the_log_of_its_analysis_and_so_does_the_reason_that_speaks_of_it() -> None:
    found = acc.ViolationDetected(
        violation_id="V",
        rule_id="R1",
        type="must_not_call",
        source_module="a",
        target_module="b",
        severity="BLOCKING",
    )
    began = acc.AnalysisStarted(analysis_id="x", generation="g", manifest_name="m")
    state = seen(("acc.analysis.started", began, "https://ci/3"), ("acc.violation.detected", found, ""))
    uid = next(iter(state.of("Violation").values())).id.uid
    assert log_of(state, node(state, uid)) == "https://ci/3"
    proof = (Evidence(node=uid),)
    reason = Reason(id="r", code="c", stream="acc", tone="fail", glyph="fail", title="t", evidence=proof)
    assert [one.log for one in with_logs(state, [reason])[0].evidence] == ["https://ci/3"]


def test_what_is_no_address_of_the_web_is_no_log() -> None:
    state = seen(("bdv.run.started", begun("r1"), "javascript:alert(1)"))
    assert log_of(state, node(state, "Suite/unit")) == ""
