"""What happens reaches streams that are open at any web process by way of Redis, and without it by looking."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.desk import Desk
from app.main import create_server
from app.settings import read_settings
from app.wire.jsonlines import to_json
from app.wiring import open_desk
from tests.builders import event
from tests.callbacks.streamed import told
from tests.callbacks.test_stream import PLACE, Stream
from tests.contracts.servers import needs
from tests.pages.chrome import served
from tests.redis_servers import OwnRedis, own_redis, until
from workers.drain import drain

pytestmark = needs("redis")
NEVER_S = 3_600.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OwnRedis]:
    with own_redis(tmp_path) as found:
        yield found


@pytest.fixture
def worker(tmp_path: Path, server: OwnRedis) -> Iterator[Desk]:
    with contextlib.closing(desk_on(server, tmp_path, "writer")) as desk:
        told(desk, "A")
        yield desk


@pytest.fixture
def webs(tmp_path: Path, server: OwnRedis, worker: Desk) -> Iterator[list[str]]:
    """The addresses of two web processes, each with a desk of its own."""
    with contextlib.ExitStack() as stack:
        desks = [stack.enter_context(contextlib.closing(desk_on(server, tmp_path, "reader"))) for _ in range(2)]
        yield [stack.enter_context(served(create_server(desk))) for desk in desks]


def desk_on(server: OwnRedis, folder: Path, role: Any) -> Desk:
    where = {"MC_DATA": str(folder / "data"), "MC_STORE": "servers", "MC_REDIS": server.url, "MC_NAMESPACE": "live"}
    return open_desk(read_settings(where), role)


def posted(address: str, name: str) -> None:
    said = event("dde.task.created", 0, iteration="It", tenant="local", task_id=name)
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(f"{address}/api/v1/events", to_json(said), headers)
    urllib.request.urlopen(asked).close()


def heard_of(stream: Stream, name: str) -> None:
    while f"Task/{name}" not in json.dumps(stream.news().get("change", "")):
        pass


def test_what_is_posted_at_one_process_is_pushed_by_the_other_as_soon_as_it_is_taken_in(
    worker: Desk, webs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callbacks.telling.LOOKS_S", NEVER_S)
    here, there = webs
    with Stream(there, PLACE) as stream:
        stream.news()
        posted(here, "B")
        drain(worker)
        heard_of(stream, "B")


def test_while_redis_is_away_streams_go_on_by_looking_and_are_woken_again_once_it_is_back(
    server: OwnRedis, worker: Desk, webs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Stream(webs[1], PLACE) as stream:
        stream.news()
        server.kill()
        told(worker, "B")
        heard_of(stream, "B")
        until(lambda: "bus" in stream.news()["missing"], 60)
        server.start()
        until(lambda: not stream.news()["missing"], 60)
        monkeypatch.setattr("callbacks.telling.LOOKS_S", NEVER_S)
        told(worker, "C")
        heard_of(stream, "C")
