"""What ``make`` does before there is an environment: it finds a Python that is new enough, or says so in one line."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "cat", "rm")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that holds no Python yet."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in TOOLS:
        (programs / tool).symlink_to(str(shutil.which(tool)))
    return programs


def python(machine: Path, name: str, version: str, *, new: bool, venv: int = 0) -> None:
    """A Python that tells its version, knows whether it is new enough, and can or cannot build environments."""
    program = machine / name
    code = 0 if new else 1
    program.write_text(
        f'#!/bin/sh\ncase "$1" in --version) echo "Python {version}";; -c) exit {code};; -m) exit {venv};; esac\n'
    )
    program.chmod(0o755)


def told(machine: Path, folder: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / ".ci" / "venv")],
        cwd=folder,
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


def test_a_python_that_is_too_old_is_one_clear_line(machine: Path, tmp_path: Path) -> None:
    python(machine, "python3", "3.9.2", new=False)
    assert told(machine, tmp_path) == (2, ["Mission Control needs Python 3.11 or newer; found: Python 3.9.2"])
    assert not (tmp_path / ".venv").exists()


def test_no_python_at_all_is_one_clear_line(machine: Path, tmp_path: Path) -> None:
    assert told(machine, tmp_path) == (2, ["Mission Control needs Python 3.11 or newer; found: none"])


def test_a_newer_one_is_found_beside_an_old_one(machine: Path, tmp_path: Path) -> None:
    python(machine, "python3", "3.9.2", new=False)
    python(machine, "python3.12", "3.12.1", new=True, venv=1)
    code, lines = told(machine, tmp_path)
    assert (code, lines[0]) == (2, "Building .venv with Python 3.12.1 ...")
    assert lines[1:] == [
        "python3.12 cannot build virtual environments; install its venv module (on Debian: python3-venv)"
    ]


def test_everything_that_is_installed_is_pinned_with_its_hashes() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(pinned) > 50
    assert all("==" in line for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
    assert any(line.startswith("setuptools==") for line in pinned)


def test_nothing_names_a_place_to_install_from() -> None:
    for name in ("constraints.txt", "pyproject.toml", "Makefile", ".ci/run", ".ci/venv"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name
