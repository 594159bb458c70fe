"""``validate``: from features to a verdict, with exit codes that can be relied on."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.wire.jsonlines import from_json
from tests.cli.conftest import Run
from tests.engines.behaviour.samples import lay
from tests.engines.behaviour.shop import SHOP

HERE = ("--python", sys.executable, "--project", "shop")


def test_what_fails_shuts_the_gate_and_is_named(run: Run, shop: Path) -> None:
    told = run("validate", str(shop), *HERE)
    assert told.code == 1
    assert "failed: Several cake (features/shop.feature:32)" in told.out
    assert "7 scenarios: 3 passed, 3 failed, 1 undefined; 7 attempts" in told.out
    *command, iteration = shlex.split(told.out.splitlines()[-1].removeprefix("behave: "))
    assert command == ["mission-control", "gate"]
    shut = run("gate", iteration, "--json").document
    assert (shut["gate_status"], shut["scope_note"]) == ("BLOCKED", "BDV only")
    assert {"features/shop.feature"} == {r["file"] for r in shut["reasons"] if r["file"]}


def test_what_behaves_own_configuration_leaves_out_is_not_missing(run: Run, tmp_path: Path) -> None:
    project = lay(tmp_path / "shop", SHOP | {"behave.ini": "[behave]\ndefault_tags = @critical\n"})
    told = run("validate", str(project), *HERE)
    assert (told.code, "never ran" in told.out) == (0, False)
    assert "1 of the project's 7 scenarios are selected by behave's own configuration (@critical)" in told.out
    assert run("gate", "shop", "--json").document["bdv_gate"] != "pending"
    asked = run("validate", str(project), *HERE, "--tags", "@small").out
    assert "configuration" not in asked
    (project / "behave.ini").write_text("[behave]\ndefault_tags = @nobody\n")
    nothing = run("validate", str(project), *HERE)
    assert (nothing.code, "(@nobody) takes no scenario below" in nothing.out) == (2, True)


def test_json_says_everything_once(run: Run, flaky: Path) -> None:
    told = run("validate", str(flaky), *HERE, "--retries", "1", "--json", "--commit", "c0ffee")
    assert told.code == told.document["exit_code"] == 0
    (ran,) = told.document["runs"]
    assert (ran["counts"]["attempts"], ran["counts"]["passed"], len(ran["late"])) == (3, 2, 1)
    assert told.document["batch_id"].startswith("b-")
    assert told.document["code_version"].startswith("files-")


def test_events_go_to_a_file_when_one_is_named_and_can_be_ingested(run: Run, shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "told.jsonl"
    assert run("validate", str(shop), *HERE, "--tags", "@critical", "--output", str(out)).code == 0
    assert run("gate", "shop").code == 2
    events = [from_json(line) for line in out.read_bytes().splitlines()]
    assert (events[0].event_type, events[-1].event_type) == ("bdv.run.started", "bdv.run.completed")
    assert {event.source for event in events} == {"mission-control validate"}
    assert len(list((tmp_path / "attachments").rglob("*"))) == 2
    assert run("ingest", str(out)).code == 0
    assert run("gate", "shop", "--json").document["bdv_gate"] in ("pass", "fail")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "nowhere does not exist"),
        (("SHOP", "--tags", "@a and ("), "--tags, character 8"),
        (("SHOP", "--tags", "@nobody"), "takes none of 7 scenarios; the tags there are @broken"),
        (("SHOP", "--python", "/nowhere/python"), "--python: /nowhere/python cannot be used"),
        (("SHOP", "--journeys", "SHOP/behave.ini"), "no journeys can be read"),
        (("SHOP", "--output", "/nowhere/x.jsonl"), "--output: /nowhere/x.jsonl cannot be written"),
    ],
)
def test_what_is_asked_wrongly_is_said_and_nothing_is_told(
    run: Run, shop: Path, words: tuple[str, ...], said: str
) -> None:
    told = run("validate", *(word.replace("SHOP", str(shop)) for word in words), "--project", "shop")
    assert told.code == 2
    assert said in told.err
    assert run("gate", "shop").code == 2


@pytest.mark.parametrize("number", ["-1", "x", "1000"])
def test_retries_take_a_small_whole_number(run: Run, shop: Path, number: str) -> None:
    with pytest.raises(SystemExit) as refused:
        run("validate", str(shop), "--retries", number)
    assert refused.value.code == 2


def test_an_interrupted_run_ends_its_runner_and_is_told_as_cancelled(shop: Path, data: Path, tmp_path: Path) -> None:
    (shop / "features" / "more.feature").write_text("Feature: More\n\n  Scenario: It hangs\n    Given it hangs\n")
    command = [
        sys.executable,
        "-m",
        "app.cli.main",
        "validate",
        str(shop / "features" / "more.feature"),
        *HERE,
        "--json",
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "MC_DATA": str(data)},
        preexec_fn=_hears_interrupts,
    )
    _wait_for(lambda: _sleepers(process.pid))
    sleepers = _sleepers(process.pid)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err.decode()
    assert json.loads(out)["runs"][0]["status"] == "CANCELLED"
    _wait_for(lambda: not any(map(_lives, sleepers)), 10.0)


def _hears_interrupts() -> None:
    """What a shell starts in the background, such as these tests, does not, nor does what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_for(so: object, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not so():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    """It is there, and not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def _sleepers(parent: int) -> list[int]:
    """The processes called sleep below this one."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True).stdout
    rows = [(int(a), int(b), c) for a, b, c in (line.split(None, 2) for line in listed.splitlines())]
    mine = {parent}
    for pid, above, _ in rows * 4:
        if above in mine:
            mine.add(pid)
    return [pid for pid, _, name in rows if pid in mine and name == "sleep"]
