"""Taking an event away never opens a closed gate (R-30), whatever recorded the workflow."""

import pytest

from app.domain.verdict.dde import judge_dde
from tests.readers.forge.samples import SAMPLES as FORGE
from tests.readers.inputs import files, needs_inputs, read, read_file, state_of
from tests.readers.process.samples import SAMPLES

CLOSED = {**SAMPLES, **FORGE}
REAL = [
    *files("airflow/**/*dag_decorator*.json"),
    *files("argo/**/*.yaml"),
    *files("dbt/**/v4/jaffle_shop/run_results.json"),
    *files("temporal/**/customer-service*.json"),
]


@pytest.mark.parametrize("name", CLOSED)
def test_no_lost_event_opens_a_gate_that_a_sample_keeps_shut(name: str) -> None:
    events = read(CLOSED[name])
    if name == "wfcommons":
        events = [event for event in events if event.event_type != "dde.workflow.completed"]
    assert judge_dde(state_of(events), True).state != "pass"
    for lost in range(len(events)):
        assert judge_dde(state_of(events[:lost] + events[lost + 1 :]), True).state != "pass"


@needs_inputs
@pytest.mark.parametrize("name", REAL)
def test_no_lost_event_opens_a_gate_that_a_real_run_keeps_shut(name: str) -> None:
    events = read_file(name)
    assert judge_dde(state_of(events), True).state in ("fail", "pending", "unknown")
    for lost in range(len(events)):
        assert judge_dde(state_of(events[:lost] + events[lost + 1 :]), True).state != "pass"
