"""How the runners are started: behave and pytest, each with the emitter of Cucumber Messages and the selection."""

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from app.engines.behaviour.tags import Selection
from app.engines.behaviour.target import Interpreter, test_files
from app.engines.behaviour.trace import VARIABLE, header
from app.errors import SetupError
from app.readers.origin import Trace

CLIENT: Final = "mission_control_client"
_PLUGIN: Final = f"{CLIENT}.messages.pytest_bdd"


class Bench(msgspec.Struct, frozen=True):
    """Where the runner works: its folder, what it is pointed at, its interpreter, and scratch room."""

    runner: str
    folder: Path
    path: Path
    python: Interpreter
    selection: Selection
    scratch: Path

    def messages(self, number: int) -> Path:
        """The file of the round's Cucumber Messages."""
        return self.scratch / f"messages-{number}.ndjson"

    def output(self, number: int) -> Path:
        """The file of what the runner prints in the round."""
        return self.scratch / f"output-{number}.txt"


def command(bench: Bench, number: int, again: Sequence[tuple[str, int]]) -> list[str]:
    """The command line of a round; ``again`` are the places (file, line) to run, all that is selected when empty."""
    return _behave(bench, number, again) if bench.runner == "behave" else _pytest(bench, number, bool(again))


def _behave(bench: Bench, number: int, again: Sequence[tuple[str, int]]) -> list[str]:
    told = ["-f", f"{CLIENT}.messages.behave:Messages", "-o", str(bench.messages(number)), "-f", "plain"]
    line = [bench.python.path, "-m", "behave", *told, "--no-skipped", "--no-color"]
    if again:
        return [*line, *(f"{file}:{at}" for file, at in again)]
    tags = ["--tags", bench.selection.text] if bench.selection.text else []
    return [*line, *tags, _from(bench)]


def _pytest(bench: Bench, number: int, again: bool) -> list[str]:
    """Pytest itself remembers who failed, here in scratch room instead of the project's own."""
    line = [bench.python.path, "-m", "pytest", "-p", _PLUGIN, f"--cucumber-messages={bench.messages(number)}"]
    line += ["-o", f"cache_dir={bench.scratch / 'pytest-cache'}", "-q", "--color=no"]
    if marks := bench.selection.marks():
        line += ["-m", marks]
    if again:
        line += ["--last-failed", "--last-failed-no-failures=none"]
    return [*line, _from(bench)] if _holds_tests(bench.path) else line


def _holds_tests(path: Path) -> bool:
    """A folder of features alone holds nothing that pytest would find; then it looks where it is set up to."""
    return bool(test_files(path)) if path.is_dir() else path.suffix == ".py"


def _from(bench: Bench) -> str:
    path = bench.path.resolve()
    return path.relative_to(bench.folder).as_posix() if path.is_relative_to(bench.folder) else str(path)


def environment(bench: Bench, environ: Mapping[str, str], trace: Trace) -> dict[str, str]:
    """The caller's variables, the trace, and an import path that holds the emitter and nothing else of ours."""
    paths = [str(_bridge(bench)), *(p for p in [environ.get("PYTHONPATH", "")] if p)]
    return {**environ, "PYTHONPATH": ":".join(paths), VARIABLE: header(trace), "NO_COLOR": "1"}


def _bridge(bench: Bench) -> Path:
    """A folder with the client in it, and what it needs where the target has not got it."""
    folder = bench.scratch / "bridge"
    folder.mkdir(exist_ok=True)
    for name in (CLIENT, *bench.python.lacks):
        place = _place(name)
        link = folder / place.name
        if not link.exists():
            link.symlink_to(place, target_is_directory=place.is_dir())
    return folder


def _place(name: str) -> Path:
    """The folder of a package, or the file of a module, of our own interpreter."""
    found = importlib.util.find_spec(name)
    if found is None or not found.origin:
        raise SetupError(f"the package {name} is not installed beside Mission Control; run make run once")
    return Path(found.origin).parent if found.submodule_search_locations else Path(found.origin)
