"""However many candidates a person refuses, the next one comes into sight."""

import pytest

from app.domain.events import Event
from app.domain.payloads.acc import ModuleSpec
from app.domain.statehash import timeless_hash
from tests.builders import event
from tests.domain.correlate.told import labelled, links, seen, told

MANY = 40


def refused(kind: str, source: str, target: str) -> Event:
    return event(
        "acc.link.decided", 90, kind=kind, source=source, target=target, decision="rejected", by="a", reason="b"
    )


def requirements() -> list[Event]:
    """A task, and very many requirements that are as like its name; all but the last are refused."""
    told_of = [event("dde.task.created", 1, task_id="T", name="refund a late payment")]
    for n in range(MANY):
        name = "refund a late payment" if n % 2 else f"refund a late payment {n}"
        told_of.append(event("dde.requirement.created", 2 + n, requirement_id=f"R{n:02}", name=name))
    return told_of + [refused("FULFILLED_BY", f"Requirement/R{n:02}", "Task/T") for n in range(MANY - 1)]


def modules(path: str, stamped: str) -> list[Event]:
    """An artifact, and very many modules that fit it alike; all but the last are refused."""
    told_of = [event("dde.artifact.stamped", 1, task_id="T", name="x", file_path=stamped, sha256="aa")]
    for n in range(MANY):
        spec = ModuleSpec(name=f"m{n:02}", file_path=path.format(n), sha256="" if stamped else "aa")
        told_of.append(event("acc.module.analyzed", 2 + n, generation="g", module=spec))
    return told_of + [refused("CONTAINS", "Artifact/T/x", f"CodeModule/m{n:02}") for n in range(MANY - 1)]


@pytest.mark.parametrize(
    ("events", "kind", "last"),
    [
        pytest.param(requirements(), "FULFILLED_BY", (f"R{MANY - 1}", "T"), id="C2, by name"),
        pytest.param(modules("src/p{}/pay/api.py", "build/pay/api.py"), "CONTAINS", ("T/x", f"m{MANY - 1}"), id="C6"),
        pytest.param(modules("", ""), "CONTAINS", ("T/x", f"m{MANY - 1}"), id="C7, by content"),
    ],
)
def test_the_last_of_very_many_is_found_when_all_others_are_refused(
    events: list[Event], kind: str, last: tuple[str, str]
) -> None:
    found = seen(*events)
    assert set(links(found, kind)) == {last}
    assert labelled(found, "Review") == []
    assert timeless_hash(told(events)) == timeless_hash(told(list(reversed(events))))
