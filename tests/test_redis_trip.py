"""Two web processes on a Redis that forgets, dies, hangs and comes back, while pages are read and events come."""

import contextlib
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import redis

from app.desk import Desk
from app.golden import GOLDEN
from app.settings import read_settings
from app.use_cases.post import send
from app.wire.avro import encode
from app.wiring import open_desk
from tests.builders import event
from tests.contracts.servers import needs
from tests.redis_servers import OwnRedis, free_port, own_redis, until
from workers.drain import drain
from workers.ingest import Ingest
from workers.projections import Projections

pytestmark = needs("redis")
ROOT = Path(__file__).parents[1]
NAME = "Iter-Golden-TechDebt"
READ = (
    *(f"picture?iteration={NAME}&lens={lens}" for lens in ("verdict", "dde", "bdv", "acc")),
    f"api/v1/acc/graph/{NAME}/dsm",
    f"api/v1/bdv/graph/{NAME}/coverage",
    f"api/v1/convergence/{NAME}/verdict",
)


class Web:
    """Two processes of the product at one address, as they run in earnest."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.address = f"http://127.0.0.1:{variables['MC_PORT']}"
        command = [sys.executable, "-m", "gunicorn", "--bind", self.address.removeprefix("http://"), "--workers", "2"]
        command += ["--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "1", "--log-level", "error"]
        environ = {k: v for k, v in os.environ.items() if not k.startswith("MC_")} | variables
        command += ["--no-control-socket", "app.main:create_server()"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=environ)
        until(self._serves, 60)

    def get(self, path: str, *codes: int) -> Any:
        try:
            with urllib.request.urlopen(f"{self.address}/{path}", timeout=20) as answer:
                body = answer.read()
        except urllib.error.HTTPError as flaw:
            assert flaw.code in codes, f"{path}: {flaw.code}"
            body = flaw.read()
        return msgspec.json.decode(body)

    def shown(self) -> list[Any]:
        """What pages and programs see, without the time of day."""
        answers = [self.get(path) for path in READ]
        return [{name: said for name, said in answer.items() if name != "moment"} for answer in answers]

    def revisions(self, times: int = 12) -> set[int]:
        return {int(self.get(f"live?iteration={NAME}")["revision"]) for _ in range(times)}

    def away(self) -> dict[str, str]:
        """The ports that do not answer, and what that means."""
        ready = self.get("readyz", 503)
        return {name: port["without"] for name, port in ready["ports"].items() if not port["answers"]}

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def _serves(self) -> bool:
        assert self._process.poll() is None
        with contextlib.suppress(OSError):
            return self.get("healthz") == {"status": "alive"}
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    with own_redis(tmp_path_factory.mktemp("redis")) as started:
        yield started


@pytest.fixture(scope="module")
def variables(server: OwnRedis, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("data")
    return {"MC_STORE": "servers", "MC_REDIS": server.url, "MC_DATA": str(folder), "MC_PORT": str(free_port())}


@pytest.fixture(scope="module")
def desk(variables: dict[str, str]) -> Iterator[Desk]:
    with contextlib.closing(open_desk(read_settings(variables), "writer")) as opened:
        for _ in send(opened.log, encode, GOLDEN[NAME].events("local")):
            pass
        drain(opened)
        yield opened


@pytest.fixture(scope="module")
def web(desk: Desk, variables: dict[str, str]) -> Iterator[Web]:
    started = Web(variables)
    try:
        yield started
    finally:
        started.end()


def one_more(desk: Desk, name: str) -> int:
    """Another task; the revision that shows it."""
    for _ in send(desk.log, encode, [event("dde.task.created", 1, iteration=NAME, tenant="local", task_id=name)]):
        pass
    worker = Ingest(desk)
    until(lambda: not worker.step() and worker.idle())
    (info,) = [info for info in desk.graph.scopes() if info.scope.iteration == NAME]
    return info.revision


def kept(server: OwnRedis) -> int:
    with redis.Redis(port=server.port) as client:
        return int(client.dbsize())  # type: ignore[arg-type]


def test_both_processes_hear_of_news_at_once(desk: Desk, web: Web) -> None:
    until(lambda: len(web.revisions()) == 1)
    time.sleep(1.5)  # both are tuned in
    for number in range(4):
        revision = one_more(desk, f"heard {number}")
        until(lambda revision=revision: web.revisions() == {revision}, 1.5)  # type: ignore[misc]


def test_what_the_worker_made_ready_is_what_pages_show(desk: Desk, server: OwnRedis, web: Web) -> None:
    before = web.shown()
    with redis.Redis(port=server.port) as client:
        client.flushall()
    Projections(desk).step()
    assert kept(server) > 10
    assert web.shown() == before


def test_a_redis_that_forgets_all_while_pages_are_read_is_filled_again(server: OwnRedis, web: Web) -> None:
    expected, over = web.shown(), threading.Event()

    def forget() -> None:
        with redis.Redis(port=server.port) as client:
            while not over.wait(0.1):
                client.flushall()

    forgetting = threading.Thread(target=forget)
    forgetting.start()
    seen = [web.shown() for _ in range(5)]
    over.set()
    forgetting.join(10)
    assert all(shown == expected for shown in seen)
    assert web.shown() == expected
    assert kept(server) > 0


def test_without_redis_the_product_goes_on_slower_says_so_and_recovers(
    desk: Desk, server: OwnRedis, web: Web
) -> None:
    expected = web.shown()
    server.kill()
    assert web.shown() == expected
    away = web.away()
    assert away.keys() == {"cache", "bus"}
    assert away["cache"].startswith("slower")
    revision = one_more(desk, "while it was away")
    until(lambda: web.revisions() == {revision}, 4)
    assert any("while it was away" in str(shown) for shown in web.shown())
    server.start()
    until(lambda: not web.away())
    revision = one_more(desk, "since it is back")
    until(lambda: web.revisions() == {revision}, 4)
    web.shown()
    assert kept(server) > 0


def test_a_redis_that_hangs_holds_nobody_up_for_long(server: OwnRedis, web: Web) -> None:
    expected = web.shown()
    server.hang()
    try:
        began = time.monotonic()
        assert web.shown() == expected
        assert web.shown() == expected
        assert time.monotonic() - began < 15
        assert "cache" in web.away()
    finally:
        server.go_on()
    until(lambda: not web.away())
