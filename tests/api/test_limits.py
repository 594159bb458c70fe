"""Who asks too often is told when to come again, and the pages never are."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.adapters.memory_throttle import MemoryThrottle
from app.desk import Desk
from app.main import create_server
from app.settings import read_settings
from app.wiring import open_desk
from tests.contracts.clocks import Hands


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def desk(tmp_path: Path, clock: Hands) -> Iterator[Desk]:
    opened = open_desk(read_settings({"MC_DATA": str(tmp_path)}), "writer")
    with contextlib.closing(replace(opened, throttle=MemoryThrottle(clock, 2, 4))) as limited:
        yield limited


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    return create_server(desk).test_client()


def statuses(client: FlaskClient, path: str, times: int, address: str = "10.0.0.1", **query: str) -> list[int]:
    there = {"REMOTE_ADDR": address}
    return [client.get(path, query_string=query, environ_base=there).status_code for _ in range(times)]


def test_beyond_the_burst_a_problem_document_says_when_to_come_again(client: FlaskClient, clock: Hands) -> None:
    assert statuses(client, "/api/v1/iterations", 4) == [200] * 4
    refused = client.get("/api/v1/iterations", environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.headers["Retry-After"] == "1"
    assert refused.json["status"] == 429
    assert "MC_RATE" in refused.json["detail"]
    clock.move(1_000)
    assert statuses(client, "/api/v1/iterations", 3) == [200, 200, 429]


def test_posting_counts_as_asking_does(client: FlaskClient) -> None:
    statuses(client, "/api/v1/iterations", 4, "127.0.0.1")
    assert client.post("/api/v1/events", json={}).status_code == 429
    assert client.post("/v1/traces", data=b"").status_code == 429


def test_naming_other_tenants_gives_no_more_turns(client: FlaskClient) -> None:
    asked = [statuses(client, "/api/v1/iterations", 1, tenant=f"t{n}")[0] for n in range(6)]
    assert asked == [200] * 4 + [429] * 2


def test_another_address_is_not_held_up(client: FlaskClient) -> None:
    statuses(client, "/api/v1/iterations", 5)
    assert statuses(client, "/api/v1/iterations", 1, "10.0.0.2") == [200]


@pytest.mark.parametrize("path", ["/live", "/picture", "/healthz", "/readyz", "/api/v1/status", "/"])
def test_what_pages_and_watchers_ask_is_never_refused(client: FlaskClient, path: str) -> None:
    assert 429 not in statuses(client, path, 30)


def test_the_setting_says_how_many_and_nothing_switches_it_off(tmp_path: Path) -> None:
    for rate, refused in (("1", True), ("0", False), ("", False)):
        settings = read_settings({"MC_DATA": str(tmp_path), "MC_RATE": rate})
        with contextlib.closing(open_desk(settings, "reader")) as desk:
            assert any(desk.throttle.wait_s("a") for _ in range(50)) is refused
