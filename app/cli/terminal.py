"""Where the command line says things: answers on stdout, everything about the way there on stderr."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.domain.plain_text import harmless

Item = TypeVar("Item")


class _OnTheWay(Console):
    """Where nobody reads any more it falls silent, and the work goes on; rich would end the process."""

    def on_broken_pipe(self) -> None:
        """Say no more; what was not said yet goes nowhere, else the process would end with the error of saying it."""
        self.quiet = True
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


class Terminal:
    """Says things to a person, or, with ``as_json``, answers once with one JSON document.

    ``bars`` off: somebody else shows how far the work is.
    """

    def __init__(self, *, as_json: bool = False, bars: bool = True) -> None:
        self.as_json = as_json
        self._bars = bars
        self.console: Console = _OnTheWay(stderr=True, highlight=False, soft_wrap=True)

    def answer(self, document: Any, text: str) -> None:
        """The answer itself: the document with ``--json``, else the text."""
        if self.as_json:
            sys.stdout.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
        elif text:
            sys.stdout.write(harmless(text) + "\n")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """One line about what is going on."""
        self.console.print(harmless(text), markup=False)

    def trouble(self, text: str) -> None:
        """One line about what went wrong."""
        self.console.print(harmless(text), markup=False, style="red")

    @contextmanager
    def progress(self, what: str, total: float | None) -> Iterator["Advance"]:
        """A bar while the work goes on, on a terminal; a log is not filled with bars."""
        with bars(self.console, hidden=not self._bars) as shown:
            yield Advance(shown, what, total)

    def follow(self, what: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
        """The items, with a bar that counts them."""
        with self.progress(what, total) as bar:
            for item in items:
                yield item
                bar.by(1)


class Advance:
    """One bar that can be moved on."""

    def __init__(self, shown: Progress, what: str, total: float | None) -> None:
        self._shown = shown
        self._task = shown.add_task(what, total=total)

    def by(self, steps: float) -> None:
        """That much more is done."""
        self._shown.advance(self._task, steps)

    def at(self, done: float, total: float | None = None, what: str | None = None) -> None:
        """So much is done, of so much, doing this."""
        self._shown.update(self._task, completed=done, total=total, description=what)


def bars(console: Console, *, hidden: bool = False) -> Progress:
    """The look of all progress."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=hidden or not console.is_terminal,
        transient=True,
    )
