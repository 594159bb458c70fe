"""A run of behave that does not do all there is, or not to its end, is told as far as it came."""

from pathlib import Path

from tests.client.messages.behave_projects import STEPS, run
from tests.client.messages.projects import BEHAVE, OUT, invalid, needs_schema, ran, written


def test_what_is_not_selected_is_known_but_has_no_case(tmp_path: Path) -> None:
    feature = "Feature: Two\n  @one\n  Scenario: one\n    When ok\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature}, "--tags=one")
    assert [one["name"] for one in done.all("pickle")] == ["one", "two"]
    assert done.attempts() == [("one", 0, "PA")]


def test_scenarios_after_an_early_stop_are_skipped(tmp_path: Path) -> None:
    feature = "Feature: Two\n  Scenario: one\n    When crash\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature}, "--stop")
    assert done.attempts() == [("one", 0, "FA"), ("two", 0, "SK")]


def test_a_dry_run_skips_everything(tmp_path: Path) -> None:
    feature = "Feature: Dry\n  Scenario: one\n    When crash\n    Then unknown\n"
    done = run(tmp_path, {"a.feature": feature}, "--dry-run")
    assert done.attempts() == [("one", 0, "SK UN")]


@needs_schema
def test_a_file_of_behaves_own_dialect_is_refused_and_still_told(tmp_path: Path) -> None:
    feature = """
        Feature: Dialect
          Scenario Outline: with <n>
            When ok
              '''
              behave alone knows this quote
              '''
            Then 1 rows
              | a   |
              | <n> |
            Examples: some
              | n |
              | 1 |
    """
    done = run(tmp_path, {"a.feature": feature})
    refused = done.all("parseError")[0]
    assert refused["source"]["uri"] == "a.feature"
    assert refused["source"]["location"]["line"] == 4
    assert done.attempts() == [("with 1 -- @1.1 some", 0, "PA PA")]
    argument = [step.get("argument", {}) for step in done.all("pickle")[0]["steps"]]
    assert argument[0]["docString"]["content"] == "behave alone knows this quote"
    assert argument[1]["dataTable"]["rows"][1]["cells"] == [{"value": "1"}]
    assert not invalid(done.envelopes)


def test_a_run_that_dies_leaves_what_was_done_before_and_the_step_that_it_died_in(tmp_path: Path) -> None:
    feature = "Feature: Dies\n  Scenario: one\n    When ok\n  Scenario: two\n    When dies\n"
    done = run(tmp_path, {"a.feature": feature})
    assert done.status == 9
    assert done.attempts() == [("one", 0, "PA"), ("two", 0, "")]
    assert len(done.all("testStepStarted")) == len(done.all("testStepFinished")) + 1
    assert len(done.all("testCase")) == 2
    assert not done.all("testRunFinished")


def test_a_step_that_throws_the_run_out_failed(tmp_path: Path) -> None:
    feature = "Feature: Exits\n  Scenario: one\n    When exits\n    Then ok\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature})
    assert done.attempts() == [("one", 0, "FA SK"), ("two", 0, "SK")]
    assert list(done.messages()) == ["gone"]


def test_an_emitter_that_fails_says_so_in_one_line_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / OUT).mkdir()
    written(tmp_path, {"steps/steps.py": STEPS, "a.feature": "Feature: On\n  Scenario: one\n    When ok\n"})
    done = ran([*BEHAVE, "--no-color", "-f", "plain", "."], tmp_path.joinpath())
    assert (done.status, len(done.err.splitlines())) == (0, 1)
    assert done.err.startswith("Cucumber Messages stop here, the run goes on: IsADirectoryError: ")
    assert "1 scenario passed" in done.out
