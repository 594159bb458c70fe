"""What the client computes is what Mission Control computes: keys, digests, where things belong."""

import argparse
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mission_control_client import belonging as theirs
from mission_control_client import names
from mission_control_client.pytest_tests import Report, named

from app.cli.belonging import belonging
from app.domain import digest, identity
from app.readers.junit_cases import home_of
from app.readers.junit_elements import CaseRead

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PATHS = st.lists(st.sampled_from(["tests", ".", "..", "a b", "C:", "\\x", "test_a.py", "", "ü"]), max_size=5)


@given(PATHS.map("/".join), WORDS, WORDS, WORDS)
def test_keys_are_the_same(path: str, name: str, example: str, rule: str) -> None:
    assert names.normal_path(path) == identity.normal_path(path)
    assert names.feature_key(path) == identity.feature_key(path)
    assert names.scenario_key(path, name, example, rule) == identity.scenario_key(path, name, example, rule)
    assert names.derived_id(path, name) == identity.derived_id(path, name)


@given(st.lists(st.tuples(WORDS, WORDS, st.integers(0, 9), st.lists(WORDS, max_size=3)), max_size=5))
def test_digests_are_the_same(lines: list[tuple[str, str, int, list[str]]]) -> None:
    ours = [names.scenario_line(*line) for line in lines] + [names.task_line(line[0], line[1]) for line in lines]
    know = [digest.scenario_line(*line) for line in lines] + [digest.task_line(line[0], line[1]) for line in lines]
    assert names.digest_of(ours) == digest.digest_of(know)


PARTS = st.sampled_from(["tests", "test_a", "test_a.py", "src", "a-b", "TestC", "rs", "x.rs", "test_b"])


@given(st.lists(PARTS, min_size=1, max_size=4), st.lists(PARTS, max_size=3))
def test_homes_of_tests_are_the_same(folders: list[str], classes: list[str]) -> None:
    """Of a test case as pytest writes it into JUnit XML."""
    test = named("::".join(["/".join(folders), *classes, "test_it[a/b.c::d]"]), "", Report())
    classname = ".".join([".".join(folders).removesuffix(".py"), *classes])
    home = home_of(CaseRead(1, {"classname": classname, "name": "test_it[a/b.c::d]"}, (), ""), {"name": "pytest"})
    assert (test.path, test.rule, test.name) == (home.path, home.rule, "test_it[a/b.c::d]")


def said(**given: str) -> argparse.Namespace:
    return argparse.Namespace(**{"tenant": "", "project": "", "iteration": "", "commit": "", **given})


ENVIRONMENTS = {
    "nothing": {},
    "github": {"GITHUB_REPOSITORY": "acme/shop", "GITHUB_REF_NAME": "main", "GITHUB_SHA": "abc"},
    "github branch": {"GITHUB_REPOSITORY": "acme/shop", "GITHUB_HEAD_REF": "new", "GITHUB_REF_NAME": "1/merge"},
    "github tag": {"GITHUB_REPOSITORY": "acme/shop", "GITHUB_REF_NAME": "v1", "GITHUB_REF_TYPE": "tag"},
    "gitlab": {"CI_PROJECT_NAME": "shop", "CI_COMMIT_REF_NAME": "prod", "CI_DEFAULT_BRANCH": "prod"},
    "gitlab branch": {"CI_PROJECT_NAME": "shop", "CI_COMMIT_REF_NAME": "new", "CI_COMMIT_SHA": "abc"},
    "gitlab tag": {"CI_PROJECT_NAME": "shop", "CI_COMMIT_REF_NAME": "v1", "CI_COMMIT_TAG": "v1"},
    "handed": {"MC_PROJECT": "p", "MC_ITERATION": "i", "MC_COMMIT": "c"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("given", [{}, {"project": "q"}, {"iteration": "j", "commit": "d"}], ids=str)
@pytest.mark.parametrize("branch", ["", "main", "topic"])
def test_things_belong_to_the_same(tmp_path: Path, name: str, given: dict[str, str], branch: str) -> None:
    if branch:
        (tmp_path / "a.txt").touch()
        for words in (
            ["init", "-q", "-b", branch],
            ["remote", "add", "origin", "https://host.example/acme/cart.git"],
        ):
            subprocess.run(["git", *words], cwd=tmp_path, check=True)
    environ = ENVIRONMENTS[name]
    ours = theirs.belonging(environ, tmp_path, theirs.Given(**given))
    know = belonging(said(**given), tmp_path, "local", environ, tmp_path.name)
    assert ours == (know.tenant, know.project, know.iteration, know.commit)
