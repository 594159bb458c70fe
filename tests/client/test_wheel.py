"""The client as a wheel: it builds, holds nothing of the house, and works where nothing else is installed."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from shutil import copytree, ignore_patterns
from zipfile import ZipFile

import pytest

CLIENT = Path(__file__).parents[2] / "client"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    copytree(CLIENT, folder / "client", ignore=ignore_patterns("*.egg-info", "build", "__pycache__"))
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "-w", str(folder)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(folder / "client")]
    subprocess.run(command, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def test_it_holds_its_own_package_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as file:
        names = file.namelist()
        points = next(file.read(name).decode() for name in names if name.endswith("entry_points.txt"))
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"mission_control_client", "mission_control_client-0.1.0.dist-info"}
    assert {"mission_control_client/py.typed", "mission_control_client/catalogue.json"} <= set(names)
    assert "mission_control_client.pytest_plugin" in points


def alone(wheel: Path, folder: Path) -> Path:
    """The interpreter of an environment that holds this wheel and nothing else."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    with ZipFile(wheel) as file:
        file.extractall(site)
    return python


def test_it_works_where_nothing_else_is(wheel: Path, tmp_path: Path) -> None:
    python = alone(wheel, tmp_path / "venv")
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("MC_", "CI", "GITHUB", "PYTHON"))
    }
    words = ["emit", "task", "hello", "--file", "e.jsonl", "--project", "shop", "--"]
    words += [str(python), "-c", "print('hello')"]
    done = subprocess.run(
        [python, "-I", "-m", "mission_control_client", *words],
        cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "hello\n", "")
    events = [json.loads(line)["event_type"] for line in (tmp_path / "e.jsonl").read_bytes().splitlines()]
    assert events == [
        "dde.workflow.started",
        "dde.task.created",
        "dde.task.started",
        "dde.task.completed",
        "dde.workflow.completed",
    ]


def test_a_pytest_run_that_did_not_ask_for_the_plugin_imports_hardly_anything_of_it() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import mission_control_client.pytest_plugin"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert not imported & {"pytest", "json", "urllib.request", "subprocess", "mission_control_client.client"}
