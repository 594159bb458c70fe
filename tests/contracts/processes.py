"""Starting those other processes, and ending them; and several threads at once."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path


def start(task: str, product: str, folder: Path, name: str, count: int = 1_000_000) -> "subprocess.Popen[str]":
    """A process of its own that does this task (see ``other_process``)."""
    command = [sys.executable, "-m", "tests.contracts.other_process", task, product]
    return subprocess.Popen([*command, str(folder), name, str(count)], stdout=subprocess.PIPE, text=True)


@contextmanager
def several(task: str, product: str, folder: Path, names: str, count: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """A process per letter of ``names``; whatever happens, none is left behind."""
    with ExitStack() as stack:
        running = [start(task, product, folder, name, count) for name in names]
        for process in running:
            stack.enter_context(process)
            stack.callback(process.kill)
        yield running


def kill_after(process: "subprocess.Popen[str]", lines: int) -> int:
    """Kill the process once it has said so many lines; how many lines it said in all."""
    with process:
        assert process.stdout is not None
        for _ in range(lines):
            assert process.stdout.readline(), "the process ended by itself"
        process.kill()
        return lines + len(process.stdout.read().splitlines())


def in_threads(work: Callable[[int], None], count: int = 4) -> None:
    """Do the work in so many threads at once, each with its number; what one of them raises is raised here."""
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, range(count)))
