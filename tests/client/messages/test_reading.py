"""What the emitter writes is read by Mission Control as what happened."""

from pathlib import Path

from tests.client.messages import behave_projects, pytest_bdd_projects
from tests.client.messages.projects import OUT, Ran
from tests.readers.inputs import attempts, of_type, read, scenarios


def outcomes(folder: Path) -> list[tuple[str, int, str, bool]]:
    """Scenario, attempt (counted from one), status and whether it is repeated, as the reader tells it."""
    events = read((folder / OUT).read_bytes())
    specs = scenarios(events)
    names = {known: spec.name for known, spec in specs.items()}
    return [(names[done.scenario_id], done.attempt, done.status, done.will_retry) for done in attempts(events)]


def test_a_run_of_behave_is_read_as_it_went(tmp_path: Path) -> None:
    done: Ran = behave_projects.run(tmp_path, {"a.feature": behave_projects.FEATURE})
    assert done.all("testRunFinished")
    assert outcomes(tmp_path) == [
        ("crashing", 1, "FAILED", False),
        ("table", 1, "PASSED", False),
        ("pending", 1, "PENDING", False),
        ("skipping", 1, "SKIPPED", False),
        ("attaching", 1, "PASSED", False),
        ("nested", 1, "FAILED", False),
        ("dirty", 1, "FAILED", False),
        ("row 1", 1, "PASSED", False),
        ("row 7", 1, "FAILED", False),
    ]


def test_a_run_of_pytest_bdd_is_read_as_it_went(tmp_path: Path) -> None:
    steps = pytest_bdd_projects.STEPS + pytest_bdd_projects.ALL
    feature = "Feature: F\n  @req:R-7\n  Scenario: torn\n    When torn\n  Scenario: fine\n    When ok\n"
    files = {"a.feature": feature, "conftest.py": pytest_bdd_projects.REPEATS, "test_a.py": steps}
    pytest_bdd_projects.run(tmp_path, files, "-W", "ignore")
    repeated = [("torn", number, "FAILED", number < 3) for number in (1, 2, 3)]
    assert outcomes(tmp_path) == [*repeated, ("fine", 1, "PASSED", False)]
    events = read((tmp_path / OUT).read_bytes())
    assert [run.suite.split()[0] for run in of_type(events, "bdv.run.completed")] == ["pytest-bdd"]
    assert [sorted(spec.tags) for spec in scenarios(events).values()] == [["@req:R-7"], []]
