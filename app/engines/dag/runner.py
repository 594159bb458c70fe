"""The loop that starts what may start, tries again what may be tried again, and tells how each task ended."""

import heapq
import queue
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from app.domain.payloads import dde
from app.domain.workflow.conditions import Decision, Known, decide
from app.domain.workflow.manifest import Task
from app.domain.workflow.queue import DONE, Queue
from app.domain.workflow.retry import delay_ms, may_retry
from app.domain.workflow.schedule import needs_of, schedule
from app.engines.dag.attempt import Attempt, Outcome
from app.engines.dag.contracts import standing
from app.engines.dag.gates import Gates
from app.engines.dag.request import Step, Watch
from app.engines.dag.setting import Setting
from app.engines.dag.teller import Span
from app.errors import BadFile

_TICK_S: Final = 0.2
_Ended = tuple[Task, int, Span, Outcome | BaseException]


class Runner:
    """Runs the tasks of one run; ``done`` were done before it was resumed."""

    def __init__(self, setting: Setting, watch: Watch) -> None:
        self._setting, self._watch, self._teller = setting, watch, setting.teller
        nodes = setting.request.manifest.nodes
        self._tasks = {task.id: task for task in nodes}
        done = setting.teller.ledger.ended(*DONE)
        self._queue = Queue(schedule(nodes), needs_of(nodes), done)
        self._gates: dict[str, Gates] = {}
        self._busy = 0
        self._later: list[tuple[float, str]] = []
        self._answers: queue.SimpleQueue[_Ended] = queue.SimpleQueue()
        self.cancelled = set[str]()
        self.took: dict[str, int] = {}

    def run(self) -> None:
        """Return when every task has ended or is blocked, or when all has been stopped."""
        with ThreadPoolExecutor(self._setting.request.jobs, "task") as pool:
            try:
                while self._queue.open and not (self._setting.stop.asked and not self._busy):
                    self._start_some(pool)
                    self._await_one()
            except BaseException:
                self._setting.stop.asked = True
                raise

    def _start_some(self, pool: ThreadPoolExecutor) -> None:
        while self._busy < self._setting.request.jobs and not self._setting.stop.asked:
            task_id = self._due() or self._queue.next()
            if task_id is None:
                return
            self._start(self._tasks[task_id], pool)

    def _due(self) -> str | None:
        """A task whose back-off is over."""
        if self._later and self._later[0][0] <= time.monotonic():
            return heapq.heappop(self._later)[1]
        return None

    def _start(self, task: Task, pool: ThreadPoolExecutor) -> None:
        span = Span.within(self._teller.root)
        number = self._teller.ledger.failures.get(task.id, 0) + 1
        if number == 1 and not self._wanted(task, span):
            return
        policy = self._setting.request.manifest.retry_of(task)
        said = dde.TaskStarted(task_id=task.id, attempt=number, max_attempts=policy.max_attempts)
        self._setting.tell("task.started", task.id, said, span)
        self._step("started", task.id, f"attempt {number} of {policy.max_attempts}" if number > 1 else "")
        gates = self._gates.setdefault(task.id, Gates(self._setting, task))
        self._busy += 1
        pool.submit(self._attempt, task, gates, span, number)

    def _attempt(self, task: Task, gates: Gates, span: Span, number: int) -> None:
        """In a thread of the pool; a fault of ours goes up in the loop."""
        try:
            outcome: Outcome | BaseException = Attempt(self._setting, task, gates, span, number).make()
        except BaseException as flaw:
            outcome = flaw
        self._answers.put((task, number, span, outcome))

    def _wanted(self, task: Task, span: Span) -> bool:
        """Whether its condition lets the task run; one that cannot be evaluated does, and that is told."""
        decision = self._decided(task)
        if decision.doubt:
            told = f"condition {task.condition!r} cannot be evaluated, so the task runs: {decision.doubt}"
            self._remark(task, span, "condition", told)
        if not decision.run:
            self._skip(task, span)
        return decision.run

    def _skip(self, task: Task, span: Span) -> None:
        Gates(self._setting, task).skip(f"the task is skipped: {task.condition}", span)
        try:
            standing(self._setting, task, span)
        except BadFile as flaw:
            self._remark(task, span, "contract", f"the contract of the skipped task does not stand: {flaw}")
        skipped = dde.TaskSkipped(task_id=task.id, condition=task.condition)
        self._setting.tell("task.skipped", task.id, skipped, span)
        self._end(task, "SKIPPED", task.condition)

    def _remark(self, task: Task, span: Span, about: str, text: str) -> None:
        """A word of the executor's own, told and shown."""
        line = dde.LogLine(at=self._teller.now(), body=text, severity="WARN", logger=about)
        said = dde.LogRecorded(task_id=task.id, channel="executor", lines=[line])
        self._setting.tell("log.recorded", task.id, said, span)
        self._step("note", task.id, text)

    def _decided(self, task: Task) -> Decision:
        if not task.condition:
            return Decision(True)
        request = self._setting.request
        names = {"iteration": request.iteration, "project": request.project, "commit": request.commit}
        names |= {"branch": request.branch, "tenant": request.tenant, "task": task.id}
        labels = {**request.manifest.labels, **task.labels}
        facts = self._teller.ledger.facts()
        return decide(task.condition, Known(names, self._setting.variables(task), labels, facts))

    def _await_one(self) -> None:
        """Take one answer, if one comes before something else is due."""
        try:
            task, number, span, outcome = self._answers.get(timeout=_TICK_S if self._busy else self._pause())
        except queue.Empty:
            return
        self._busy -= 1
        if isinstance(outcome, BaseException):
            raise outcome
        self.took[task.id] = self.took.get(task.id, 0) + outcome.took_ms
        if not self._tried_again(task, number, span, outcome):
            self._over(task, number, span, outcome)

    def _pause(self) -> float:
        """How long nothing can happen but a stop (s); never zero, which would mean at once."""
        due = self._later[0][0] - time.monotonic() if self._later else 0.0
        return min(_TICK_S, max(0.001, due))

    def _tried_again(self, task: Task, number: int, span: Span, outcome: Outcome) -> bool:
        """Plan another attempt, where the policy has one left."""
        policy = self._setting.request.manifest.retry_of(task)
        stopped = self._setting.stop.asked or outcome.word != "failed"
        if stopped or not may_retry(policy, number, outcome.exit_code):
            return False
        wait = delay_ms(policy, number, f"{self._setting.request.seed}|{task.id}")
        said = dde.TaskRetryInitiated(
            task_id=task.id,
            retry_count=number,
            max_retries=policy.max_attempts - 1,
            delay_ms=wait,
            next_retry_at=self._teller.now() + wait,
            error=outcome.error,
        )
        self._setting.tell("task.retry_initiated", task.id, said, span)
        self._step("retry", task.id, f"in {wait / 1000:.1f} s: {outcome.error}")
        heapq.heappush(self._later, (time.monotonic() + wait / 1000, task.id))
        return True

    def _over(self, task: Task, number: int, span: Span, outcome: Outcome) -> None:
        if outcome.word == "completed":
            said = dde.TaskCompleted(task_id=task.id, attempt=number, outputs=outcome.outputs)
            self._setting.tell("task.completed", task.id, said, span)
            self._end(task, "COMPLETED")
            return
        if outcome.word == "failed" and number > 1:
            spent = dde.TaskRetryExhausted(task_id=task.id, retry_count=number - 1, error=outcome.error)
            self._setting.tell("task.retry_exhausted", task.id, spent, span)
        failed = dde.TaskFailed(task_id=task.id, error=outcome.error, attempts=number)
        self._setting.tell("task.failed", task.id, failed, span)
        if outcome.word == "cancelled":
            self.cancelled.add(task.id)
        self._end(task, "CANCELLED" if outcome.word == "cancelled" else "FAILED", outcome.error)

    def _end(self, task: Task, status: str, text: str = "") -> None:
        blocked = self._queue.ended(task.id, status)
        self._step(status.lower(), task.id, text, self.took.get(task.id))
        for remark in self._teller.ledger.remarks(task.id):
            self._step("note", task.id, remark)
        for other in blocked:
            self._step("blocked", other, f"{task.id} did not complete")

    def _step(self, word: str, task: str, text: str = "", took_ms: int | None = None) -> None:
        total = len(self._tasks)
        self._watch(Step(self._teller.now(), word, task, text, took_ms, total - self._queue.open, total))
