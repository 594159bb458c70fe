"""What is run: the project's folder, its interpreter, and which of the two runners its features are for."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from app.engines.behaviour.catalogue import feature_files
from app.engines.behaviour.request import RUNNERS
from app.errors import BadRequest

_PROJECT: Final = (
    "behave.ini", ".behaverc", "pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini", "setup.py", ".git",
)  # fmt: skip
_BDD: Final = re.compile(rb"^\s*(?:from|import)\s+pytest_bdd\b", re.MULTILINE)
_TESTS: Final = re.compile(r"(test_.*|.*_test|conftest)\.py")

_PROBE: Final = """
import importlib.util as u, json, sys
has = lambda name: u.find_spec(name) is not None
print(json.dumps({
    "behave": has("behave"),
    "pytest_bdd": has("pytest_bdd"),
    "version": sys.version.split()[0],
    "lacks": [name for name in ("gherkin", "typing_extensions") if not has(name)],
}))
"""


class Interpreter(msgspec.Struct, frozen=True):
    """The target's Python, and what can be imported in it.

    ``lacks`` names what the emitter needs and the target has not.
    """

    path: str
    behave: bool
    pytest_bdd: bool
    version: str
    lacks: tuple[str, ...] = ()

    def has(self, runner: str) -> bool:
        """Whether the runner is installed there."""
        return self.behave if runner == "behave" else self.pytest_bdd


def project_of(path: Path) -> Path:
    """The folder that the runner is started in: the nearest project, else the features' parent."""
    start = path.resolve()
    start = start if start.is_dir() else start.parent
    for folder in (start, *start.parents):
        if any((folder / name).exists() for name in _PROJECT):
            return folder
    if (start / "features").is_dir():
        return start
    return next((f.parent for f in (start, *start.parents) if f.name == "features"), start)


def interpreter(wanted: str, folder: Path, environ: Mapping[str, str]) -> Interpreter:
    """The Python that is named, else that of the project's own environment, else of the active one, else this one.

    Raises BadRequest when it cannot be started.
    """
    named = str(Path(wanted).absolute()) if "/" in wanted else wanted
    path = named or _own(folder, environ) or sys.executable
    try:
        done = subprocess.run(
            [path, "-c", _PROBE], cwd=folder, env=dict(environ), capture_output=True, timeout=60, check=False
        )
        found = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    except (OSError, subprocess.TimeoutExpired, ValueError) as flaw:
        raise BadRequest(f"--python: {path} cannot be used: {flaw}") from flaw
    if done.returncode or not found:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise BadRequest(f"--python: {path} is no Python that can be used: {said[0]}")
    return msgspec.convert({"path": path, **found}, Interpreter)


def _own(folder: Path, environ: Mapping[str, str]) -> str:
    places = [folder / ".venv", folder / "venv", *(Path(p) for p in [environ.get("VIRTUAL_ENV", "")] if p)]
    found = (place / "bin" / "python" for place in places)
    return next((str(file) for file in found if os.access(file, os.X_OK)), "")


def runner_of(wanted: str, path: Path, folder: Path, python: Interpreter) -> str:
    """The runner that is named, else the one whose steps lie there. Raises BadRequest when nothing tells."""
    if wanted != "auto":
        return wanted
    speaks = {"behave": _has_steps(folder), "pytest-bdd": _has_bdd(folder)}
    if speaks["behave"] and speaks["pytest-bdd"]:
        speaks["behave"] = _has_steps(path if path.is_dir() else path.parent)
    told = [name for name in RUNNERS if speaks[name]] or [name for name in RUNNERS if python.has(name)]
    if len(told) == 1:
        return told[0]
    why = "its features could be either's" if told else f"{python.path} has neither behave nor pytest-bdd"
    raise BadRequest(f"{path}: {why}; say --runner behave or --runner pytest-bdd")


def _has_steps(folder: Path) -> bool:
    """Behave's layout: a folder ``steps``, or its configuration."""
    if any((folder / name).exists() for name in ("behave.ini", ".behaverc", "steps")):
        return True
    return any((file.parent / "steps").is_dir() or (file.parent / "environment.py").is_file()
               for file in feature_files(folder))  # fmt: skip


def start_of(path: Path, folder: Path) -> Path:
    """Where behave is pointed at: it looks for ``steps`` there and above, not below. Raises BadRequest."""
    at = path.resolve()
    above = [parent for parent in (at, *at.parents) if parent == folder or folder in parent.parents]
    if not at.is_dir() or any(_steps_in(parent) for parent in above):
        return path
    below = {parent for file in feature_files(at) for parent in file.parents if at in parent.parents}
    roots = sorted(parent for parent in below if _steps_in(parent))
    if len(roots) > 1:
        names = ", ".join(str(root.relative_to(at)) for root in roots[:5])
        raise BadRequest(f"{path} holds {len(roots)} folders with steps ({names}), and behave runs one at a time")
    return roots[0] if roots else path


def _steps_in(folder: Path) -> bool:
    return (folder / "steps").is_dir() or (folder / "environment.py").is_file()


def _has_bdd(folder: Path) -> bool:
    return any(_BDD.search(file.read_bytes()) for file in test_files(folder))


def test_files(folder: Path) -> list[Path]:
    """The files that pytest would look into."""
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "node_modules")
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
        found += [Path(at) / name for name in sorted(names) if _TESTS.fullmatch(name)]
    return found
