"""The workers of one run of pytest-bdd write files of their own, which become one; none is lost without a word."""

import re
import sys
from pathlib import Path

from mission_control_client.messages.pytest_workers import merge

from tests.client.messages.projects import OUT, invalid, needs_schema, ran, written
from tests.client.messages.pytest_bdd_projects import run


@needs_schema
def test_what_a_worker_died_in_failed_and_what_an_earlier_run_left_behind_is_not_told(tmp_path: Path) -> None:
    feature = "Feature: Dies\n  Scenario: one\n    When ok\n  Scenario: two\n    When ok\n    And dies\n    Then ok\n"
    left = '{"testRunStarted":{"id":"1","timestamp":{"seconds":0,"nanos":0}}}\n'
    done = run(tmp_path, {"a.feature": feature, f"{OUT}.gw7.part": left}, "-n", "2", "--dist", "load")
    assert sorted(done.attempts()) == [("one", 0, "PA"), ("two", 0, "PA FA SK")]
    assert "the worker was lost" in done.messages()
    assert re.fullmatch("workers that were lost before their end: gw[01]", done.all("testRunFinished")[0]["message"])
    assert not invalid(done.envelopes)


@needs_schema
def test_the_files_of_workers_become_one(tmp_path: Path) -> None:
    """Each worker collects all tests and runs some; what both knew before the run is told once."""
    feature = "Feature: Two\n  Scenario: one\n    When ok\n  Scenario: two\n    When ok\n"
    hook = "def pytest_sessionstart(): pass\n"
    done = run(tmp_path, {"a.feature": feature, "conftest.py": hook}, "-n", "2", "--dist", "load")
    assert done.status == 0
    assert sorted(done.attempts()) == [("one", 0, "PA"), ("two", 0, "PA")]
    assert sorted(one["workerId"] for one in done.all("testCaseStarted")) == ["gw0", "gw1"]
    assert [len(done.all(kind)) for kind in ("meta", "source", "testCase", "testRunStarted", "testRunFinished")] == [
        1,
        1,
        2,
        1,
        1,
    ]
    assert done.all("testRunFinished")[0]["success"] is True
    assert len(done.all("testRunHookFinished")) == 2
    assert not list(tmp_path.glob("*.part"))
    assert not invalid(done.envelopes)


def test_a_worker_that_was_lost_is_no_success(tmp_path: Path) -> None:
    started = '{"testRunStarted":{"id":"1","timestamp":{"seconds":0,"nanos":0}}}\n'
    ended = '{"testRunFinished":{"success":true,"timestamp":{"seconds":0,"nanos":0}}}\n'
    written(tmp_path, {f"{OUT}.gw0.part": started + ended, f"{OUT}.gw1.part": started + '{"testCase'})
    merge(str(tmp_path / OUT), success=True)
    finished = ran([sys.executable, "-c", ""], tmp_path).all("testRunFinished")[0]
    assert (finished["success"], finished["message"]) == (False, "workers that were lost before their end: gw1")
    assert finished["testRunStartedId"] == "1"
