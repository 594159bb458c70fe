"""One start of the runner: what it writes is read while it runs, and its end is judged."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.domain.events import Event
from app.engines.behaviour import process
from app.engines.behaviour.command import Bench, command, environment
from app.engines.behaviour.following import Following
from app.errors import BadFile
from app.readers import cucumber_envelope as message
from app.readers.cucumber_reading import Reading
from app.readers.json_text import decode
from app.readers.origin import Trace

SILENCED: Final = "Cucumber Messages stop here"
"""How the emitter begins the one line in which it says that it gives up."""

Told = Callable[[Sequence[Event]], None]
"""Takes events of the run as they come."""


class Round:
    """``reading`` holds what the messages said; ``finished`` says that they came to their end."""

    def __init__(self, bench: Bench, reading: Reading, number: int, timeout_s: float) -> None:
        self.reading = reading
        self._bench, self._number, self._timeout_s = bench, number, timeout_s
        self._following = Following(bench.messages(number))
        self._ended = process.Ended(0)
        self._garbled = ""
        self.finished = False
        self.success: bool | None = None

    def perform(self, trace: Trace, again: Sequence[tuple[str, int]], told: Told) -> None:
        """Run to the end, telling what happens as it happens."""
        bench = self._bench
        try:
            self._ended = process.run(
                command(bench, self._number, again),
                bench.folder,
                environment(bench, os.environ, trace),
                bench.output(self._number),
                timeout_s=self._timeout_s,
                meanwhile=lambda: self._read(told),
            )
        finally:
            self._read(told)

    def _read(self, told: Told) -> None:
        if events := list(self._events()):
            told(events)

    def _events(self) -> Iterator[Event]:
        for number, line in self._following.lines():
            if self._garbled:
                return
            place = f"line {number} of the messages"
            try:
                found = decode(line, message.DECODER, place)
                yield from self.reading.take(found, place)
            except BadFile as flaw:
                self._garbled = str(flaw)
                return
            if found.test_run_finished:
                self.finished, self.success = True, found.test_run_finished.success
                self._thrown(found.test_run_finished)

    def _thrown(self, over: message.RunFinished) -> None:
        thrown = over.exception.message or over.exception.type if over.exception else ""
        if said := over.message or thrown:
            self._garbled = self._garbled or f"the run broke off: {said}"

    @property
    def whole(self) -> bool:
        """Whether it came to its end and everything of it was told, whatever failed on the way."""
        return not self._not_told()

    def problem(self, failed: bool, seen: int) -> str:
        """Why this was no run to rely on, with the end of what it printed; empty when it was one."""
        why = self._not_told() or self._not_right(failed, seen)
        if not why:
            return ""
        tail = process.tail(self._bench.output(self._number))
        return f"{why}\n{tail}" if tail else why

    def _not_told(self) -> str:
        """Why the messages do not come to their end."""
        runner, code = self._bench.runner, self._ended.code
        if self._ended.timed_out:
            return f"{runner} did not end within {self._timeout_s:g} s and was stopped"
        if said := process.found(self._bench.output(self._number), SILENCED):
            return f"{runner} ran, but what happened could not be told: {said}"
        if not self.finished or code not in (0, 1):
            return f"{runner} could not run all of it: {self._ended.words()}"
        return f"{runner}: {self._garbled}" if self._garbled else ""

    def _not_right(self, failed: bool, seen: int) -> str:
        """What went wrong outside the scenarios."""
        runner, code = self._bench.runner, self._ended.code
        if self.reading.troubles:
            return "; ".join(_worded(t.name, t.text, t.path, t.line) for t in self.reading.troubles[:3])
        if code and not failed:
            return f"{runner} ended with exit code {code}, and no scenario says why"
        return "" if seen else f"{runner} ran no scenario"


def _worded(name: str, text: str, path: str, line: int) -> str:
    place = f" ({path}:{line})" if line else f" ({path})" if path else ""
    return f"{name}{place}: {text}"
