"""What a worker starts does not outlive it, however it dies."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.dag.executions import until

PARENT = """
import subprocess, sys, time
from workers.together import die_with_parent
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], preexec_fn=die_with_parent)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is dead")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    top = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=top, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip()
        assert child.exists()
        parent.kill()
        until(lambda: not _works(child))


def _works(process: Path) -> bool:
    """It is there, and more than an entry that nobody has collected."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
