from mission_control_client.messages.meta import PROTOCOL, ci, meta

from tests.client.messages.projects import invalid, needs_schema

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_REPOSITORY": "shop/till",
    "GITHUB_RUN_ID": "77",
    "GITHUB_SHA": "abc",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_REF_NAME": "main",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_PROJECT_URL": "https://gitlab.example/shop/till",
    "CI_REPOSITORY_URL": "https://gitlab-ci-token:secret@gitlab.example/shop/till.git",
    "CI_JOB_URL": "https://gitlab.example/shop/till/-/jobs/5",
    "CI_JOB_ID": "5",
    "CI_COMMIT_SHA": "abc",
    "CI_COMMIT_BRANCH": "main",
}


def test_the_build_of_github_is_named() -> None:
    git = {"remote": "https://github.example/shop/till.git", "revision": "abc", "branch": "main"}
    url = "https://github.example/shop/till/actions/runs/77"
    assert ci(GITHUB) == {"name": "GitHub Actions", "url": url, "buildNumber": "77", "git": git}


def test_the_build_of_gitlab_is_named_without_its_password() -> None:
    found = ci(GITLAB)
    assert found is not None
    assert found["git"] == {"remote": "https://gitlab.example/shop/till.git", "revision": "abc", "branch": "main"}
    assert "secret" not in str(found)


def test_a_tag_is_no_branch() -> None:
    of_github = ci({**GITHUB, "GITHUB_REF": "refs/tags/v1", "GITHUB_REF_NAME": "v1"})
    of_gitlab = ci({**GITLAB, "CI_COMMIT_TAG": "v1"})
    for found in (of_github, of_gitlab):
        assert found is not None
        assert found["git"]["tag"] == "v1"
        assert "branch" not in found["git"]


def test_at_home_there_is_no_build() -> None:
    assert ci({}) is None
    assert "ci" not in meta("behave", {})["meta"]


@needs_schema
def test_it_is_valid_and_names_what_ran() -> None:
    found = [meta("behave", GITHUB), meta("pytest-bdd", GITLAB), meta("behave", {})]
    assert not invalid(found)
    assert [one["meta"]["implementation"]["name"] for one in found] == ["behave", "pytest-bdd", "behave"]
    assert {one["meta"]["protocolVersion"] for one in found} == {PROTOCOL}
