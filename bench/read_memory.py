"""The peak memory of reading one SARIF log of 50 MB, from a file, in a process of its own."""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench import read_data
from bench.report import at_most, scaled

SIZE = 50_000_000

READ = """
import resource, sys
from pathlib import Path
from app.readers.folder import read_paths
from app.readers.origin import Origin

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

before = peak()
origin = Origin(tenant="bench", iteration="i1", modified_ms=1_790_000_000_000)
(outcome,) = read_paths([Path(sys.argv[1])], lambda path, at: origin)
assert outcome.state == "read", outcome.reason
print(sum(1 for _ in outcome.events), before, peak())
"""


def main() -> None:
    """Prints ``read_sarif_50mb_peak_mb``: the whole process, beside what it needs before it reads."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.sarif"
        _write(file, scaled(SIZE))
        told = subprocess.run([sys.executable, "-c", READ, str(file)], check=True, capture_output=True, text=True)
        events, before, peak = (float(part) for part in told.stdout.split())
        beside = {"mb": file.stat().st_size / 1e6, "events": events, "before_reading_mb": before}
    at_most("read_sarif_50mb_peak_mb", peak, "MB", 200, beside)


def _write(file: Path, size: int) -> None:
    """As many results as make a file of this size."""
    sample = sum(map(len, read_data.sarif(1_000))) - sum(map(len, read_data.sarif(0)))
    with file.open("wb") as out:
        out.writelines(read_data.sarif(size * 1_000 // sample))


if __name__ == "__main__":
    main()
