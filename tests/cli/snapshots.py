"""A data folder that is told something, what its graph then holds, and snapshots that were tampered with."""

import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import zstandard

from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.golden import GOLDEN
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain

DEBT = "Iter-Golden-TechDebt"
STORY = list(GOLDEN[DEBT].events("local"))


def told(folder: Path, *events: Any) -> None:
    with closing(desk_in(folder)) as desk:
        for _ in send(desk.log, encode, events):
            pass
        drain(desk)


def task(name: str, iteration: str = "i1") -> Any:
    return event("dde.task.created", tenant="local", iteration=iteration, task_id=name, name="the till")


def hashes(folder: Path) -> dict[str, str]:
    with closing(desk_in(folder, "reader")) as desk:
        return {i.scope.iteration: state_hash(desk.graph.entries(i.scope)) for i in desk.graph.scopes()}


def tasks(folder: Path, iteration: str = "i1") -> set[str]:
    with closing(desk_in(folder, "reader")) as desk:
        return {node.id.key for node in desk.graph.snapshot(Scope("local", iteration)).labelled("Task")}


def repacked(file: Path, change: dict[str, Any]) -> None:
    """The same snapshot with other members; ``change`` gives the new bytes of a member from its old ones."""
    members = []
    plain = zstandard.ZstdDecompressor().stream_reader(file.read_bytes()).read()
    with tarfile.open(fileobj=BytesIO(plain)) as tar:
        for member in tar:
            body = tar.extractfile(member)
            assert body is not None
            old = body.read()
            members.append((member.name, change[member.name](old) if member.name in change else old))
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, body in members:
            if body is not None:
                head = tarfile.TarInfo(name)
                head.size = len(body)
                tar.addfile(head, BytesIO(body))
    file.write_bytes(zstandard.compress(buffer.getvalue()))
