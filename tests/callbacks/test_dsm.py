"""The dependency matrix on the wire: a picture names its version, the browser fetches that once."""

import json
from typing import Any

import numpy as np
import pytest

from app.golden import GOLDEN
from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.workers.desks import desk_in
from workers.drain import drain

NAME = "Iter-Golden-TechDebt"
TYPES = {"u1": np.uint8, "i4": np.int32, "f4": np.float32}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    desk = desk_in(tmp_path_factory.mktemp("dsm"))
    for _ in send(desk.log, encode, GOLDEN[NAME].events("local")):
        pass
    drain(desk)
    yield create_server(desk).test_client()
    desk.close()


def picture(client: Any, **more: str) -> Any:
    return client.get("/picture", query_string={"iteration": NAME, "lens": "acc", **more}).json


def columns(body: bytes) -> dict[str, Any]:
    """The header, and under their names the columns."""
    length = int.from_bytes(body[:4], "little")
    says = json.loads(body[4 : 4 + length])
    for name, kind, at, size in says["columns"]:
        part = body[4 + length + at : 4 + length + at + size]
        says[name] = part.decode().split("\n") if kind == "text" else np.frombuffer(part, TYPES[kind])
    return says


def fetched(client: Any, **more: str) -> Any:
    return client.get("/dsm", query_string={"iteration": NAME, **more})


def test_a_picture_names_the_matrix_of_its_level(client):
    modules, components = picture(client)["matrix"], picture(client, level="component")["matrix"]
    assert modules != components
    assert columns(fetched(client, version=modules).data)["level"] == "module"
    assert columns(fetched(client, version=components, level="component").data)["level"] == "component"


def test_a_version_is_kept_for_ever_and_anything_else_is_not(client):
    named = fetched(client, version=picture(client)["matrix"])
    assert "immutable" in named.headers["Cache-Control"]
    assert fetched(client, version="older").headers["Cache-Control"] == "no-store"


def test_every_cell_has_its_kind_its_weight_and_the_lines_of_its_imports(client):
    told = columns(fetched(client).data)
    ids = told["ids"]
    row, column = (ids.index(f"CodeModule/payments.domain.ledger.{end}") for end in ("rules", "model"))
    [cell] = np.flatnonzero((told["rows"] == row) & (told["cols"] == column))
    assert told["kinds"][told["kindOf"][cell]] == "violation"
    assert (told["rules"][str(cell)], told["weights"][cell], told["lines"][cell]) == ("R3", 1, "21")
    assert told["circles"][row] == told["circles"][column] >= 0


def test_an_iteration_nobody_knows_has_no_matrix(client):
    answer = client.get("/dsm?iteration=nobody")
    assert answer.status_code == 404 and answer.json["fault"]["title"]
