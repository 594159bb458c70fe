"""An installation that was told of one task, and its web server: what tests of streams stand on."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.pages.chrome import served
from tests.workers.desks import desk_in
from workers.drain import drain


@pytest.fixture(name="desk")
def desk_with_a_task(tmp_path: Path) -> Iterator[Any]:
    with contextlib.closing(desk_in(tmp_path)) as writer:
        told(writer, "A")
        yield writer


@pytest.fixture(name="address")
def address_of_it(desk: Any) -> Iterator[str]:
    with served(create_server(desk)) as found:
        yield found


def told(desk: Any, name: str, tenant: str = "local") -> None:
    said = event("dde.task.created", 0, iteration="It", tenant=tenant, task_id=name)
    for _ in send(desk.log, encode, [said]):
        pass
    drain(desk)
