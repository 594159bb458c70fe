"""What was killed, cancelled or failed is gone on with: what is finished never runs again, and the rest does."""

import shutil
from pathlib import Path

import pytest

from app.domain.verdict import StreamState
from app.errors import BadRequest
from tests.domain.workflow.manifests import node
from tests.engines.dag.executions import Elsewhere, Told, alive, run, stopping
from tests.engines.dag.judging import dde_of
from tests.engines.dag.processes import killed, sleeper


def test_a_cancelled_run_is_resumed_where_it_was(tmp_path: Path) -> None:
    nodes = [
        node("QA.A", command="echo a >> ran"),
        node("QA.B", "QA.A", command="echo b >> ran; test -e on && exit 0; touch on; sleep 60"),
        node("QA.C", "QA.B", command="echo c >> ran"),
    ]
    first = run(tmp_path, *nodes, on_stop=stopping((tmp_path / "on").exists))
    second = run(tmp_path, *nodes, resume=True)
    assert (tmp_path / "ran").read_text().split() == ["a", "b", "b", "c"]
    assert second.report.run_id == first.report.run_id
    assert dde_of(Told(second.report, [*first.events, *second.events], [])) is StreamState.PASS


def test_resume_after_a_failure_tries_what_failed_and_what_waited_for_it(tmp_path: Path) -> None:
    nodes = [
        node("QA.A", command="echo a >> ran", outputs=["ran"]),
        node("QA.B", "QA.A", command="echo b >> ran; test -e fixed"),
        node("QA.C", "QA.B", command="echo c >> ran"),
    ]
    first = run(tmp_path, *nodes)
    assert first.statuses() == {"QA.A": "COMPLETED", "QA.B": "FAILED", "QA.C": "BLOCKED"}
    (tmp_path / "fixed").touch()
    second = run(tmp_path, *nodes, resume=True)
    assert second.report.status == "COMPLETED"
    assert (tmp_path / "ran").read_text().split() == ["a", "b", "b", "c"]
    both = Told(second.report, [*first.events, *second.events], [])
    assert dde_of(both) is StreamState.PASS
    third = run(tmp_path, *nodes, resume=True)
    assert third.report.status == "COMPLETED"
    assert third.events == []


def test_an_artifact_that_was_changed_since_is_found_out_on_resume(tmp_path: Path) -> None:
    nodes = [node("BE.A", command="echo a > out", outputs=["out"]), node("BE.B", command="test -e fixed")]
    first = run(tmp_path, *nodes)
    (tmp_path / "artifacts/Iter-20261104-1200-001/BE.A/out").write_text("other")
    (tmp_path / "fixed").touch()
    second = run(tmp_path, *nodes, resume=True)
    assert second.of("artifact.validated")[0].payload.valid is False  # type: ignore[attr-defined]
    assert dde_of(Told(second.report, [*first.events, *second.events], [])) is StreamState.FAIL


def test_a_changed_manifest_is_noticed(tmp_path: Path) -> None:
    run(tmp_path, node("QA.A", command="exit 1"), node("QA.B"))
    with pytest.raises(BadRequest, match=r"QA\.C added; QA\.B removed; QA\.A changed"):
        run(tmp_path, node("QA.A", command="exit 0"), node("QA.C"), resume=True)


def test_resume_without_an_earlier_run_says_so_and_begins(tmp_path: Path) -> None:
    told = run(tmp_path, node("QA.A"), resume=True)
    assert told.report.status == "COMPLETED"
    assert "no earlier run" in told.report.notes[0]


def test_killed_at_any_moment_it_is_resumed_and_nothing_finished_runs_again(tmp_path: Path, marker: str) -> None:
    """Killed while the second task works, and twice at moments that chance picks."""
    step = "echo start-$MC_TASK >> ran; sleep 0.2; echo end-$MC_TASK >> ran"
    hang = f"echo start-$MC_TASK >> ran; test -e go || {sleeper(marker)}; echo end-$MC_TASK >> ran"
    nodes = [node("QA.A", command=step), node("QA.B", "QA.A", command=hang)]
    nodes += [node(f"QA.C{n}", "QA.B", command=step) for n in range(4)]
    there = Elsewhere(tmp_path, nodes)
    killed(there, lambda: "start-QA.B" in there.ran())
    assert alive(marker) != []
    (tmp_path / "go").touch()
    killed(there, lambda: there.ran().count("start-QA.B") > 1)
    assert alive(marker) == []
    killed(there, lambda: any(word.startswith("end-QA.C") for word in there.ran()))
    code, document = there.run("--resume")
    assert (code, document["status"]) == (0, "COMPLETED")
    _nothing_finished_ran_again(there)
    report = there.events
    told = Told(None, report, [])  # type: ignore[arg-type]
    assert dde_of(told) is StreamState.PASS


def _nothing_finished_ran_again(there: Elsewhere) -> None:
    """A task that the journal calls completed started no more after that."""
    ended = set[str]()
    for event in there.events:
        if event.event_type == "dde.task.started":
            assert event.node_id not in ended
        if event.event_type == "dde.task.completed":
            ended.add(event.node_id)
    assert ended == {"QA.A", "QA.B", "QA.C0", "QA.C1", "QA.C2", "QA.C3"}
    assert there.ran().count("end-QA.A") == 1


def test_a_torn_last_line_of_the_journal_is_as_if_never_written(tmp_path: Path) -> None:
    nodes = [node("QA.A", command="echo a >> ran"), node("QA.B", "QA.A", command="test -e fixed")]
    run(tmp_path, *nodes)
    journal = next(tmp_path.glob("artifacts/*/.execution/build/journal.jsonl"))
    journal.write_bytes(journal.read_bytes()[:-40] + b'{"event":{"event_')
    (tmp_path / "fixed").touch()
    told = run(tmp_path, *nodes, resume=True)
    assert told.report.status == "COMPLETED"
    assert (tmp_path / "ran").read_text() == "a\n"


def test_wherever_the_journal_ends_it_is_gone_on_with(tmp_path: Path) -> None:
    """As if it had been killed after each line that it wrote."""
    spec = "printf 'openapi: 3.1.0\\ninfo: {title: a, version: b}\\npaths: {}\\n' > a.yaml"
    flaky = "test -e once || { touch once; exit 1; }; touch b"
    gate = {"name": "g", "command": "test -e b"}
    nodes = [
        node("IF.A", type="interface", contract_version="v1.0", command=spec, outputs=["a.yaml"]),
        node("BE.B", "IF.A", command=flaky, outputs=["b"], gates=[gate]),
        node("BE.C", "BE.B", condition="false"),
        node("QA.D", "BE.C"),
    ]
    retry = {"max_attempts": 2, "retry_on_failure": True}
    whole = tmp_path / "whole"
    whole.mkdir()
    assert run(whole, *nodes, retry=retry).report.status == "COMPLETED"
    lines = (whole / JOURNAL).read_bytes().splitlines(keepends=True)
    told = [line for line in lines if line.startswith((b'{"head":', b'{"event":'))]
    assert len(told) > 20
    for cut in range(1, len(told) + 1):
        root = tmp_path / f"cut-{cut}"
        shutil.copytree(whole, root)
        (root / JOURNAL).write_bytes(b"".join(told[:cut]))
        _goes_on(run(root, *nodes, retry=retry, resume=True))


JOURNAL = "artifacts/Iter-20261104-1200-001/.execution/build/journal.jsonl"


def _goes_on(told: Told) -> None:
    assert told.report.status == "COMPLETED"
    assert dde_of(told) is StreamState.PASS
    ended = set[str]()
    for event in told.events:
        assert not (event.event_type == "dde.task.started" and event.node_id in ended)
        ended |= {event.node_id} if event.event_type == "dde.task.completed" else set()
    counts = told.of("workflow.completed")[-1].payload.counts  # type: ignore[attr-defined]
    assert (counts["completed"], counts["skipped"]) == (3, 1)
