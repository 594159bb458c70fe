"""What the callbacks answer, asked as the browser asks: through the server's one door for callbacks."""

import json
import re
from typing import Any

import pytest

from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from pages import PAGES, ids, not_found
from tests.builders import T0, event
from tests.workers.desks import desk_in
from workers.drain import drain


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    desk = desk_in(tmp_path_factory.mktemp("answers"))
    tasks = [
        event("dde.task.created", 0, iteration="i1", tenant="local", task_id="A"),
        event("dde.task.started", 5, iteration="i1", tenant="local", task_id="A"),
    ]
    for _ in send(desk.log, encode, tasks):
        pass
    drain(desk)
    yield create_server(desk).test_client()
    desk.close()


def asked(client: Any, output: str, source: str, value: Any) -> Any:
    """The answer of the callback that fills one store when another changes."""
    body = {
        "output": f"{output}.data",
        "outputs": {"id": output, "property": "data"},
        "inputs": [{"id": source, "property": "data", "value": value}],
        "changedPropIds": [f"{source}.data"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.data)["response"][output]["data"]


def picture(client: Any, **place: Any) -> Any:
    asked_for = {"iteration": "i1", "lens": "dde", **place}
    return client.get(
        "/picture", query_string={name: said for name, said in asked_for.items() if said is not None}
    ).json


def test_a_picture_holds_verdict_and_lens_of_one_moment(client):
    seen = picture(client)
    assert seen["verdict"]["verdict"] == "pending"
    assert [(m["id"], m["state"]) for m in seen["view"]["marks"]] == [("Task/A", "running")]
    assert seen["iteration"]["id"] == "i1"
    assert seen["matrix"] is None


def test_the_past_is_asked_for_by_two_clocks(client):
    then = picture(client, asOf=T0)
    assert [m["state"] for m in then["view"]["marks"]] != ["running"]
    assert then["moment"]["asOf"] == T0
    assert picture(client, asOf=T0, knownAt=T0)["view"]["marks"] == []


def test_without_an_iteration_the_newest_is_shown(client):
    assert picture(client, iteration=None)["iteration"]["id"] == "i1"


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ({"iteration": "nobody"}, "This iteration is not known here"),
        ({"lens": "weather"}, "This address cannot be understood"),
        ({"asOf": "yesterday"}, "This address cannot be understood"),
        ({"asOf": -5}, "This address cannot be understood"),
        ({"iteration": "x" * 2000}, "This address cannot be understood"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(client, place, says):
    fault = picture(client, **place)["fault"]
    assert fault["title"] == says
    assert fault["text"]


def test_the_dock_keeps_its_moments_under_as_known_then(client):
    track = {"iteration": "i1", "knownAt": None}
    now = asked(client, ids.TIMELINE, ids.TRACK, track)
    then = asked(client, ids.TIMELINE, ids.TRACK, track | {"knownAt": T0})
    assert now["moments"] == then["moments"] != []
    assert (now["believed"], then["believed"]) == (None, [])


def test_a_selection_comes_with_its_spine_and_one_that_is_gone_is_said_so(client):
    picked = {"iteration": "i1", "selection": "Task/A", "asOf": None, "knownAt": None}
    found = asked(client, ids.DETAIL, ids.PICKED, picked)
    assert found["detail"]["id"] == "Task/A"
    assert found["spine"]["columns"]
    lost = asked(client, ids.DETAIL, ids.PICKED, picked | {"selection": "Task/Z"})
    assert lost["detail"] is None
    assert lost["fault"]["title"] == "This was not there at that moment"


def test_the_overview_has_a_row_per_iteration(client):
    rows = asked(client, ids.ROWS, ids.LISTED, {"revision": 1})["rows"]
    assert [row["iteration"] for row in rows] == ["i1"]


def test_a_page_that_asks_for_nothing_gets_nothing(client):
    pairs = ((ids.TIMELINE, ids.TRACK), (ids.DETAIL, ids.PICKED), (ids.ROWS, ids.LISTED))
    assert [asked(client, output, source, None) for output, source in pairs] == [None] * 3


def test_the_pulse_tells_revision_lag_and_seeding(client):
    pulse = client.get("/live?iteration=i1").json
    assert pulse["revision"] > 0
    assert pulse["lag"] == 0
    assert pulse["seeding"]["state"] == "none"
    assert client.get("/live?iteration=nobody").json["revision"] == 0
    assert client.get("/live").json["revision"] >= pulse["revision"]


def test_moving_between_pages_asks_no_server(client):
    """Every page comes with the document, and the browser puts it there by itself."""
    told = re.search(rf'id="{ids.BONES}">(.*?)</script>', client.get("/dde").text, re.S)
    assert set(json.loads(told[1])["pages"]) == {page.PATH for page in (*PAGES, not_found)}


def test_scripts_of_parts_that_no_page_is_made_of_do_not_travel(client):
    scripts = re.findall(r'<script src="([^"]+)"', client.get("/dde").text)
    assert any("dash_cytoscape" in one for one in scripts)
    assert not [one for one in scripts if re.search(r"dash/dcc/|dash/html/|dash_table/|polyfill@", one)]


def test_two_servers_live_in_one_process(tmp_path):
    desk = desk_in(tmp_path)
    for _ in range(2):
        assert create_server(desk).test_client().get("/_dash-dependencies").json
    desk.close()


def test_what_lies_between_two_moments_is_told(client):
    against = {"iteration": "i1", "asOf": None, "knownAt": None, "against": T0}
    seen = asked(client, ids.COMPARED, ids.AGAINST, against)
    assert ("Task/A", "changed") in [(change["id"], change["change"]) for change in seen["changes"]]
    assert (seen["a"], seen["b"]) == (T0, None)
