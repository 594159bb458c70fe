"""What the executor costs per task: a manifest of 1,000 empty tasks (``true``), all events on a real log.

CPU of this process alone is ours: starting a process, its output, events, journal, log. The shells that run
``true`` are counted beside it; both together are held to the goal.
"""

import resource
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from app.domain.events import Event
from app.domain.workflow.reading import manifest_from
from app.engines.dag.execution import execute
from app.engines.dag.files import digests_of
from app.engines.dag.request import Report, Request
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from app.wiring.places import wall_clock
from bench.report import at_most, scaled

NAME = "dag_overhead_ms"
GOAL = 5.0
WIDTH = 50
"""So many tasks stand beside each other; each needs one of the row before."""


def request(folder: Path, tasks: int, jobs: int) -> Request:
    """The manifest of empty tasks, in rows."""
    nodes = [
        {"id": f"QA.T{n:05}", "command": "true", "depends_on": [f"QA.T{n - WIDTH:05}"] if n >= WIDTH else []}
        for n in range(tasks)
    ]
    head = {"iteration_id": "bench", "timestamp": "2026-11-04T12:00:00Z", "project": "bench"}
    manifest, flaws = manifest_from({**head, "nodes": nodes})
    assert manifest is not None, flaws
    return Request(
        manifest=manifest,
        digests=digests_of(manifest),
        root=folder,
        tenant="bench",
        project="bench",
        iteration="bench",
        commit="",
        workflow="bench",
        jobs=jobs,
        environ={"PATH": "/usr/bin:/bin"},
    )


def cpu_s(who: int) -> float:
    """CPU seconds of this process, or of its children that ended."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def measure(tasks: int, jobs: int) -> tuple[Report, float, float, float]:
    """The report, CPU seconds of this process and of its children, and wall seconds."""
    with tempfile.TemporaryDirectory(prefix="mission-control-bench-") as name:
        folder = Path(name).resolve()
        asked = request(folder, tasks, jobs)
        desk = open_desk(read_settings({"MC_DATA": str(folder / "data")}), "reader")

        def deliver(events: Sequence[Event]) -> None:
            for _ in send(desk.log, encode, events):
                pass

        own, theirs, wall = cpu_s(resource.RUSAGE_SELF), cpu_s(resource.RUSAGE_CHILDREN), perf_counter()
        report = execute(asked, deliver, lambda _: None, wall_clock, lambda _: None)
        spent = cpu_s(resource.RUSAGE_SELF) - own, cpu_s(resource.RUSAGE_CHILDREN) - theirs
        desk.close()
        return report, *spent, perf_counter() - wall


def main() -> None:
    """Print one JSON line."""
    tasks, jobs = scaled(1000), 2
    report, own, theirs, wall = measure(tasks, jobs)
    assert report.status == "COMPLETED", report.status
    beside = {
        "own_ms": own / tasks * 1000,
        "children_ms": theirs / tasks * 1000,
        "wall_ms": wall / tasks * 1000,
        "tasks": tasks,
        "jobs": jobs,
    }
    at_most(NAME, (own + theirs) / tasks * 1000, "CPU ms/task", GOAL, beside)


if __name__ == "__main__":
    main()
