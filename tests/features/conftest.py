"""A Mission Control of its own for each scenario: a folder, a clock that the steps set, and the interface."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask

from app import api
from app.adapters.sqlite_log import SqliteLog
from app.desk import Desk
from app.domain.events import Event
from app.domain.payloads import PAYLOADS
from app.use_cases.post import send
from app.wire.avro import encode
from tests.workers.desks import desk_in
from workers.drain import drain


class Control:
    """What a scenario acts on: events at times of one day, and questions to the interface."""

    iteration = "release"

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.now = at("12:00")
        self.desk = replace(desk, log=SqliteLog(folder / "log.db", lambda: self.now))
        server = Flask("features")
        api.register(server, self.desk)
        self._client = server.test_client()
        self._count = 0

    def tell(self, event_type: str, clock: str = "12:00", learned: str = "", **payload: Any) -> None:
        """An event of this time of the day, learned of then or later."""
        self._count += 1
        batch = payload.pop("batch", "")
        event = Event(
            event_id=f"e{self._count}",
            timestamp=at(clock),
            tenant_id="local",
            iteration_id=self.iteration,
            event_type=event_type,
            batch_id=batch,
            payload=msgspec.convert(payload, PAYLOADS[event_type]),
            source="features",
        )
        self.send([event], learned or clock)

    def send(self, events: list[Event], learned: str) -> None:
        """Put events on the log at a time of the day."""
        self.now = at(learned)
        for _ in send(self.desk.log, encode, events):
            pass

    def ask(self, address: str, **arguments: Any) -> Any:
        """What the interface answers, once all that was sent is taken in."""
        drain(self.desk)
        answer = self._client.get(f"/api/v1/{address}", query_string=arguments)
        assert answer.status_code in (200, 404), answer.data
        return answer.get_json()


def at(clock: str) -> int:
    """Milliseconds of a time on the day of the features."""
    hour, minute = map(int, clock.split(":"))
    return round(datetime(2026, 11, 2, hour, minute, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def control(tmp_path: Path) -> Iterator[Control]:
    with contextlib.closing(desk_in(tmp_path)) as desk:
        made = Control(desk, tmp_path)
        yield made
        made.desk.log.close()


def pytest_bdd_apply_tag(tag: str, function: object) -> bool:
    """Tags speak to people and to Mission Control; pytest's own markers are another thing."""
    return True
