"""One attempt of a task: gates before it, its command with gates beside it, gates after it, what it made."""

import time
from typing import Literal

import msgspec

from app.domain.workflow.manifest import Task
from app.engines.dag.contracts import Refused, settle
from app.engines.dag.gates import Beside, Gates
from app.engines.dag.processes import Ended, Stop, run
from app.engines.dag.setting import Setting
from app.engines.dag.stamp import NotMade, stamp_all
from app.engines.dag.teller import Span


class Outcome(msgspec.Struct, frozen=True):
    """How an attempt ended. Only a command that ``failed`` (exit code, or none after a time-out) may be tried again;
    what was ``refused`` by a gate, a missing output or a contract may not."""

    word: Literal["completed", "failed", "refused", "cancelled"]
    error: str = ""
    exit_code: int | None = None
    outputs: list[str] = []
    took_ms: int = 0


class Attempt:
    """The work itself; tells of gates, output, artifacts and contracts, and leaves the task's own state to others."""

    def __init__(self, setting: Setting, task: Task, gates: Gates, span: Span, number: int) -> None:
        self._setting, self._task, self._gates = setting, task, gates
        self._span, self._number = span, number

    def make(self) -> Outcome:
        """From the first gate to the last."""
        began = time.monotonic()
        outcome = self._made()
        return msgspec.structs.replace(outcome, took_ms=round((time.monotonic() - began) * 1000))

    def _made(self) -> Outcome:
        if not self._gates.asked("pre") and (reason := self._ask("pre")):
            return self._refused(reason)
        worked = self._work()
        if worked.word != "completed":
            return worked
        if reason := self._ask("post"):
            return self._refused(reason)
        try:
            outputs = stamp_all(self._setting, self._task, self._span)
            settle(self._setting, self._task, self._span)
        except (NotMade, Refused) as reason:
            return self._refused(str(reason))
        except OSError as flaw:
            return self._refused(f"what it made cannot be kept: {flaw}")
        return msgspec.structs.replace(worked, outputs=outputs)

    def _ask(self, phase: str) -> str:
        return self._gates.ask(phase, self._span, self._number)

    def _refused(self, reason: str) -> Outcome:
        return Outcome("cancelled" if self._setting.stop.asked else "refused", reason)

    def _work(self) -> Outcome:
        """The command, with the gates beside it."""
        beside = Beside(self._gates, self._span, self._number)
        outcome = None
        try:
            outcome = self._ran(beside.stop) if self._task.command else Outcome("completed", "", 0)
        finally:
            verdict = beside.end(give_up=outcome is None or outcome.word != "completed")
        return self._refused(verdict) if verdict else outcome

    def _ran(self, stop: Stop) -> Outcome:
        task, limit = self._task, self._setting.request.manifest.timeout_of(self._task)
        output = self._setting.output(task, self._span, self._number)
        command = self._setting.command(task.command, task, self._span, self._number, limit)
        ended = run(command, output.hear, self._setting.stop, stop)
        output.close()
        return _outcome(ended, limit, output.text)


def _outcome(ended: Ended, limit: float, text: str) -> Outcome:
    if ended.stopped == "cancelled":
        return Outcome("cancelled", "cancelled")
    if ended.stopped == "timeout":
        return Outcome("failed", f"timeout: it ran longer than {limit:g} s, and its process group was ended")
    if ended.exit_code == 0:
        return Outcome("completed", "", 0)
    last = text.strip().rpartition("\n")[2].strip()
    told = ended.trouble or f"exit code {ended.exit_code}{f': {last[:500]}' if last else ''}"
    return Outcome("failed", told, ended.exit_code)
