"""Commits say what they are for."""

import subprocess
from pathlib import Path

import pytest

from app.domain.graph import Scope
from app.scan.git import Git
from app.scan.trailers import events_of, named_in, requirements_of

WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org")


def commit(folder: Path, message: str) -> None:
    (folder / "file").write_text(message)
    subprocess.run(["git", "add", "file"], cwd=folder, check=True)
    subprocess.run(["git", *WHO, "commit", "-q", "-m", message], cwd=folder, check=True)


@pytest.fixture
def repository(tmp_path: Path) -> Git:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    commit(tmp_path, "Pay\n\nRequirement: REQ-1 Pay by card\nSigned-off-by: a")
    commit(tmp_path, "Refund\n\nImplements: REQ-1, REQ-2\n")
    commit(tmp_path, "Mend it\n\nFixes #12 for good")
    return Git.at(tmp_path)


def test_trailers_and_closed_issues_are_requirements(repository: Git) -> None:
    found = requirements_of(repository, 100)
    assert {key: (said.name, len(said.commits)) for key, said in found.items()} == {
        "REQ-1": ("Pay by card", 2),
        "REQ-2": ("", 1),
        "12": ("", 1),
    }


def test_only_so_many_commits_are_looked_at(repository: Git) -> None:
    assert set(requirements_of(repository, 1)) == {"12"}


def test_the_same_commits_give_the_same_events(repository: Git) -> None:
    def ids(batch: str) -> list[str]:
        return [e.event_id for e in events_of(requirements_of(repository, 9), Scope("t", "i"), "p", batch)]

    assert ids("one") == ids("two")


def test_words_in_a_message_are_no_trailers() -> None:
    assert list(named_in("Story: of my life\n\nThe issue: 7 dwarfs", "")) == []
