"""Features run with pytest-bdd: the same promises as with behave."""

from pathlib import Path

import pytest

from app.domain import labels
from tests.engines.behaviour.running import run
from tests.engines.behaviour.samples import COUNTING, lay


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tries").mkdir()
    monkeypatch.setenv("TRIES", str(tmp_path / "tries"))
    return lay(tmp_path / "counting", COUNTING)


def test_every_attempt_of_every_scenario_is_told_and_only_who_failed_is_tried_again(project: Path) -> None:
    told = run(project, retries=1)
    tries = {
        name: [a.status for a in told.attempts(name)]
        for name in ("Up", "Wrong 1", "Wrong 3", "Only at the second try")
    }
    assert tries == {
        "Up": ["PASSED"],
        "Wrong 1": ["PASSED"],
        "Wrong 3": ["FAILED", "FAILED"],
        "Only at the second try": ["FAILED", "PASSED"],
    }
    assert (told.report.runner, told.report.code, told.run.full) == ("pytest-bdd", 1, True)
    assert [f.name for f in told.run.failed] == ["Wrong 3"]
    assert "evidence_contradicts" not in [reason.code for reason in told.judgement.reasons]
    assert not (project / ".pytest_cache").exists()


def test_a_folder_of_features_alone_is_run_by_the_tests_that_bind_it(project: Path) -> None:
    told = run(project / "features", tags="@quick")
    assert (told.report.code, told.run.full, told.outcomes()) == (0, False, {"PASSED": 1})
    scenario = next(iter(told.state.of(labels.SCENARIO).values()))
    assert scenario.get("contract_tags") == ["Counter:1.0"]
    assert scenario.get("requirements") == ["R-7"]


def test_an_expression_selects_the_same_for_pytest(project: Path) -> None:
    told = run(project, tags="@req:R-7 and not (@quick or @tried)")
    assert sorted(done.status for done in told.finished()) == ["FAILED", "PASSED"]
    assert {told.spec("Wrong 1").name, told.spec("Wrong 3").name} == {"Wrong 1", "Wrong 3"}


def test_a_scenario_that_no_test_binds_never_ran_and_that_is_no_pass(project: Path) -> None:
    (project / "features" / "loose.feature").write_text(
        "Feature: Loose\n\n  Scenario: Nobody binds me\n    Given nothing\n"
    )
    test = project / "test_count.py"
    test.write_text(test.read_text().replace('scenarios("features")', 'scenarios("features/count.feature")'))
    told = run(project, tags="not @req:R-7 or @quick")
    assert [f.name for f in told.run.never_ran] == ["Nobody binds me"]
    assert told.report.code == 1
    assert told.judgement.state != "pass"


@pytest.mark.parametrize(
    ("text", "said"),
    [("import nowhere_to_be_found\n", "nowhere_to_be_found"), ("x = 1\n", "could not run all of it")],
)
def test_what_pytest_cannot_collect_is_no_pass(project: Path, text: str, said: str) -> None:
    (project / "test_count.py").write_text(text)
    told = run(project, runner="pytest-bdd")
    assert (told.run.status, told.report.code) == ("BROKEN", 2)
    assert said in told.run.message
    assert told.judgement.state in ("unknown", "fail")


def test_a_failure_outside_the_scenarios_is_not_swallowed(project: Path) -> None:
    (project / "test_more.py").write_text("def test_plain():\n    assert False\n")
    told = run(project, tags="", retries=0)
    assert told.report.code == 1
    (project / "features" / "count.feature").write_text("Feature: C\n  Scenario: Up\n    Given nothing\n")
    alone = run(project)
    assert (alone.run.status, alone.report.code) == ("BROKEN", 1)
    assert "no scenario says why" in alone.run.message
