"""An execution from its first event to its last: begun or resumed, run, summed up, delivered."""

from collections.abc import Callable
from secrets import token_hex
from typing import Final

from app.domain.payloads import dde
from app.domain.workflow.manifest import Task
from app.engines.dag.journal import Head, Journal, Past
from app.engines.dag.leftovers import end_leftovers
from app.engines.dag.outbox import Outbox
from app.engines.dag.places import Places
from app.engines.dag.request import Clock, Deliver, Report, Request, Step, Watch
from app.engines.dag.resume import check_same, parent_of, reopened, validated
from app.engines.dag.runner import Runner
from app.engines.dag.setting import Setting
from app.engines.dag.summary import report_of, status_of
from app.engines.dag.teller import Teller

OnStop = Callable[[Setting], None]
"""Is given the setting before anything runs, so that a signal can stop it."""


def execute(request: Request, deliver: Deliver, watch: Watch, clock: Clock, on_stop: OnStop) -> Report:
    """Execute the manifest. Raises BadRequest when a resumed run does not fit, SetupError when another is at it."""
    places = Places.of(request.root, request.iteration, request.workflow)
    journal = Journal(places.journal)
    try:
        return _Execution(request, places, journal, watch, clock).carry_out(deliver, on_stop)
    finally:
        journal.close()


class _Execution:
    """One call of :func:`execute`."""

    def __init__(self, request: Request, places: Places, journal: Journal, watch: Watch, clock: Clock) -> None:
        self._request, self._places, self._journal = request, places, journal
        self._watch, self._clock = watch, clock
        self._notes: list[str] = []
        self._past = self._found()

    def _found(self) -> Past:
        """The run to go on with, or nothing of one."""
        past = self._journal.past()
        broken_off = past.head and not any(event.event_type in _ENDS for event in past.events[-1:])
        grace = max(task.grace for task in self._request.manifest.nodes)
        if past.head and broken_off and (left := end_leftovers(past.head.run_id, grace)):
            self._note(f"ended {left} processes that an earlier run had left behind")
        if self._request.resume and past.head is None:
            self._note("there is no earlier run to resume; this one begins anew")
        if self._request.resume and past.head:
            check_same(self._request, past.head)
            return past
        if broken_off:
            self._note("an earlier run did not end; this one begins anew (--resume would have gone on with it)")
        return Past()

    def _note(self, text: str) -> None:
        self._notes.append(text)
        self._watch(Step(self._clock(), "note", "", text))

    def carry_out(self, deliver: Deliver, on_stop: OnStop) -> Report:
        """Everything; what was told before an error is delivered all the same."""
        head = self._past.head or self._begin()
        outbox = Outbox(self._journal, deliver, self._past.delivered, self._request.patience_s)
        teller = Teller(self._request, head, self._journal, outbox, self._clock)
        setting = Setting(self._request, self._places, teller)
        teller.again(self._past.events)
        for event in self._past.events[self._past.delivered :]:
            outbox.put(event)
        outbox.start()
        on_stop(setting)
        began = teller.now()
        try:
            runner = self._work(setting)
        finally:
            undelivered = outbox.close()
            self._journal.secure()
        if undelivered:
            self._note(f"{undelivered} events wait in the journal, --resume sends them: {outbox.trouble}")
        return report_of(setting, runner, teller.now() - began, self._notes, undelivered)

    def _begin(self) -> Head:
        parent = parent_of(self._request.environ)
        head = Head(
            run_id=f"x-{token_hex(8)}",
            trace_id=parent[0] or token_hex(16),
            span_id=token_hex(8),
            parent_span_id=parent[1],
            seed=self._request.seed,
            commit=self._request.commit,
            started=self._clock(),
            digests=dict(self._request.digests),
        )
        self._journal.begin(head)
        return head

    def _work(self, setting: Setting) -> Runner:
        ledger, workflow = setting.teller.ledger, setting.workflow
        if self._past.head and ledger.workflow == "COMPLETED":
            self._note("the run had completed; there is nothing left to do")
            return Runner(setting, self._watch)
        if ledger.workflow != "RUNNING":
            started = dde.WorkflowStarted(workflow_id=workflow, run_id=setting.run_id)
            setting.tell("workflow.started", workflow, started, setting.teller.root)
        self._create(setting)
        if self._past.events:
            validated(setting, self._past.events)
        runner = Runner(setting, self._watch)
        runner.run()
        self._conclude(setting, runner)
        return runner

    def _create(self, setting: Setting) -> None:
        """Every task that is new to the run, and those that failed in it, open from PENDING."""
        again = reopened(setting.teller.ledger)
        for task in self._request.manifest.nodes:
            if task.id not in setting.teller.ledger.statuses or task.id in again:
                setting.tell("task.created", task.id, self._created(task, setting), setting.teller.root)

    def _created(self, task: Task, setting: Setting) -> dde.TaskCreated:
        gates = [
            dde.GateSpec(name=gate.name, gate_type=gate.gate_type, phase=gate.phase, severity=gate.severity)
            for gate in task.gates
        ]
        return dde.TaskCreated(
            task_id=task.id,
            workflow_id=setting.workflow,
            name=task.name,
            kind=task.kind,
            capability=task.capability,
            depends_on=sorted(set(task.depends_on)),
            gates=gates,
            outputs=list(dict.fromkeys(task.outputs)),
            estimated_effort=task.estimated_effort or 0,
            contract_version=task.contract_version,
            requirement_id=task.requirement_id,
            max_retries=self._request.manifest.retry_of(task).max_attempts - 1,
            run_id=setting.run_id,
            condition=task.condition,
        )

    def _conclude(self, setting: Setting, runner: Runner) -> None:
        ledger, root = setting.teller.ledger, setting.teller.root
        sums = {"counts": ledger.counts(), "digest": ledger.digest()}
        workflow, run = setting.workflow, setting.run_id
        if status_of(setting) == "COMPLETED":
            done = dde.WorkflowCompleted(workflow_id=workflow, run_id=run, **sums)  # type: ignore[arg-type]
            setting.tell("workflow.completed", workflow, done, root)
            return
        failed = next(iter(ledger.ended("FAILED")), "")
        error = "cancelled" if setting.stop.asked else f"{failed} failed: {ledger.errors.get(failed, '')}"
        said = dde.WorkflowFailed(
            workflow_id=workflow,
            run_id=run,
            failed_node=failed,
            error=error,
            **sums,  # type: ignore[arg-type]
        )
        setting.tell("workflow.failed", workflow, said, root)


_ENDS: Final = ("dde.workflow.completed", "dde.workflow.failed")
