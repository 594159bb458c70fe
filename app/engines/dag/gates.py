"""Asks the gates of a task: in order, with prerequisites, tries and bypasses; during gates beside its work."""

import threading
import time
from collections.abc import Sequence
from typing import Final

from app.domain.payloads.dde import GateEvent
from app.domain.workflow.gates import Answer, in_order, is_transient, judged
from app.domain.workflow.manifest import Gate, Task
from app.engines.dag.processes import Ended, Stop, run
from app.engines.dag.setting import Setting
from app.engines.dag.teller import Span

_PAUSE_S: Final = 0.05
_GOOD: Final = ("PASSED", "SKIPPED")


class Gates:
    """The gates of one task, over all its phases."""

    def __init__(self, setting: Setting, task: Task) -> None:
        self._setting, self._task = setting, task
        self._answers: dict[str, Answer] = {}
        self._ordered = in_order(task.gates)

    def ask(self, phase: str, span: Span, attempt: int, *stops: Stop) -> str:
        """Ask all gates of a phase. Returns why the task must stop; empty when it may go on."""
        for gate in self._of(phase):
            answer = self._asked(gate, span, attempt, stops)
            self._answers[gate.name] = answer
            if answer.status == "FAILED" and gate.severity == "BLOCKING":
                return f"Gate {gate.name} did not pass: {answer.message}"
        return ""

    def asked(self, phase: str) -> bool:
        """Whether all gates of a phase have answered in this process."""
        return all(gate.name in self._answers for gate in self._of(phase))

    def has(self, phase: str) -> bool:
        """Whether there is a gate of this phase."""
        return any(gate.phase == phase for gate in self._task.gates)

    def skip(self, reason: str, span: Span) -> None:
        """The task is left out, and its gates with it."""
        for gate in self._ordered:
            self._tell("skipped", gate, span, Answer("SKIPPED", reason))

    def _of(self, phase: str) -> Sequence[Gate]:
        return [gate for gate in self._ordered if gate.phase == phase]

    def _asked(self, gate: Gate, span: Span, attempt: int, stops: tuple[Stop, ...]) -> Answer:
        mine = Span.within(span)
        if answer := self._without_asking(gate):
            word = answer.status.lower()
            self._tell(word, gate, mine, answer, bypass=_bypass(gate) if word == "passed" else "")
            return answer
        self._tell("started", gate, mine, Answer("RUNNING"))
        began = time.monotonic()
        answer = self._tried(gate, mine, attempt, stops)
        took = round((time.monotonic() - began) * 1000)
        self._tell(answer.status.lower(), gate, mine, answer, took_ms=took)
        return answer

    def _without_asking(self, gate: Gate) -> Answer | None:
        """The answer of a gate whose command is not run."""
        if not gate.enabled:
            return Answer("SKIPPED", "disabled")
        if gate.bypass:
            return Answer("PASSED", f"bypassed by {gate.bypass.by}")
        if unmet := [name for name in gate.depends_on if not self._good(name)]:
            return Answer("FAILED", f"unmet: it depends on {', '.join(unmet)}")
        if not gate.command:
            return Answer("SKIPPED", "it has no command, so nothing was measured")
        return None

    def _good(self, name: str) -> bool:
        answer = self._answers.get(name)
        return answer is not None and answer.status in _GOOD

    def _tried(self, gate: Gate, span: Span, attempt: int, stops: tuple[Stop, ...]) -> Answer:
        """The answer after as many tries as a passing fault is worth."""
        for left in range(gate.retries, -1, -1):
            answer, passing = self._once(gate, span, attempt, stops)
            if answer.status == "PASSED" or not passing or not left:
                return answer
            if _waited(gate.retry_delay, (self._setting.stop, *stops)):
                return Answer("FAILED", "cancelled")
        return answer

    def _once(self, gate: Gate, span: Span, attempt: int, stops: tuple[Stop, ...]) -> tuple[Answer, bool]:
        output = self._setting.output(self._task, span, attempt, f"gate-{gate.name}")
        command = self._setting.command(gate.command, self._task, span, attempt, gate.timeout)
        ended: Ended = run(command, output.hear, self._setting.stop, *stops)
        output.close()
        if ended.stopped == "cancelled":
            return Answer("FAILED", "cancelled"), False
        if ended.trouble:
            return Answer("FAILED", ended.trouble), False
        answer = judged(gate, ended.exit_code, output.text)
        return answer, is_transient(answer.message, output.text)

    def _tell(self, word: str, gate: Gate, span: Span, answer: Answer, *, bypass: str = "", took_ms: int = 0) -> None:
        said = GateEvent(
            task_id=self._task.id,
            gate_name=gate.name,
            gate_type=gate.gate_type,
            severity=gate.severity,
            message=answer.message,
            value=answer.value,
            threshold=gate.threshold if answer.value is not None else None,
            bypass_reason=bypass,
            duration_ms=took_ms,
            workflow_id=self._setting.workflow,
            run_id=self._setting.run_id,
        )
        self._setting.tell(f"gate.{word}", self._task.id, said, span)


class Beside:
    """The gates that are asked while the command runs; a blocking one that fails ends the command."""

    def __init__(self, gates: Gates, span: Span, attempt: int) -> None:
        self.stop, self._verdict = Stop(), ""
        self._flaw: BaseException | None = None
        self._given_up = Stop()
        self._gates, self._span, self._attempt = gates, span, attempt
        self._thread = threading.Thread(target=self._ask, daemon=True) if gates.has("during") else None
        if self._thread:
            self._thread.start()

    def _ask(self) -> None:
        try:
            self._verdict = self._gates.ask("during", self._span, self._attempt, self._given_up)
        except BaseException as flaw:
            self._flaw = flaw
        self.stop.asked = bool(self._verdict or self._flaw)

    def end(self, *, give_up: bool) -> str:
        """Wait for the answers (or give them up). Returns why the task must stop; what kept them from answering
        is raised."""
        self._given_up.asked = give_up
        if self._thread:
            self._thread.join()
        if self._flaw:
            raise self._flaw
        return self._verdict


def _bypass(gate: Gate) -> str:
    return f"{gate.bypass.reason} (by {gate.bypass.by})" if gate.bypass else ""


def _waited(seconds: float, stops: tuple[Stop, ...]) -> bool:
    """Wait; whether that was broken off."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if any(stop.asked for stop in stops):
            return True
        time.sleep(_PAUSE_S)
    return False
