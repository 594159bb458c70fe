"""A server over SQLite in a temporary folder, and the means to fill it."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import api
from app.desk import Desk
from app.domain.events import Event
from app.golden import GOLDEN
from app.use_cases.post import send
from app.wire.avro import encode
from tests.workers.desks import desk_in
from workers.drain import drain

Bring = Callable[[Iterable[Event]], None]

GOLDEN_NAMES = ("Iter-Golden-AllPass", "Iter-Golden-DesignGap", "Iter-Golden-TechDebt", "Iter-Golden-PipelineIssue")


def served(desk: Desk) -> FlaskClient:
    """A client of a server of this desk."""
    server = Flask("test")
    api.register(server, desk)
    return server.test_client()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        yield opened


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return served(desk)


@pytest.fixture
def bring(desk: Desk) -> Bring:
    """Puts events on the log and takes them in."""

    def brought(events: Iterable[Event]) -> None:
        for _ in send(desk.log, encode, events):
            pass
        drain(desk)

    return brought


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A server that holds four of the golden iterations; for tests that only read."""
    with contextlib.closing(desk_in(tmp_path_factory.mktemp("golden"))) as opened:
        for name in GOLDEN_NAMES:
            for _ in send(opened.log, encode, GOLDEN[name].events("local")):
                pass
        drain(opened)
        yield served(opened)
