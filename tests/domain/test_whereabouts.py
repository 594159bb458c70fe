"""Where work was done: read from the variables of a build, and never turned into a link that leads elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mission_control_client.build import build_in

from app.domain.whereabouts import address_in, line_form, log_in, repository_in, web_address, web_of

GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_RUN_ID": "17"}
GITLAB = {"CI_JOB_URL": "https://gitlab.com/acme/shop/-/jobs/9", "CI_PROJECT_URL": "https://gitlab.com/acme/shop"}
JENKINS = {
    "JENKINS_URL": "http://ci.acme.example/",
    "BUILD_URL": "http://ci.acme.example/job/shop/4/",
    "GIT_URL": "git@git.acme.example:acme/shop.git",
}
BUILDS = {
    "github": (GITHUB, "https://github.com/acme/shop/actions/runs/17", "https://github.com/acme/shop"),
    "github again": (
        {**GITHUB, "GITHUB_RUN_ATTEMPT": "2"},
        "https://github.com/acme/shop/actions/runs/17/attempts/2",
        "https://github.com/acme/shop",
    ),
    "gitlab": (GITLAB, "https://gitlab.com/acme/shop/-/jobs/9", "https://gitlab.com/acme/shop"),
    "jenkins": (JENKINS, "http://ci.acme.example/job/shop/4/console", "https://git.acme.example/acme/shop"),
    "said": (
        {**GITHUB, "MC_LOG_URL": "https://ci.acme.example/7"},
        "https://ci.acme.example/7",
        "https://github.com/acme/shop",
    ),
    "none": ({}, "", ""),
    "no address": ({"MC_LOG_URL": "javascript:alert(1)"}, "", ""),
}


@pytest.mark.parametrize("name", BUILDS)
def test_the_log_and_the_repository_of_a_build_are_read_from_its_variables_by_us_and_by_the_client(name: str) -> None:
    environ, log, repository = BUILDS[name]
    assert (log_in(environ), repository_in(environ)) == (log, repository)
    assert build_in(environ) == {key: said for key, said in (("log_url", log), ("repository", repository)) if said}


@given(st.text())
def test_only_addresses_of_the_web_are_linked_to(said: str) -> None:
    assert address_in({"log_url": said}, "log_url") in ("", said)
    assert not web_address(f"javascript:{said}")
    found = web_address(f"https://{said}")
    assert not any(sign in found for sign in " \"'<>\n")


def test_whoever_signs_in_by_a_remote_is_left_out() -> None:
    assert web_of("https://me:secret@github.com/acme/shop.git") == "https://github.com/acme/shop"
    assert web_of("ssh://git@github.com:22/acme/shop.git/") == "https://github.com/acme/shop"
    assert not web_of("/srv/git/shop.git")


def test_a_line_is_shown_on_hosts_that_are_known_and_nowhere_else() -> None:
    assert line_form("https://github.com/acme/shop") == "https://github.com/acme/shop/blob/{commit}/{path}#L{line}"
    assert line_form("https://gitlab.com/a/b/c") == "https://gitlab.com/a/b/c/-/blob/{commit}/{path}#L{line}"
    assert not line_form("https://git.acme.example/acme/shop")
    assert not line_form("https://github.com.acme.example/acme/shop")
    assert not line_form("https://github.com/{path}/shop")
