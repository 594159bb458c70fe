"""What a walk through history promises: at any commit, the events so far add up to that commit."""

from pathlib import Path

import pytest

from app.errors import BadRequest
from tests.scan.repositories import START_S, Told, commit, git, repository, write
from tests.scan.small_history import FORBID, STEPS, Replayed


def test_after_every_commit_the_events_add_up_to_its_totals(tmp_path: Path):
    told = Told(repository(tmp_path, *STEPS), history=10)

    replayed, checked = Replayed(), 0
    for event in told.events:
        replayed.take(event.event_type, event.payload)
        if event.event_type == "acc.analysis.completed":
            assert event.payload.digest == replayed.digest()
            assert event.payload.counts["violations"] == len(replayed.violations)
            checked += 1
    assert checked == 5


def test_history_ends_where_a_scan_of_head_begins(tmp_path: Path):
    walked, present = Told(repository(tmp_path, *STEPS), history=10), Told(tmp_path)

    assert walked.of("acc.analysis.completed")[-1].counts == present.of("acc.analysis.completed")[0].counts
    assert walked.of("acc.analysis.completed")[-1].digest == present.of("acc.analysis.completed")[0].digest


def test_a_rule_is_broken_and_repaired_at_the_times_of_the_commits(tmp_path: Path):
    told = Told(repository(tmp_path, *STEPS), history=10)

    minutes = [
        ((event.timestamp // 1000 - START_S) // 60, event.event_type.removeprefix("acc."))
        for event in told.events
        if event.event_type.startswith(("acc.violation", "acc.cycle"))
    ]
    assert minutes == [
        (1, "violation.detected"), (1, "violation.detected"), (1, "cycle.detected"),
        (3, "violation.resolved"), (3, "violation.resolved"), (3, "cycle.resolved"),
    ]  # fmt: skip
    broken = [[rule.status for rule in payload.rules] for payload in told.of("acc.manifest.loaded")]
    assert broken == [["kept", "kept"], ["broken", "broken"], ["kept", "kept"]]


def test_only_the_first_commit_is_told_in_full(tmp_path: Path):
    told = Told(repository(tmp_path, *STEPS), history=10)

    assert len(told.of("acc.graph.built")) == 1
    assert [payload.removed_modules for payload in told.of("acc.graph.changed")] == [[], [], ["shop.more"]]
    assert len({payload.generation for payload in told.of("acc.analysis.completed")}) == 1


def test_every_commit_is_seen_once_with_its_tag_and_title_and_without_its_author(tmp_path: Path):
    repository(tmp_path, *STEPS)
    git(tmp_path, "tag", "-a", "v1", "-m", "first", "HEAD~4")
    git(tmp_path, "tag", "v2")

    seen = Told(tmp_path, history=10).of("acc.commit.seen")
    named = Told(tmp_path, history=1, name_authors=True).of("acc.commit.seen")

    assert [(commit.title, commit.tag, commit.author) for commit in seen] == [
        ("Step 0", "v1", ""), ("Step 1", "", ""), ("Step 2", "", ""), ("Step 3", "", ""), ("Step 4", "v2", ""),
    ]  # fmt: skip
    assert named[0].author == "name@example.org"


def test_only_the_last_commits_are_walked_and_the_first_of_them_is_told_in_full(tmp_path: Path):
    told = Told(repository(tmp_path, *STEPS), history=2)

    assert [commit.title for commit in told.of("acc.commit.seen")] == ["Step 3", "Step 4"]
    assert "shop.more" in told.modules()
    assert told.progress[-1] == ("commits", 2, 2)


def test_commits_of_one_second_keep_their_order(tmp_path: Path):
    told = Told(repository(tmp_path, *STEPS, step_s=-1), history=10)

    times = [event.timestamp for event in told.events if event.event_type == "acc.commit.seen"]
    assert times == [START_S * 1000 + n for n in range(5)]
    assert sum("told a moment after it" in note for note in told.report.notes) == 4


def test_branches_that_were_merged_count_as_one_step(tmp_path: Path):
    repository(tmp_path, *STEPS[:1])
    git(tmp_path, "switch", "-q", "-c", "side")
    commit(tmp_path, {"shop/side.py": ""}, "On the side", START_S + 60)
    git(tmp_path, "switch", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "Merge side", "side", at_s=START_S + 120)

    told = Told(tmp_path, history=10)

    assert [commit.title for commit in told.of("acc.commit.seen")] == ["Step 0", "Merge side"]


def test_commits_without_the_package_or_with_a_faulty_manifest_are_skipped_with_a_note(tmp_path: Path):
    faulty = {"architecture.yaml": "rules: ['ALL: NO_SUCH']\n"}
    repository(tmp_path, {"readme.txt": ""}, STEPS[0], faulty, {"architecture.yaml": FORBID})

    told = Told(tmp_path, history=10)

    assert told.report.commits == 2
    assert [("Step 0" in why, "Step 2" in why) for why in told.report.skipped] == [(True, False), (False, True)]
    assert "rule R1, column 6" in told.report.skipped[1]


def test_a_commit_that_does_not_parse_is_told_with_a_note_and_repaired_by_the_next(tmp_path: Path):
    broken = {"shop/web.py": "import shop.core\ndef broken(:\n"}
    told = Told(repository(tmp_path, STEPS[0], broken, {"shop/web.py": "import shop.core\n"}), history=10)

    removed = [payload.removed_imports for payload in told.of("acc.graph.changed")]
    assert removed == [[["shop.web", "shop.core"]], []]
    assert [note.partition(" ")[0] for note in told.report.notes] == ["shop/web.py"]


def test_uncommitted_changes_are_left_out_and_said_to_be(tmp_path: Path):
    write(repository(tmp_path, *STEPS), {"shop/fresh.py": ""})

    told = Told(tmp_path, history=10)

    assert "shop.fresh" not in told.modules()
    assert told.report.notes == ("uncommitted changes are not part of the history",)


def test_a_shallow_clone_with_fewer_commits_than_asked_for_is_called_one(tmp_path: Path):
    whole = repository(tmp_path / "whole", *STEPS)
    git(tmp_path, "clone", "-q", "--depth", "2", whole.as_uri(), "clone")
    note = "this is a shallow clone: 2 commits are here, 10 were asked for; git fetch --unshallow brings the rest"
    assert Told(tmp_path / "clone", history=10).report.notes == (note,)
    assert Told(tmp_path / "clone", history=2).report.notes == ()
    assert Told(whole, history=10).report.notes == ()


def test_history_without_git_or_without_code_is_refused(tmp_path: Path):
    with pytest.raises(BadRequest, match="not under git"):
        Told(write(tmp_path / "plain", {"a/__init__.py": ""}), history=3)
    with pytest.raises(BadRequest, match="none of the last 3 commits"):
        Told(repository(tmp_path / "bare", {"readme.txt": ""}), history=3)
