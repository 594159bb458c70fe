"""An iteration for the correlation benchmark, as large ones are."""

from collections.abc import Iterator

from app.domain.events import Event
from bench.correlate_events import Teller, artifact, feature, manifest, module, names, requirement, task


def iteration(nodes: int, pending: int) -> Iterator[Event]:
    """So many nodes of all kinds, a fifth of them each of tasks, artifacts, modules, scenarios and requirements;
    of the tasks so many name requirements that never come. One event per node, and one that is only progress."""
    share = nodes // 5
    say, called = Teller(), names(share)
    yield say("acc.analysis.started", analysis_id="a", generation="g", manifest_name="m")
    yield manifest(say, share)
    for n in range(share // 100):
        yield task(say, f"IF.C{n}", kind="INTERFACE", contract_version="v1.0")
    for n in range(share):
        waiting = n < pending
        wanted = f"REQ-never-{n}" if waiting else f"REQ-{n}" if n % 4 else ""
        yield requirement(say, n, called[n])
        yield task(
            say, f"BE.T{n}", name=called[n], requirement_id=wanted, depends_on=[f"IF.C{n % (share // 100 or 1)}"]
        )
        yield module(say, f"src/area{n % 50}/part{n}/main.py", n)
        yield artifact(say, f"BE.T{n}", f"src/area{n % 50}/part{n}/main.py")
        yield feature(say, n, [f"@contract:C{n % (share // 100 or 1)}:1.0"] + ([f"@req:REQ-{n}"] if n % 3 else []))
        yield say("dde.task.started", task_id=f"BE.T{n}")
        yield say("bdv.scenario.completed", scenario_id=f"S.{n}", run_id="r", status="PASSED")
