"""The map on the wire: whole the first time, then only what changed."""

import json
from typing import Any

import numpy as np
import pytest
import zstandard

from app.lenses.maps import MOST_DRAWN
from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain

TASKS = MOST_DRAWN["dde"] + 200
PLACE = {"iteration": "wide", "lens": "dde"}
TYPES = {"u1": np.uint8, "i4": np.int32, "f4": np.float32}


def told(desk: Any, *events: Any) -> None:
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = desk_in(tmp_path_factory.mktemp("map"))
    needs = [[f"T{n - 1:04}"] if n % 40 else [] for n in range(TASKS)]
    created = ("dde.task.created", 0)
    told(
        made,
        *(
            event(*created, iteration="wide", tenant="local", task_id=f"T{n:04}", depends_on=needs[n])
            for n in range(TASKS)
        ),
        event("dde.task.created", 0, iteration="small", tenant="local", task_id="A"),
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(desk):
    return create_server(desk).test_client()


def read(body: bytes) -> dict[str, Any]:
    """The header and the columns, as the browser reads them."""
    length = int.from_bytes(body[:4], "little")
    says = json.loads(body[4 : 4 + length])
    for name, kind, at, size in says["columns"]:
        part = body[4 + length + at : 4 + length + at + size]
        says[name] = part.decode().split("\n") if kind == "text" else np.frombuffer(part, TYPES[kind])
        assert (4 + length + at) % 4 == 0
    return says


def version(client) -> str:
    return client.get("/picture", query_string=PLACE).json["map"]


def test_a_small_lens_is_drawn_and_has_no_map(client):
    picture = client.get("/picture", query_string={**PLACE, "iteration": "small"}).json
    assert "map" not in picture and len(picture["view"]["marks"]) == 1


def test_a_large_lens_comes_without_marks_and_names_its_map(client):
    picture = client.get("/picture", query_string=PLACE).json
    assert picture["map"] and picture["view"]["marks"] == [] and picture["view"]["lines"] == []
    assert picture["view"]["conditions"] and picture["view"]["tables"][0]["total"] == TASKS


def test_the_map_holds_every_task_and_every_need(client):
    says = read(client.get("/map", query_string=PLACE).data)
    assert says["kind"] == "map" and says["version"] == version(client)
    assert sorted(says["ids"]) == [f"Task/T{n:04}" for n in range(TASKS)]
    assert len(says["sources"]) == len(says["targets"]) == TASKS - TASKS // 40
    assert len(says["x"]) == len(says["states"]) == len(says["homes"]) == TASKS


def test_it_is_packed_and_kept_for_good_under_the_address_of_its_version(client):
    plain = client.get("/map", query_string=PLACE)
    assert plain.headers["Cache-Control"] == "no-store"
    sent = client.get("/map", query_string={**PLACE, "version": version(client)}, headers={"Accept-Encoding": "zstd"})
    assert "immutable" in sent.headers["Cache-Control"] and sent.headers["Content-Encoding"] == "zstd"
    unpacked = zstandard.ZstdDecompressor().decompress(sent.data, max_output_size=10_000_000)
    assert unpacked == plain.data and len(sent.data) < len(plain.data) / 4


def test_after_an_event_only_the_change_travels(client, desk):
    before = version(client)
    told(desk, event("dde.task.started", 5, iteration="wide", tenant="local", task_id="T0007"))
    sent = client.get("/map", query_string={**PLACE, "version": version(client), "have": before})
    says = read(sent.data)
    assert (says["kind"], says["before"], says["version"]) == ("patch", before, version(client))
    assert len(says["at"]) == 1 and len(says["gone"]) == len(says["came"]) == 0 and says["regions"] is None
    assert len(sent.data) < 600


def test_who_comes_with_a_version_that_nobody_remembers_gets_the_whole_map(client):
    assert read(client.get("/map", query_string={**PLACE, "have": "of old"}).data)["kind"] == "map"


def test_a_lens_without_a_map_and_an_unknown_iteration_are_told_so(client):
    for place in ({**PLACE, "lens": "verdict"}, {**PLACE, "iteration": "nowhere"}):
        answer = client.get("/map", query_string=place)
        assert answer.status_code == 404 and answer.json["fault"]["text"]
