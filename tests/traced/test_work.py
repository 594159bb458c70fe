"""What our own programs do is told under the ids that their events name, so that a trace has its beginning."""

import os
import subprocess
import sys
from pathlib import Path

from tests.collecting import Collected, Seen

TRACE, SENDER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
MANIFEST = """
iteration_id: i1
timestamp: 2026-11-04T09:00:00Z
project: shop
retry: {max_attempts: 2, retry_on_failure: true, retry_delay_seconds: 0.05}
nodes:
  - {id: build, type: impl, capability: Build, command: "true"}
  - {id: test, type: test, capability: QA, depends_on: [build], command: "test -f again || { touch again; exit 3; }"}
"""


def command(folder: Path, collected: Collected, *words: str, **more: str) -> None:
    environ = {**os.environ, "MC_DATA": str(folder / "data"), "MC_TRACES": collected.address, **more}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli.main", *words], env=environ, cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def tree(spans: list[Seen], parent: str) -> dict[str, dict]:
    """Names below names."""
    return {span.name: tree(spans, span.span_id) for span in spans if span.parent == parent}


def test_a_task_of_a_script_stands_below_whoever_started_it(tmp_path: Path, collected: Collected) -> None:
    caller = {"TRACEPARENT": f"00-{TRACE}-{SENDER}-01"}
    command(tmp_path, collected, "emit", "task", "lint", "--", "true", **caller)
    spans = collected.of(TRACE)
    assert tree(spans, SENDER) == {"dde.workflow.execute": {"event.publish": {}}}
    (work,) = [span for span in spans if span.name == "dde.workflow.execute"]
    assert not work.failed


def test_an_event_of_a_script_is_a_span_of_a_moment_and_the_first_of_its_trace(
    tmp_path: Path, collected: Collected
) -> None:
    command(tmp_path, collected, "emit", "dde.requirement.created", "requirement_id=R-1", "name=Pay")
    (emitted,) = collected.named("event.emit")
    assert emitted.parent == ""
    assert tree(collected.of(emitted.trace_id), emitted.span_id) == {"event.publish": {}}


def test_an_execution_is_told_with_every_attempt_of_its_tasks(tmp_path: Path, collected: Collected) -> None:
    (tmp_path / "execution.yaml").write_text(MANIFEST, encoding="utf-8")
    command(tmp_path, collected, "execute", "execution.yaml")
    (run,) = collected.named("dde.workflow.execute")
    tasks = collected.named("dde.task.execute")
    assert run.parent == ""
    assert {span.parent for span in tasks} == {run.span_id}
    assert sorted((span.attributes["mission_control.node"], span.failed) for span in tasks) == [
        ("build", False),
        ("test", False),
        ("test", True),
    ]
    assert all(run.began <= span.began <= span.ended <= run.ended for span in tasks)


def test_a_run_of_features_is_told_with_every_scenario(tmp_path: Path, collected: Collected) -> None:
    steps = tmp_path / "features" / "steps"
    steps.mkdir(parents=True)
    (steps.parent / "pay.feature").write_text(
        "Feature: Pay\n  Scenario: by card\n    Given a card\n", encoding="utf-8"
    )
    (steps / "steps.py").write_text(
        "from behave import given\n\n@given('a card')\ndef card(context): pass\n", encoding="utf-8"
    )
    command(tmp_path, collected, "validate", "features", "--python", sys.executable)
    (run,) = collected.named("bdv.run.execute")
    (scenario,) = collected.named("bdv.scenario.execute")
    assert (run.parent, scenario.parent) == ("", run.span_id)
    assert run.began <= scenario.began <= scenario.ended <= run.ended
