"""What is not all of the suite, or not to its end, is never taken for a run that passed."""

from pathlib import Path

import pytest

from tests.client.suites import GREEN, TWO, project
from tests.client.told import Ran, losses_that_open, run_pytest, verdict

BROKEN = {**GREEN, "test_broken.py": "def test_x(: pass"}


@pytest.mark.parametrize(
    "options", [[], ["-n2"], ["--continue-on-collection-errors"]], ids=["plain", "divided", "on"]
)
def test_what_cannot_be_collected_is_shown_as_broken(tmp_path: Path, options: list[str]) -> None:
    ran = run_pytest(project(tmp_path, BROKEN), *options)
    assert ran.named()["test_broken"] == ["ERROR"]
    assert not ran.end.full
    assert verdict(ran.events) == "fail"
    assert losses_that_open(ran.events) == []


PARTS = {
    "-k": (["-k", "one"], ""),
    "-m": (["-m", "slow"], ""),
    "a path": (["tests/test_a.py"], ""),
    "--deselect": (["--deselect", "tests/test_a.py::test_one"], ""),
    "--ignore": (["--ignore", "tests/test_a.py"], ""),
    "divided": (["-k", "one", "-n2"], ""),
    "without a word": ([], "def pytest_collection_modifyitems(items): del items[1:]"),
    "-x": (["-x"], "import pytest\n@pytest.fixture(autouse=True)\ndef no(): assert 0"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_the_suite_is_not_taken_for_all_of_it(tmp_path: Path, name: str) -> None:
    options, conftest = PARTS[name]
    ran = run_pytest(project(tmp_path, {**TWO, "conftest.py": conftest}), *options)
    assert ran.end.full is False


@pytest.mark.parametrize("options", [[], ["tests"], ["."], ["tests/test_b.py", "--mission-control-full"]], ids=str)
def test_all_of_the_suite_is_taken_for_it(tmp_path: Path, options: list[str]) -> None:
    assert run_pytest(project(tmp_path, TWO), *options).end.full is True


def stopped(tmp_path: Path, body: str) -> Ran:
    return run_pytest(project(tmp_path, {"test_a.py": f"def test_one(): pass\ndef test_two():\n    {body}\n"}))


def test_ctrl_c_is_a_cancelled_run(tmp_path: Path) -> None:
    ran = stopped(tmp_path, "raise KeyboardInterrupt")
    assert ran.status == 2
    assert (ran.end.status, ran.end.full) == ("CANCELLED", False)
    assert verdict(ran.events) != "pass"
    assert losses_that_open(ran.events) == []


def test_a_run_that_dies_is_known_to_have_begun(tmp_path: Path) -> None:
    ran = stopped(tmp_path, "import os, time; time.sleep(0.5); os._exit(0)")
    assert ran.status == 0
    assert ran.of("bdv.run.started")
    assert not ran.of("bdv.run.completed")
    assert verdict(ran.events) == "pending"


def test_a_worker_that_dies_is_an_error_of_its_test(tmp_path: Path) -> None:
    files = {**GREEN, "test_die.py": "def test_die():\n    import os\n    os._exit(3)"}
    ran = run_pytest(project(tmp_path, files), "-n2")
    assert ran.named()["test_die"] == ["ERROR"]
    assert (ran.end.full, verdict(ran.events)) == (False, "fail")


@pytest.mark.parametrize("option", ["--setup-only", "--setup-plan"])
def test_tests_whose_body_is_not_run_do_not_pass(tmp_path: Path, option: str) -> None:
    ran = run_pytest(project(tmp_path), option)
    assert ran.named() == {"test_one": ["SKIPPED"], "test_two": ["SKIPPED"]}
    assert verdict(ran.events) == "fail"


@pytest.mark.parametrize("options", [["--collect-only"], ["--markers"], ["--version"]], ids=" ".join)
def test_what_is_no_run_tells_nothing(tmp_path: Path, options: list[str]) -> None:
    ran = run_pytest(project(tmp_path), *options)
    assert (ran.status, ran.events) == (0, [])
