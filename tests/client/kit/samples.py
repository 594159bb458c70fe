"""The samples of the compatibility kit, each run for real by behave and by pytest-bdd, with our step definitions."""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]
HERE = Path(__file__).parent
FRAMEWORKS = ("behave", "pytest_bdd")
SUFFIXES = {"image/jpeg": "image.jpeg", "image/png": "image.png", "image/svg+xml": "image.svg"}
PLUGINS = [
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "pytest_bdd.plugin",
    "-p",
    "mission_control_client.messages.pytest_bdd",
]


def expected(sample: Path) -> list[Json]:
    """The messages that the kit expects."""
    return envelopes(sample / f"{sample.name}.ndjson")


def envelopes(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def run(sample: Path, framework: str, folder: Path) -> list[Json]:
    """Run the sample in the folder; gives its messages, none where the framework did not come to run."""
    shutil.copytree(HERE / framework / sample.name, folder, dirs_exist_ok=True)
    for feature in sorted(sample.glob("*.feature")):
        shutil.copy(feature, folder)
    _files_to_attach(sample, folder)
    arrange, command = (_behave, _behave_command) if framework == "behave" else (_pytest, _pytest_command)
    arrange(folder)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command(folder), cwd=folder, env=environment, capture_output=True, check=False)
    return envelopes(folder / "messages.ndjson")


def _files_to_attach(sample: Path, folder: Path) -> None:
    """The files that a sample attaches are kept in its expected messages alone."""
    for one in expected(sample):
        found = one.get("attachment", {})
        name = found.get("fileName") or SUFFIXES.get(found.get("mediaType", ""))
        if name and found["contentEncoding"] == "BASE64":
            (folder / name).write_bytes(base64.b64decode(found["body"]))


def _behave(folder: Path) -> None:
    (folder / "steps").mkdir()
    (folder / "steps.py").rename(folder / "steps" / "steps.py")


def _behave_command(folder: Path) -> list[str]:
    extra = folder / "arguments.txt"
    arguments = extra.read_text(encoding="utf-8").split() if extra.exists() else []
    ours = ["--format", "mission_control_client.messages.behave:Messages", "--outfile", "messages.ndjson"]
    return [sys.executable, "-m", "behave", *arguments, *ours, "."]


def _pytest(folder: Path) -> None:
    (folder / "steps.py").rename(folder / "test_sample.py")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    if (folder / "hooks.py").exists():
        (folder / "hooks.py").rename(folder / "conftest.py")


def _pytest_command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "pytest", *PLUGINS, "--cucumber-messages=messages.ndjson"]
