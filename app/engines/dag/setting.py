"""What everything in one run shares, and what a command is given."""

from collections.abc import Mapping
from pathlib import Path

from app.domain.events import Event
from app.domain.payloads import Payload
from app.domain.payloads.dde import LogLine, LogRecorded
from app.domain.workflow.manifest import Task
from app.engines.dag.leftovers import MARK, marked
from app.engines.dag.output import Output
from app.engines.dag.places import Places
from app.engines.dag.processes import Channel, Command, Stop
from app.engines.dag.request import Request
from app.engines.dag.teller import Span, Teller


class Setting:
    """The request, the folders, the teller; ``stop`` ends everything."""

    def __init__(self, request: Request, places: Places, teller: Teller) -> None:
        self.request, self.places, self.teller = request, places, teller
        self.stop = Stop()

    @property
    def workflow(self) -> str:
        """The workflow that everything belongs to."""
        return self.request.workflow

    @property
    def run_id(self) -> str:
        """The run of the workflow that this is."""
        return self.teller.run_id

    def cwd(self, task: Task) -> Path:
        """Where the commands of a task run."""
        return self.request.root / task.cwd

    def variables(self, task: Task) -> dict[str, str]:
        """The surroundings as manifest and task set them."""
        return {**self.request.environ, **self.request.manifest.env, **task.env}

    def command(self, text: str, task: Task, span: Span, attempt: int, timeout: float) -> Command:
        """A command of the task, with its place in the trace and the names that it may need."""
        request = self.request
        given: Mapping[str, str] = {
            "TRACEPARENT": self.teller.traceparent(span),
            MARK: marked(self.teller.run_id, request.environ),
            "MC_RUN_ID": self.teller.run_id,
            "MC_TENANT": request.tenant,
            "MC_PROJECT": request.project,
            "MC_ITERATION": request.iteration,
            "MC_COMMIT": request.commit,
            "MC_WORKFLOW": request.workflow,
            "MC_TASK": task.id,
            "MC_ATTEMPT": str(attempt),
        }
        return Command(text, self.cwd(task), {**self.variables(task), **given}, timeout, task.grace)

    def output(self, task: Task, span: Span, attempt: int, name: str = "") -> Output:
        """Where a command of the task prints to; ``name`` is that of a gate."""

        def send(channel: Channel, lines: list[LogLine]) -> None:
            said = LogRecorded(task_id=task.id, channel=channel, attempt=attempt, lines=lines)
            self.tell("log.recorded", task.id, said, span)

        file = self.places.log(self.teller.run_id, task.id, f"{attempt}.{name}" if name else str(attempt))
        return Output(file, self.teller.now, send)

    def tell(self, event_type: str, node_id: str, payload: Payload, span: Span) -> Event:
        """Something of the process stream happened."""
        return self.teller.tell(f"dde.{event_type}", node_id, payload, span)
