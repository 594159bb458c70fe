"""What ``up`` shows: the lines of its processes, and one bar for the seeding that goes on meanwhile."""

from types import TracebackType
from typing import Final, Self

import msgspec

from app.cli.terminal import Terminal, bars
from app.seeding import Seeding

SEED: Final = "seed"


class SeedBar:
    """Prints lines above a bar. The seeding reports with one Seeding per line; anything else is text."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._bars = bars(terminal.console)
        self._task = self._bars.add_task("seeding", total=None, visible=False)
        self._last = ""

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, flaw: BaseException | None, at: TracebackType | None
    ) -> None:
        self._bars.stop()

    def show(self, name: str, line: str) -> None:
        """One line that a process wrote."""
        if name == SEED and line.startswith("{"):
            self._move(msgspec.json.decode(line, type=Seeding))
        else:
            self._terminal.note(f"{name:>9} │ {line}")

    def finish(self, code: int) -> None:
        """The seeding has ended."""
        self._bars.update(self._task, visible=False)
        if code:
            self._terminal.trouble("seeding did not finish; what is there stays, the next start tries again")
        else:
            self._terminal.note("all of the first data is in")

    def _move(self, now: Seeding) -> None:
        self._bars.update(
            self._task, description=f"seeding: {now.step}", completed=now.done, total=now.total, visible=True
        )
        if now.step != self._last and not self._terminal.console.is_terminal:
            self._terminal.note(f"{SEED:>9} │ {now.done} of {now.total}: {now.step}")
        self._last = now.step
