"""How long a scan of Django takes: 885 modules from the folder to the events, in CPU seconds of all processes."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from app.scan.request import ScanReport, ScanRequest
from app.scan.run import scan

NAME = "scan_django_s"
GOAL = 10.0
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


def measure(folder: Path) -> tuple[float, float, ScanReport]:
    """CPU seconds, wall seconds and report of one scan; the events are built and dropped."""
    request = ScanRequest(path=folder, tenant="bench", project="django", iteration="bench")
    cpu, wall = cpu_s(), perf_counter()
    report = scan(request, _drop, lambda *_: None)
    return cpu_s() - cpu, perf_counter() - wall, report


def _drop(events: object) -> None:
    assert events


def main() -> None:
    """Print one JSON line."""
    try:
        with django() as folder:
            value, wall, report = measure(folder)
    except NotObtainable as reason:
        print(json.dumps({"name": NAME, "skipped": str(reason)}))
        return
    beside = {"wall_s": round(wall, 2), "modules": report.counts["modules"], "events": report.events}
    line = {
        "name": NAME,
        "value": round(value, 2),
        "unit": "CPU s",
        "goal": GOAL,
        "met": value < GOAL,
        "beside": beside,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
