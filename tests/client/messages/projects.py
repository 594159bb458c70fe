"""Small projects of behave and pytest-bdd, written to a folder and run for real; what their messages say, briefly."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Json = dict[str, Any]
INPUTS = Path(os.environ.get("MC_INPUTS", "no inputs"))
SCHEMA = INPUTS / "cucumber-messages" / "messages-schema" / "jsonschema" / "messages.schema.json"
needs_schema = pytest.mark.skipif(not SCHEMA.is_file(), reason="MC_INPUTS names no folder with the message schema")
OUT = "out.ndjson"
BEHAVE = [sys.executable, "-m", "behave", "-f", "mission_control_client.messages.behave:Messages", "-o", OUT]
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:dash", f"--cucumber-messages={OUT}"]


@dataclass(frozen=True)
class Ran:
    """What came of a run: exit status, both streams, and the envelopes that were written."""

    status: int
    out: str
    err: str
    envelopes: list[Json]

    def all(self, kind: str) -> list[Json]:
        """The envelopes of a kind, by content."""
        return [one[kind] for one in self.envelopes if kind in one]

    def attempts(self) -> list[tuple[str, int, str]]:
        """Scenario, number of the attempt, and statuses of its test steps, hooks with a star, such as ``P F* S``."""
        pickles = {one["id"]: one["name"] for one in self.all("pickle")}
        cases = {one["id"]: one for one in self.all("testCase")}
        hooks = {step["id"] for case in cases.values() for step in case["testSteps"] if "hookId" in step}
        statuses: dict[str, list[str]] = {one["id"]: [] for one in self.all("testCaseStarted")}
        for one in self.all("testStepFinished"):
            status = one["testStepResult"]["status"][:2] + "*" * (one["testStepId"] in hooks)
            statuses[one["testCaseStartedId"]].append(status)
        return [
            (pickles[cases[one["testCaseId"]]["pickleId"]], one["attempt"], " ".join(statuses[one["id"]]))
            for one in self.all("testCaseStarted")
        ]

    def messages(self) -> Iterator[str]:
        """What results say, of steps, of hooks and of hooks around the run."""
        for one in [*self.all("testStepFinished"), *self.all("testRunHookFinished")]:
            if text := (one.get("testStepResult") or one["result"]).get("message"):
                yield text


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def ran(command: list[str], folder: Path, **environment: str) -> Ran:
    """Run the command in the folder."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "GITHUB", "PYTEST"))}
    done = subprocess.run(
        command, cwd=folder, env={**plain, **environment}, capture_output=True, text=True, check=False, timeout=120
    )
    path = folder / OUT
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return Ran(done.returncode, done.stdout, done.stderr, [json.loads(line) for line in lines])


def invalid(envelopes: list[Json]) -> list[str]:
    """What the official schema has against the envelopes."""
    return [f"{next(iter(one))}: {error.message}" for one in envelopes for error in _validator().iter_errors(one)]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
