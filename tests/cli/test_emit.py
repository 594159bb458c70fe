"""``emit``: one event, or a command told as a task, from scripts; into the local log, a file, or over the wire."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.wire.catalogue import FILE, text
from app.wire.jsonlines import from_json
from tests.cli.conftest import Run
from tests.client.servers import serving
from tests.readers.inputs import state_of


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable that says where to tell shines through."""
    for name in ("MC_URL", "MC_EVENTS_FILE", "TRACEPARENT"):
        monkeypatch.delenv(name, raising=False)


def test_what_is_emitted_counts_in_the_gate(run: Run) -> None:
    home = ("--project", "shop", "--iteration", "shop")
    assert run("emit", "task", "build", *home, "--", sys.executable, "-c", "").code == 0
    assert run("emit", "dde.iteration.declared", "required_streams=dde", *home).code == 0
    assert run("gate", "shop").code == 0


def test_a_task_that_fails_blocks_it_and_keeps_its_exit_code(run: Run) -> None:
    command = (sys.executable, "-c", "import sys; print('said'); sys.exit(7)")
    assert run("emit", "--iteration", "shop", "task", "build", "--", *command).code == 7
    assert run("emit", "dde.iteration.declared", "required_streams=dde", "--iteration", "shop").code == 0
    assert run("gate", "shop").code == 1


def test_a_command_that_does_not_exist_is_a_task_that_failed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    missing = run("emit", "task", "x", "--file", str(file), "--", "no-such-command-at-all")
    assert missing.code == 127 and "no-such-command-at-all: No such file" in missing.err
    assert run("emit", "task", "y", "--file", str(file), "--", str(tmp_path)).code == 126
    failed = [json.loads(line)["payload"] for line in file.read_bytes().splitlines() if b"dde.task.failed" in line]
    assert [payload["task_id"] for payload in failed] == ["x", "y"]
    assert "No such file" in failed[0]["error"]


def test_what_stands_in_a_command_is_not_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "e.jsonl"
    assert run("emit", "task", "deploy", "--file", str(file), "--", "true", "token=s3cr3t").code == 0
    assert b"deploy" in file.read_bytes() and b"s3cr3t" not in file.read_bytes()


@pytest.mark.skipif(not hasattr(signal, "SIGRTMIN"), reason="this system has no signals for real time")
def test_a_signal_without_a_name_ends_the_task_with_its_number(run: Run, tmp_path: Path) -> None:
    file, number = tmp_path / "e.jsonl", signal.SIGRTMIN + 1
    suicide = f"import os; os.kill(os.getpid(), {number})"
    assert run("emit", "task", "x", "--file", str(file), "--", sys.executable, "-c", suicide).code == 128 + number
    assert f"ended by signal {number}".encode() in file.read_bytes()


def test_no_lost_event_of_a_failed_task_opens_the_gate(run: Run, tmp_path: Path) -> None:
    from app.domain.verdict.dde import judge_dde

    file = tmp_path / "e.jsonl"
    for name, code in (("lint", "0"), ("build", "1")):
        run("emit", "task", name, "--file", str(file), "--", sys.executable, "-c", f"raise SystemExit({code})")
    events = [from_json(line) for line in file.read_bytes().splitlines()]
    assert judge_dde(state_of(events), True).state == "fail"
    assert judge_dde(state_of(events[: len(events) // 2]), True).state == "pass"
    for lost in range(len(events)):
        assert judge_dde(state_of(events[:lost] + events[lost + 1 :]), True).state != "pass"


def test_a_task_runs_in_the_trace(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEPARENT", f"00-{'ab' * 16}-{'cd' * 8}-01")
    seen, file = tmp_path / "seen", tmp_path / "e.jsonl"
    code = f"import os, pathlib; pathlib.Path({str(seen)!r}).write_text(os.environ['TRACEPARENT'])"
    run("emit", "task", "x", "--file", str(file), "--", sys.executable, "-c", code)
    events = [from_json(line) for line in file.read_bytes().splitlines()]
    assert {event.traceparent for event in events} == {seen.read_text()}
    assert {(event.trace_id, event.parent_span_id) for event in events} == {("ab" * 16, "cd" * 8)}


LIKE_A_SHELL = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
runpy.run_module("mission_control_client", run_name="__main__")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_ends_it_ends_the_command_and_the_end_is_told(tmp_path: Path, number: int) -> None:
    file = tmp_path / "e.jsonl"
    words = ["emit", "task", "x", "--file", str(file), "--", "sleep", "30"]
    process = subprocess.Popen([sys.executable, "-c", LIKE_A_SHELL, *words], start_new_session=True)
    while not (file.exists() and b"dde.task.started" in file.read_bytes()):
        time.sleep(0.02)
    if number == signal.SIGINT:  # the terminal sends it to all of the group
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.terminate()
    assert process.wait(20) == 128 + number
    assert b"dde.workflow.failed" in file.read_bytes()


REFUSED = {
    "an unknown type": (["dde.task.complete"], "did you mean dde.task.completed"),
    "no type": ([], "--list"),
    "a missing field": (["dde.task.started"], "dde.task.started needs task_id (text)"),
    "an unknown field": (["dde.task.started", "task_id=a", "atempt=1"], "did you mean attempt?"),
    "no field": (["dde.task.started", "task"], "key=value"),
    "a wrong number": (["dde.task.started", "task_id=a", "attempt=x"], "attempt takes a whole number, found 'x'"),
    "a wrong list": (["dde.workflow.completed", "workflow_id=a", "counts=[]"], "counts takes a map to whole number"),
    "a wrong payload": (["dde.task.started", "--payload", "[1]"], "--payload takes one JSON object"),
    "no payload": (["dde.task.started", "--payload", "@nowhere"], "No such file"),
    "a wrong moment": (["dde.task.started", "task_id=a", "--timestamp", "noon"], "ISO 8601"),
    "a wrong moment in it": (["acc.stream.waived", "by=a", "reason=b", "until=noon"], "until takes milliseconds"),
    "a task without a command": (["task", "x"], "task NAME -- COMMAND"),
    "a command without a task": (["dde.task.started", "task_id=a", "--", "ls"], "task NAME -- COMMAND"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_with_the_field_and_what_it_takes(run: Run, name: str) -> None:
    words, reason = REFUSED[name]
    told = run("emit", *words)
    assert told.code in (1, 2)
    assert reason in " ".join(told.err.split())


def test_fields_come_as_words_or_as_json(run: Run, tmp_path: Path) -> None:
    file, payload = tmp_path / "e.jsonl", tmp_path / "p.json"
    payload.write_text('{"task_id": "a", "estimated_effort": 3}', encoding="utf-8")
    words = ["dde.task.created", "depends_on=b, c", "--payload", f"@{payload}", "--iteration", "shop-7"]
    told = run("emit", *words, "--file", str(file), "--timestamp", "2026-01-02T03:04:05Z", "--json")
    assert told.document["iteration"] == "shop-7"
    event = json.loads(file.read_bytes())
    assert event["payload"] == {"task_id": "a", "estimated_effort": 3, "depends_on": ["b", "c"]}
    assert (event["timestamp"], event["node_id"]) == (1_767_323_045_000, "a")


def test_it_is_posted_where_url_says(run: Run) -> None:
    with serving() as server:
        told = run("emit", "dde.task.started", "task_id=a", "--url", server.url)
    assert told.code == 0
    assert told.out.strip() == server.events[0]["event_id"]


def test_what_could_not_be_sent_is_said_and_is_the_exit_code(run: Run, tmp_path: Path) -> None:
    told = run("emit", "dde.task.started", "task_id=a", "--file", str(tmp_path))
    assert told.code == 1
    assert "1 of 1 events were not sent" in told.err


def test_every_type_is_listed_and_described(run: Run) -> None:
    listed = [line.split()[0] for line in run("emit", "--list").out.splitlines()]
    assert "dde.task.created" in listed
    assert len(listed) > 60
    assert not [name for name in listed if name.startswith("convergence")]
    for name in listed:
        assert run("emit", name, "--help").out.startswith(name)


def test_the_client_knows_what_events_take_today() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "write it anew: python -m app.wire.catalogue"
