"""Where a file belongs: as said, else as CI says, else as the repository around it says (R-33)."""

import argparse
import subprocess
from pathlib import Path

import pytest

from app.cli.belonging import Belonging, Found, belonging, from_ci, from_repository
from app.errors import BadRequest

GITHUB = {
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_REF_NAME": "main",
    "GITHUB_REF_TYPE": "branch",
    "GITHUB_SHA": "abc123",
}
GITLAB = {
    "CI_PROJECT_NAME": "shop",
    "CI_COMMIT_REF_NAME": "trial",
    "CI_DEFAULT_BRANCH": "stable",
    "CI_COMMIT_SHA": "def456",
}


def given(**said: str) -> argparse.Namespace:
    return argparse.Namespace(**{"tenant": "", "project": "", "iteration": "", "commit": "", **said})


def test_a_build_is_known_by_its_log_and_its_repository(tmp_path: Path) -> None:
    build = {**GITHUB, "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "17"}
    found = belonging(given(), tmp_path, "acme", build)
    home = "https://github.com/acme/shop"
    assert found.build == {"log_url": f"{home}/actions/runs/17", "repository": home}
    assert belonging(given(), tmp_path, "acme", GITHUB).build == {}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, whose work tree is called ``till``."""
    top = tmp_path / "till"
    top.mkdir()
    (top / "report.xml").write_text("<testsuite/>")
    for command in (
        ("init", "-q", "-b", "main"),
        ("add", "."),
        ("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "one"),
    ):
        subprocess.run(["git", *command], cwd=top, check=True)
    return top


def head(repository: Path) -> str:
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=repository, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_what_is_said_goes_before_everything_else(repository: Path) -> None:
    said = given(tenant="t", project="p", iteration="i", commit="c")
    assert belonging(said, repository / "report.xml", "local", GITHUB) == Belonging("t", "p", "i", "c")


def test_on_github_the_build_says_it(tmp_path: Path) -> None:
    assert belonging(given(), tmp_path, "local", GITHUB) == Belonging("local", "shop", "shop", "abc123")


def test_a_pull_request_has_an_iteration_of_its_own(tmp_path: Path) -> None:
    build = {**GITHUB, "GITHUB_HEAD_REF": "new/till", "GITHUB_REF_NAME": "12/merge"}
    assert belonging(given(), tmp_path, "local", build).iteration == "shop:new/till"


def test_a_tag_belongs_to_the_main_line() -> None:
    assert from_ci({**GITHUB, "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"}) == Found("shop", "", "abc123")
    assert from_ci({**GITLAB, "CI_COMMIT_TAG": "v1"}) == Found("shop", "", "def456", "stable")


def test_on_gitlab_the_default_branch_is_the_main_line(tmp_path: Path) -> None:
    assert belonging(given(), tmp_path, "local", GITLAB).iteration == "shop:trial"
    stable = {**GITLAB, "CI_COMMIT_REF_NAME": "stable"}
    assert belonging(given(), tmp_path, "local", stable).iteration == "shop"


def test_at_home_the_repository_around_the_file_says_it(repository: Path) -> None:
    assert belonging(given(), repository / "report.xml", "local", {}) == Belonging(
        "local", "till", "till", head(repository)
    )


def test_a_remote_names_the_project_better_than_a_folder(repository: Path) -> None:
    subprocess.run(["git", "remote", "add", "origin", "git@host:acme/shop.git"], cwd=repository, check=True)
    assert from_repository(repository).project == "shop"


def test_a_branch_keeps_its_half_done_work_apart(repository: Path) -> None:
    subprocess.run(["git", "switch", "-qc", "trial"], cwd=repository, check=True)
    assert belonging(given(), repository, "local", {}).iteration == "till:trial"


def test_outside_of_all_that_it_has_to_be_said(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="--project"):
        belonging(given(), tmp_path, "local", {})
    assert belonging(given(project="p"), tmp_path, "local", {}) == Belonging("local", "p", "p")
    assert belonging(given(), tmp_path, "local", {}, "folder").iteration == "folder"


def test_a_task_of_an_execution_belongs_where_the_execution_does(repository: Path) -> None:
    handed = {"MC_PROJECT": "shop", "MC_ITERATION": "shop:7", "MC_COMMIT": "fed987"}
    assert belonging(given(), repository, "local", handed) == Belonging("local", "shop", "shop:7", "fed987")
    assert belonging(given(iteration="mine"), repository, "local", handed).iteration == "mine"
    assert belonging(given(project="other"), repository, "local", handed).iteration == "other"
