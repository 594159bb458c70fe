"""A worker that is at work while the command line is called."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.lock import is_held


@contextmanager
def a_worker(folder: Path) -> Iterator[int]:
    """An ingest worker as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workers", "ingest"],
        env={**os.environ, "MC_DATA": str(folder)},
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    while not is_held(folder, "ingest"):
        assert process.poll() is None
        time.sleep(0.05)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
