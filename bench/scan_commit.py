"""What one more commit costs: Django under git, scanned once, then scanned again after ten files changed.

The second scan is a process of its own, as somebody would start it, and its CPU seconds include git's.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench.report import at_most
from bench.scan_django import NotObtainable, cpu_s, django

NAME = "scan_commit_s"
GOAL = 1.0
CHANGED = 10
ROUNDS = 3

SCAN = """
import sys
from pathlib import Path
from app.scan.request import ScanRequest
from app.scan.run import scan
events = []
asked = dict(tenant="bench", project="django", iteration="bench", cache=Path(sys.argv[2]))
scan(ScanRequest(path=Path(sys.argv[1]), **asked), events.extend, lambda *_: None)
print(len(events))
"""


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular."""
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def repository(django_at: Path, folder: Path) -> Path:
    """Django with one commit."""
    top = folder / "repository"
    shutil.copytree(django_at, top / "django", ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.po"))
    git(folder, "init", "-q", str(top))
    commit(top, "All of it")
    return top


def commit(top: Path, title: str) -> None:
    """Commit everything as it lies there."""
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", title)


def change(top: Path, turn: int) -> None:
    """One more function in each of ten of the largest files, and an import."""
    files = sorted(top.rglob("*.py"), key=lambda file: -file.stat().st_size)
    sources = [file for file in files if "locale" not in file.parts]
    for file in sources[turn * CHANGED : (turn + 1) * CHANGED]:
        more = f"\n\ndef bench_{turn}(a):\n    import django.urls\n\n    return a or django.urls\n"
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")


def measured(top: Path, cache: Path) -> tuple[float, float]:
    """CPU and wall seconds of one scan in a process of its own."""
    cpu, wall = cpu_s(), perf_counter()
    subprocess.run([sys.executable, "-c", SCAN, str(top), str(cache)], check=True, capture_output=True)
    return cpu_s() - cpu, perf_counter() - wall


def main() -> None:
    """Print one JSON line."""
    try:
        with django() as at, tempfile.TemporaryDirectory(prefix="mission-control-bench-") as name:
            top, cache = repository(at, Path(name)), Path(name) / "cache"
            first, _ = measured(top, cache)
            again = []
            for turn in range(ROUNDS):
                change(top, turn)
                commit(top, f"Change {turn}")
                again.append(measured(top, cache))
    except NotObtainable as reason:
        print(json.dumps({"name": NAME, "skipped": str(reason)}))
        return
    cpu, wall = min(again)
    beside = {"wall_s": wall, "first_scan_cpu_s": first, "files_changed": CHANGED}
    at_most(NAME, cpu, "CPU s", GOAL, beside)


if __name__ == "__main__":
    main()
