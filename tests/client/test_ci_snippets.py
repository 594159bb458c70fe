"""The workflows in docs/ci.md: they can be parsed, and name only commands and options that exist."""

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from mission_control_client.command import parsed
from mission_control_client.pytest_plugin import pytest_addoption

from app.cli.main import build_parser

TEXT = (Path(__file__).parents[2] / "docs" / "ci.md").read_text(encoding="utf-8")
GITHUB, GITLAB = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))
SHELL = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)


def github_lines() -> Iterator[str]:
    for step in GITHUB["jobs"]["gate"]["steps"]:
        yield from step.get("run", "").splitlines()


def gitlab_lines() -> Iterator[str]:
    yield from GITLAB["default"]["before_script"]
    for job in (value for value in GITLAB.values() if isinstance(value, dict)):
        yield from job.get("script", ())


LINES = [*github_lines(), *gitlab_lines(), *(line for block in SHELL for line in block.splitlines())]
COMMANDS = [shlex.split(line, comments=True) for line in LINES if line.strip()]


def commands(*head: str) -> list[list[str]]:
    """What follows this head in the command lines that begin with it."""
    return [words[len(head) :] for words in COMMANDS if tuple(words[: len(head)]) == head]


def test_the_workflow_of_github_is_one() -> None:
    assert set(GITHUB) == {"name", True, "jobs"}  # YAML 1.1 reads the key "on" as true; GitHub does not
    steps = GITHUB["jobs"]["gate"]["steps"]
    assert all(("run" in step) != ("uses" in step) for step in steps)
    assert all("@v" in step["uses"] for step in steps if "uses" in step)


def test_the_jobs_of_gitlab_belong_to_its_stages() -> None:
    jobs = {name: job for name, job in GITLAB.items() if name not in ("stages", "default")}
    assert all(job["stage"] in GITLAB["stages"] for job in jobs.values())
    assert all(need in jobs for job in jobs.values() for need in job.get("needs", ()))


@pytest.mark.parametrize("lines", [[*github_lines()], [*gitlab_lines()]], ids=["github", "gitlab"])
def test_both_run_tests_with_the_plugin_read_scan_and_ask_the_gate(lines: list[str]) -> None:
    text = "\n".join(lines)
    for wanted in (
        "pytest --mission-control",
        "mission-control ingest",
        "mission-control scan",
        "mission-control gate",
    ):
        assert wanted in text


@pytest.mark.parametrize("words", commands("mission-control"), ids=" ".join)
def test_every_verb_and_option_exists(words: list[str]) -> None:
    given = build_parser().parse_args(words)
    if words[0] == "emit":
        parsed(words[1:])
    assert given.verb.name == words[0]


@pytest.mark.parametrize("words", commands("python", "-m", "mission_control_client", "emit"), ids=" ".join)
def test_the_client_alone_takes_them_too(words: list[str]) -> None:
    assert parsed(words).words


class Options:
    """Stands where pytest's parser does, and is asked which options there are."""

    def __init__(self) -> None:
        self.parser, self.settings = ArgumentParser(), set[str]()

    def getgroup(self, name: str) -> "Options":
        return self

    def addoption(self, name: str, **more: Any) -> None:
        self.parser.add_argument(name, **more)

    def addini(self, name: str, *_more: Any, **_named: Any) -> None:
        self.settings.add(name)


def test_every_option_of_pytest_exists() -> None:
    options = Options()
    pytest_addoption(options)  # type: ignore[arg-type]
    assert len(commands("pytest")) >= 3
    for words in commands("pytest"):
        options.parser.parse_args(words)
    named = set(re.findall(r"--mission-control[\w-]*", TEXT))
    assert named == {"--mission-control", "--mission-control-full", "--mission-control-suite"}
    assert all(setting in options.settings for setting in re.findall(r"`(mission_control\w*) = ", TEXT))


def test_the_formatter_that_behave_is_given_exists() -> None:
    from mission_control_client.behave_formatter import MissionControl

    wanted = f"{MissionControl.__module__}:{MissionControl.__name__}"
    assert [words for words in commands("behave") if wanted in words]


def test_the_file_that_behave_is_given_is_that_of_our_formatter() -> None:
    """Behave pairs them by their order; any other formatter would write over what was told before."""
    from behave.configuration import Configuration

    assert commands("behave")
    for words in commands("behave"):
        found = Configuration(words, load_config=False)
        paired = {output.name: name for name, output in zip(found.format, found.outputs, strict=False)}
        assert paired["$MC_EVENTS_FILE"].startswith("mission_control_client.")


def test_a_job_of_gitlab_tells_one_thing_since_its_script_ends_with_the_first_that_fails() -> None:
    scripts = [job["script"] for job in GITLAB.values() if isinstance(job, dict) and job.get("stage") == "test"]
    telling = [[line for line in script if " emit task " in line or line.startswith("pytest ")] for script in scripts]
    assert [len(lines) for lines in telling] == [1, 1, 1]


def test_nothing_that_fails_keeps_the_rest_from_being_told() -> None:
    steps = {step["name"]: step for step in GITHUB["jobs"]["gate"]["steps"] if "name" in step}
    later = list(steps)[list(steps).index("Tests") :]
    assert all(
        "always()" in str(steps[name].get("if")) or "cancelled()" in str(steps[name].get("if")) for name in later
    )
