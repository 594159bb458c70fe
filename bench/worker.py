"""The whole worker: records on the log → decoded, correlated, written, judged. CPU time of one process."""

import gc
import tempfile
import time
from collections.abc import Iterator

from app.domain.events import Event
from app.domain.payloads import PAYLOADS
from app.ports import Message
from app.settings import read_settings
from app.wire import avro
from app.wiring import open_desk
from bench.report import at_least, scaled
from workers.decode import decoded
from workers.ingest import TOPICS, Ingest

T0 = 1_790_000_000_000
ITERATIONS = 4
TASKS = 250
RUNS = 10


def main() -> None:
    """Prints ``worker_events_per_cpu_s`` beside the cost of decoding alone."""
    messages = [Message(e.stream, e.iteration_id, avro.encode(e)) for e in stream()]
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(read_settings({"MC_DATA": folder}), "writer")
        for start in range(0, len(messages), 5_000):
            desk.log.append(messages[start : start + 5_000])
        records = desk.log.read(TOPICS, {}, len(messages))
        decoding = _cpu(lambda: decoded(records))
        worker = Ingest(desk)
        gc.freeze()
        gc.disable()
        time.sleep(0.4)  # the last burst of acceptance ends
        working = _cpu(lambda: _work(worker))
        gc.enable()
        taken = sum(info.events for info in desk.graph.scopes())
        desk.close()
    rate = len(messages) / working
    beside = {
        "events": len(messages),
        "entries_kept": taken,
        "decode_only_events_per_cpu_s": round(len(messages) / decoding),
        "share_of_decoding": round(decoding / working, 2),
    }
    at_least("worker_events_per_cpu_s", round(rate), "events/CPU-s", 20_000, beside)


def _work(worker: Ingest) -> None:
    while worker.step() or not worker.idle():
        gc.collect(0)


def _cpu(work: object) -> float:
    before = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - before


def stream() -> Iterator[Event]:
    """Iterations as they are: requirements, tasks with attempts and gates, artifacts, runs of scenarios."""
    for i in range(scaled(ITERATIONS)):
        yield from iteration(f"Iter-Bench-{i:03d}")


def iteration(name: str) -> Iterator[Event]:
    """One of them."""
    yield from _execution(name)
    for run in range(RUNS):
        yield from _behaviour(name, run)


def _execution(name: str) -> Iterator[Event]:
    yield _event(name, "dde.workflow.started", 0, workflow_id="w")
    for n in range(TASKS):
        task, at = f"BE.Task{n}", n * 1_000
        yield _event(name, "dde.requirement.created", at, requirement_id=f"REQ-{n}", name=f"Requirement {n}")
        needs = [f"BE.Task{n - 1}"] if n else []
        yield _event(name, "dde.task.created", at, task_id=task, requirement_id=f"REQ-{n}", depends_on=needs)
        yield _event(name, "dde.task.started", at + 1, task_id=task, max_attempts=3)
        for attempt in (1, 2):
            yield _event(name, "dde.task.retry_initiated", at + 10 * attempt, task_id=task, retry_count=attempt)
            yield _event(name, "dde.task.started", at + 10 * attempt + 1, task_id=task, attempt=attempt + 1)
        path = f"src/part{n % 9}/task{n}.py"
        yield _event(name, "dde.artifact.stamped", at + 80, task_id=task, name=f"task{n}.py", file_path=path)
        yield _event(name, "dde.gate.passed", at + 90, task_id=task, gate_name="unit", severity="BLOCKING")
        yield _event(name, "dde.task.completed", at + 99, task_id=task, attempt=3)
    yield _event(name, "dde.workflow.completed", TASKS * 1_000, workflow_id="w", counts={"tasks": TASKS})


def _behaviour(name: str, run: int) -> Iterator[Event]:
    began, run_id = 400_000 + run * 100_000, f"run-{run}"
    yield _event(name, "bdv.run.started", began, run_id=run_id, suite="s")
    for n in range(TASKS):
        where = {"scenario_id": f"S.{n}", "run_id": run_id}
        yield _event(name, "bdv.scenario.started", began + n * 100, **where)
        yield _event(name, "bdv.scenario.completed", began + n * 100 + 50, suite="s", **where)
    yield _event(name, "bdv.run.completed", began + 90_000, run_id=run_id, suite="s", counts={"scenarios": TASKS})


def _event(iteration: str, kind: str, after_ms: int, **payload: object) -> Event:
    at = T0 + after_ms
    return Event(
        event_id=f"{iteration}/{kind}/{at}/{payload.get('task_id', payload.get('scenario_id', ''))}",
        timestamp=at,
        tenant_id="bench",
        iteration_id=iteration,
        event_type=kind,
        node_id="",
        source="bench",
        project="bench",
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        span_id="00f067aa0ba902b7",
        payload=PAYLOADS[kind](**payload),
    )


if __name__ == "__main__":
    main()
