"""The client is a distribution of its own: it needs nothing, brings its types, and stays out of the way."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

CLIENT = Path(__file__).parents[2] / "client"
PROJECT = tomllib.loads((CLIENT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_it_needs_nothing_but_python() -> None:
    assert PROJECT["dependencies"] == []


def test_it_brings_its_types() -> None:
    assert (CLIENT / "src" / "mission_control_client" / "py.typed").is_file()


def test_it_brings_no_package_of_another_name() -> None:
    assert [path.name for path in (CLIENT / "src").iterdir() if path.suffix != ".egg-info"] == [
        "mission_control_client"
    ]
    assert distribution("mission-control-client").metadata["Name"] == "mission-control-client"


def test_it_is_written_in_the_python_it_asks_for() -> None:
    assert PROJECT["requires-python"] == ">=3.9"
    modules = list((CLIENT / "src").rglob("*.py"))
    assert len(modules) > 20
    for path in modules:
        ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 9))


def test_a_pytest_run_that_did_not_ask_for_it_imports_hardly_anything_of_it() -> None:
    """Every pytest run of an environment loads the plugins that are installed in it."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import mission_control_client.messages.pytest_bdd"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert not imported & {"pytest", "gherkin", "pytest_bdd", "behave", "json", "mission_control_client.messages.run"}
