"""What behave cannot run, or not to its end, is never green, and says why."""

import os
from pathlib import Path

import pytest

from tests.engines.behaviour.running import Told, run
from tests.engines.behaviour.shop import NAMES


def doubt(told: Told) -> str:
    """Why BDV cannot rely on what was reported."""
    return next(r.explain for r in told.judgement.reasons if r.code == "evidence_contradicts")


@pytest.mark.parametrize(("when", "code"), [("before", 2), ("after", 1)])
def test_a_hook_around_the_run_that_fails_breaks_the_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, when: str, code: int
) -> None:
    monkeypatch.setenv("SHOP_FAILS", when)
    told = run(project, tags="@critical")
    assert (told.run.status, told.report.code, told.ended[0].full) == ("BROKEN", code, False)
    assert "A hook around the run failed" in told.run.message
    assert "A hook around the run failed" in doubt(told)


def test_a_hook_around_a_feature_that_fails_breaks_the_run_and_who_failed_is_tried_again_all_the_same(
    flaky: Path,
) -> None:
    hook = "def after_feature(context, feature):\n    raise RuntimeError('no broom')\n"
    (flaky / "features" / "environment.py").write_text(hook)
    told = run(flaky, retries=1, repeat=2)
    assert [(one.status, "no broom" in one.message) for one in told.report.runs] == [("BROKEN", True)] * 2
    assert [(d.status, d.will_retry) for d in told.attempts("It passes when tried again")][:2] == [
        ("FAILED", True),
        ("PASSED", False),
    ]
    assert not [d for d in told.finished() if d.status == "ERROR"]
    assert told.report.code == 1


def with_feature(project: Path, text: str) -> Path:
    (project / "features" / "more.feature").write_text(f"Feature: More\n\n  Scenario: It ends badly\n    {text}\n")
    return project


def test_a_process_that_dies_is_told_with_the_step_it_died_in(project: Path) -> None:
    told = run(with_feature(project, "Given the process dies"))
    (died,) = told.attempts("It ends badly")
    assert died.status == "ERROR"
    assert (died.failed_step, died.file_path, died.line) == ("Given the process dies", "features/more.feature", 3)
    assert "it ended with exit code 7" in died.error_message
    assert told.run.message.startswith("behave could not run all of it: it ended with exit code 7")
    assert (told.run.status, told.report.code) == ("BROKEN", 2)
    assert [f.name for f in told.run.never_ran] == list(NAMES)
    assert "exit code 7" in doubt(told)


def test_a_step_that_hangs_is_ended_with_all_that_it_started(project: Path) -> None:
    feature = with_feature(project, "Given it hangs")
    told = run(feature / "features" / "more.feature", timeout_s=3.0, store=project.parent)
    assert "did not end within 3 s" in told.run.message
    assert told.attempts("It ends badly")[0].status == "ERROR"
    assert told.report.code == 2
    left = [p.name for p in Path("/proc").glob("[0-9]*") if b"sleep\x00600" in _command(p)]
    assert left == []


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes() if os.getpid() != int(process.name) else b""
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("features/steps/shop_steps.py", "import nowhere_to_be_found\n", "nowhere_to_be_found"),
        (
            "features/shop.feature",
            "Feature: Shop\n  Scenario: x\n    Given a shop\n  Gibberish\n",
            "cannot be parsed",
        ),
    ],
)
def test_what_cannot_be_run_is_no_pass_and_says_why(project: Path, file: str, text: str, said: str) -> None:
    (project / file).write_text(text)
    told = run(project)
    assert (told.run.status, told.report.code) == ("BROKEN", 2)
    assert said in told.run.message
    assert said in doubt(told)


def test_a_folder_without_features_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "empty" / "features" / "steps").mkdir(parents=True)
    told = run(tmp_path / "empty", runner="behave")
    assert (told.run.status, told.report.code) == ("BROKEN", 2)
    assert "there is no scenario in a feature file below" in told.run.message
    assert told.judgement.state == "unknown"


def test_a_later_good_run_mends_a_broken_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_FAILS", "before")
    broken = run(project, tags="@critical")
    monkeypatch.delenv("SHOP_FAILS")
    good = run(project, tags="@critical")
    both = Told(good.report, broken.events + good.events)
    assert "evidence_contradicts" not in [reason.code for reason in both.judgement.reasons]
