"""How long a scan of Django takes: 885 modules with all their figures, then links and verdict, in CPU seconds."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from app.desk import Desk
from app.domain.events import Event
from app.ports import Message
from app.scan.request import ScanReport, ScanRequest
from app.scan.run import scan
from app.settings import read_settings
from app.wire import avro
from app.wiring import open_desk
from bench.report import at_most
from workers.drain import drain

NAME = "scan_cpu_s"
GOAL = 3.0
TO_VERDICT = "scan_django_s"
TO_VERDICT_GOAL = 10.0
RELEASE = "django==5.2.19"


class NotObtainable(Exception):
    """Django is not at hand and could not be downloaded; the text says why."""


@contextmanager
def django() -> Iterator[Path]:
    """The folder of Django: the one named by MC_BENCH_DJANGO, else a fresh download that goes afterwards."""
    if named := os.environ.get("MC_BENCH_DJANGO"):
        yield Path(named)
        return
    with tempfile.TemporaryDirectory(prefix="mission-control-bench-") as folder:
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, RELEASE]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotObtainable(f"{RELEASE} could not be downloaded: {(done.stderr.splitlines() or ['?'])[-1]}")
        yield Path(folder) / "django"


def cpu_s() -> float:
    """CPU seconds of this process and of its children that ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def measure(folder: Path, data: Path) -> tuple[float, float, float, ScanReport]:
    """CPU seconds of the scan, of what the worker makes of it, wall seconds of both, and the report."""
    request = ScanRequest(path=folder, tenant="bench", project="django", iteration="bench")
    desk = open_desk(read_settings({"MC_DATA": str(data)}), "writer")
    cpu, wall = cpu_s(), perf_counter()
    report = scan(request, lambda events: _send(desk, events), lambda *_: None)
    scanned = cpu_s()
    drain(desk)
    done, elapsed = cpu_s(), perf_counter() - wall
    desk.close()
    return scanned - cpu, done - scanned, elapsed, report


def _send(desk: Desk, events: Sequence[Event]) -> None:
    desk.log.append([Message(event.stream, event.iteration_id, avro.encode(event)) for event in events])


def main() -> None:
    """Print two JSON lines: the scan, and all the way to the verdict."""
    try:
        with django() as folder, tempfile.TemporaryDirectory() as data:
            scanning, working, wall, counted = measure(folder, Path(data))
    except NotObtainable as reason:
        print(json.dumps({"name": NAME, "skipped": str(reason)}))
        return
    at_most(NAME, scanning, "CPU s", GOAL, {"modules": counted.counts["modules"], "events": counted.events})
    beside = {"correlation_store_verdict_cpu_s": working, "wall_s": wall}
    at_most(TO_VERDICT, scanning + working, "CPU s", TO_VERDICT_GOAL, beside)


if __name__ == "__main__":
    main()
