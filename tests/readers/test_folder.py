import os
from pathlib import Path

import pytest

from app.readers import Origin
from app.readers.folder import Outcome, read_paths, total_size
from tests.readers.inputs import ROOT, needs_inputs

REPORT = b'<testsuite name="s"><testcase name="t"/></testsuite>'


def origin_for(path: Path, modified_ms: int) -> Origin:
    return Origin(tenant="t", iteration="i1", source_file=path.name, modified_ms=modified_ms)


def outcomes(*paths: Path) -> list[Outcome]:
    return list(read_paths(paths, origin_for))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.xml").write_bytes(REPORT)
    (tmp_path / "b" / "cut.xml").write_bytes(REPORT[:-9])
    (tmp_path / "b" / "notes.txt").write_bytes(b"hello")
    (tmp_path / ".hidden").write_bytes(REPORT)
    return tmp_path


def test_every_file_has_an_outcome_with_reason_and_place(reports: Path) -> None:
    found = [(o.path.name, o.state, o.format, bool(o.reason), o.place) for o in outcomes(reports)]
    assert found == [
        ("a.xml", "read", "junit-xml", False, ""),
        ("cut.xml", "refused", "", True, "line 1 column 41"),
        ("notes.txt", "unknown", "", True, ""),
    ]


def test_a_refused_file_hands_on_nothing(reports: Path) -> None:
    assert [len(list(outcome.events)) for outcome in outcomes(reports)] == [5, 0, 0]


def test_events_can_be_gone_through_again_and_are_the_same(reports: Path) -> None:
    (outcome,) = outcomes(reports / "a.xml")
    assert list(outcome.events) == list(outcome.events)
    assert outcome.count == 5


def test_progress_adds_up_to_the_total(reports: Path) -> None:
    seen: list[int] = []
    for outcome in read_paths([reports], origin_for, lambda _path, size: seen.append(size)):
        list(outcome.events)
    assert sum(seen) == total_size([reports]) == 2 * len(REPORT) - 9 + 5


def test_progress_moves_within_a_large_file_while_it_is_checked_and_while_it_is_told(tmp_path: Path) -> None:
    noise = b"<system-out>" + b"x" * 5_000_000 + b"</system-out>"
    (tmp_path / "big.xml").write_bytes(REPORT.replace(b"</testsuite>", noise + b"</testsuite>"))
    seen: list[int] = []
    outcomes = read_paths([tmp_path], origin_for, lambda _path, size: seen.append(size))
    checked = next(outcomes)
    half = sum(seen)
    list(checked.events)
    assert 0.4 < half / checked.size < 0.6
    assert sum(seen) == checked.size
    assert len(seen) >= 20  # a step per pass and megabyte


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path / "gone.xml")
    assert (outcome.state, outcome.reason) == ("refused", "cannot be read: No such file or directory")


def test_links_to_folders_are_not_followed_in_circles(reports: Path) -> None:
    (reports / "b" / "again").symlink_to(reports)
    assert len(outcomes(reports)) == 3


def test_the_files_own_time_is_used_where_it_carries_none(reports: Path) -> None:
    os.utime(reports / "a.xml", (1_790_000_000, 1_790_000_000))
    (outcome,) = outcomes(reports / "a.xml")
    assert {event.timestamp for event in outcome.events} == {1_790_000_000_000}


def test_a_file_that_grows_after_it_was_recognised_is_read_as_it_is(reports: Path) -> None:
    (outcome,) = outcomes(reports / "a.xml")
    before = [event.key for event in outcome.events]
    (reports / "a.xml").write_bytes(REPORT.replace(b"</", b"<testcase name='u'/></"))
    assert len(list(outcome.events)) == 7
    assert before != [event.key for event in outcome.events][:5]


def test_a_feature_file_is_known_by_its_path_in_its_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "a.feature").write_text("Feature: A\n  Scenario: one\n")
    (outcome,) = outcomes(tmp_path)
    assert [event.payload.feature_path for event in outcome.events] == ["features/a.feature"]  # type: ignore[union-attr]


def test_a_broken_feature_file_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.feature").write_text("Scenario: without a feature\n")
    (outcome,) = outcomes(tmp_path)
    assert (outcome.state, outcome.place) == ("refused", "line 1 column 1")


def test_results_of_allure_are_one_input_and_a_report_beside_them_another(tmp_path: Path) -> None:
    (tmp_path / "a-result.json").write_text('{"name":"a","status":"passed","attachments":[{"source":"shot.bin"}]}')
    (tmp_path / "b-result.json").write_text('{"name":"b","status":"failed"}')
    (tmp_path / "shot.bin").write_bytes(b"\x00")
    (tmp_path / "junit.xml").write_bytes(REPORT)
    found = outcomes(tmp_path)
    assert [(o.path, o.state, o.format) for o in found] == [
        (tmp_path, "read", "allure"),
        (tmp_path / "junit.xml", "read", "junit-xml"),
    ]


def test_a_broken_result_refuses_the_folder_and_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "a-result.json").write_text('{"name":"a","status":"passed"}')
    (tmp_path / "b-result.json").write_text('{"name":"b"')
    (outcome,) = outcomes(tmp_path)
    assert (outcome.state, outcome.place) == ("refused", "b-result.json column 12")


@needs_inputs
def test_a_timeline_is_one_input_and_what_lies_beside_it_another() -> None:
    found = {outcome.path.name: outcome.state for outcome in outcomes(ROOT / "import-graphs" / "usethis-timeline")}
    assert found == {
        "usethis-timeline": "read",
        "HEAD.importlinter.ini": "unknown",
        "HEAD-optional-layers.importlinter.ini": "unknown",
    }


@needs_inputs
def test_all_of_the_real_files_have_an_outcome() -> None:
    found = outcomes(*(ROOT / name for name in ("cucumber-messages", "junit-xml", "openlineage", "sarif")))
    assert {outcome.state for outcome in found} == {"read", "refused", "unknown"}
    assert all(outcome.reason for outcome in found if outcome.state != "read")


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.xml").symlink_to(tmp_path / "nothing")
    (outcome,) = outcomes(tmp_path)
    assert (outcome.state, outcome.path.name) == ("refused", "gone.xml")
    assert "No such file" in outcome.reason
