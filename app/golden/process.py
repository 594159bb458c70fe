"""How the workflow of a golden iteration goes: the life of its tasks, each after what it needs."""

from collections.abc import Sequence
from typing import Final

from app.domain.identity import contract_key, gate_key
from app.domain.payloads import dde
from app.golden import handover
from app.golden.areas import REQUIREMENTS
from app.golden.bench import Bench
from app.golden.tasks import PLANS, Plan, gates_of
from app.golden.teller import MINUTE, SECOND

WORKFLOW: Final = "WF-payments"
MOST_ATTEMPTS: Final = 4
FINISHED: Final = ("COMPLETED", "SKIPPED")


class Workflow:
    """One workflow; performing it again adds tasks to those that are there."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._ended: dict[str, int] = {}

    def require(self, at: int) -> None:
        """What the iteration is to fulfil."""
        for n, r in enumerate(REQUIREMENTS):
            payload = dde.RequirementCreated(
                requirement_id=r.requirement_id, name=r.name, text=r.text, priority=r.priority
            )
            self.bench.say(at + n * 200, "requirement.created", r.requirement_id, payload)

    def perform(self, at: int, plans: Sequence[Plan] = PLANS) -> int:
        """Start, create the tasks, work through them, sum up. Returns when the last word was said."""
        self.bench.say(at, "workflow.started", WORKFLOW, dde.WorkflowStarted(workflow_id=WORKFLOW))
        begin = at + SECOND + len(plans) * 600
        for n, plan in enumerate(plans):
            self._create(at + SECOND + n * 600, plan)
        return self._close(max(self._live(plan, begin) for plan in plans) + 10 * SECOND)

    def _create(self, at: int, plan: Plan) -> None:
        self.bench.statuses[plan.task_id] = "PENDING"
        for gate in gates_of(plan):
            self.bench.gates[gate_key(plan.task_id, gate.name)] = ("PENDING", gate.severity)
        created = handover.created(plan)
        if created.contract_version:
            self.bench.contracts.add(contract_key(plan.task_id.removeprefix("IF."), created.contract_version))
        self.bench.say(at, "task.created", plan.task_id, created)

    def _live(self, plan: Plan, begin: int) -> int:
        """Returns when the task ended; one that waits for a failed task never starts."""
        statuses, course = self.bench.statuses, self.bench.course
        if any(statuses[other] not in FINISHED for other in plan.needs):
            return begin
        ready = max([begin, *(self._ended[other] for other in plan.needs)])
        start = ready + self.bench.chance.randint(8 * SECOND, 30 * SECOND)
        if plan.task_id in course.skipped:
            statuses[plan.task_id], end = "SKIPPED", start
            handover.skip(self.bench, plan, start)
        else:
            end = self._attempts(plan, start)
            statuses[plan.task_id] = "FAILED" if course.fails(plan.task_id) else "COMPLETED"
            handover.hand_over(self.bench, plan, end)
        self._ended[plan.task_id] = end
        return end

    def _attempts(self, plan: Plan, start: int) -> int:
        """Every attempt of the task; returns when the last one ended."""
        tries = self.bench.course.attempts.get(plan.task_id, 1)
        for attempt in range(1, tries):
            self._start(start, plan, attempt)
            start = self._retry(start, plan, attempt)
        self._start(start, plan, tries)
        length = plan.minutes * MINUTE * self.bench.course.pace * self.bench.chance.uniform(0.85, 1.1)
        return start + round(length)

    def _start(self, at: int, plan: Plan, attempt: int) -> None:
        worker = f"worker-{self.bench.chance.randint(1, 6)}"
        started = dde.TaskStarted(
            task_id=plan.task_id, attempt=attempt, max_attempts=MOST_ATTEMPTS, assigned_agent=worker
        )
        self.bench.say(at, "task.started", plan.task_id, started)

    def _retry(self, start: int, plan: Plan, attempt: int) -> int:
        """The attempt runs into a timeout; the next one begins after a pause that doubles."""
        failed = start + round(self.bench.chance.uniform(3.5, 4.5) * MINUTE)
        delay = 15 * SECOND << attempt
        retry = dde.TaskRetryInitiated(
            task_id=plan.task_id,
            retry_count=attempt,
            max_retries=MOST_ATTEMPTS - 1,
            delay_ms=delay,
            next_retry_at=self.bench.teller.start_ms + failed + delay,
            error=handover.trouble(plan),
        )
        self.bench.say(failed, "task.retry_initiated", plan.task_id, retry)
        return failed + delay

    def _close(self, at: int) -> int:
        counts, digest = self.bench.counts(), self.bench.digest()
        failed = sorted(task for task, status in self.bench.statuses.items() if status == "FAILED")
        if failed:
            error = f"{failed[0]} failed, and nothing that waits for it can start."
            payload = dde.WorkflowFailed(
                workflow_id=WORKFLOW, failed_node=failed[0], error=error, counts=counts, digest=digest
            )
            self.bench.say(at, "workflow.failed", WORKFLOW, payload)
        else:
            done = dde.WorkflowCompleted(workflow_id=WORKFLOW, counts=counts, digest=digest)
            self.bench.say(at, "workflow.completed", WORKFLOW, done)
        return at
