"""Commands that sleep, and executions that are killed."""

from tests.engines.dag.executions import Elsewhere, until


def sleeper(marker: str) -> str:
    """A command that sleeps long, known by its command line."""
    return f"python3 -c 'import time; time.sleep(120)' {marker}"


def killed(there: Elsewhere, when: object) -> None:
    with there.start("--resume", "--jobs", "2") as process:
        until(when)  # type: ignore[arg-type]
        process.kill()
