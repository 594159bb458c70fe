"""Pictures as a slider asks for them: whole the first time, then what leads from the one that the page has."""

import json
from typing import Any

import msgspec
import pytest

from app.main import create_server
from app.use_cases.news import News
from app.use_cases.post import send
from app.wire.avro import encode
from callbacks.standing import Place, look
from tests.builders import T0, event
from tests.lenses.test_difference import altered
from tests.workers.desks import desk_in
from workers.drain import drain

MINUTE = 60_000
TASKS = 60


def tell(desk: Any, *events: Any) -> None:
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = desk_in(tmp_path_factory.mktemp("pictures"))
    names = [f"T{n:02}" for n in range(TASKS)]
    told = [event("dde.task.created", 0, iteration="i1", tenant="local", task_id=name) for name in names]
    told += [
        event("dde.task.started", 1 + n, iteration="i1", tenant="local", task_id=name) for n, name in enumerate(names)
    ]
    for _ in send(
        desk.log, encode, [*told, event("dde.task.created", 0, iteration="i2", tenant="local", task_id="B")]
    ):
        pass
    drain(desk)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def client(desk):
    return create_server(desk).test_client()


def asked(client: Any, **place: Any) -> Any:
    return client.get("/picture", query_string={"iteration": "i1", "lens": "dde", **place})


def moved(client: Any, before: Any, **place: Any) -> tuple[Any, int]:
    """The next picture as a page comes to it, and how many bytes that took."""
    answer = asked(client, **place, have=before["name"])
    told = answer.json
    assert told["before"] == before["name"]
    return (altered(before, told["change"]) if told["change"] else before), len(answer.data)


def same(one: Any, other: Any) -> bool:
    """All but the moment at which they were asked for."""
    return all(one[name] == other[name] for name in {*one, *other} - {"moment"})


def test_along_the_slider_only_what_differs_travels_and_leads_to_the_whole(client):
    page = asked(client, asOf=T0 + 2 * MINUTE).json
    for minute in (3, 9, 8, 14, 0):
        place = {"asOf": T0 + minute * MINUTE}
        whole = asked(client, **place)
        page, size = moved(client, page, **place)
        assert same(page, whole.json)
        assert page["moment"]["asOf"] == place["asOf"]
        assert size < len(whole.data)


def test_where_nearly_everything_differs_the_picture_comes_whole(client):
    assert "before" not in asked(client, have=asked(client, lens="bdv").json["name"]).json


def test_one_task_that_began_is_a_small_part_of_its_picture(client):
    before = asked(client, asOf=T0 + 10 * MINUTE).json
    _, size = moved(client, before, asOf=T0 + 11 * MINUTE)
    assert size < len(asked(client, asOf=T0 + 11 * MINUTE).data) / 4


def test_what_nobody_remembers_comes_whole_and_any_other_picture_leads_on(client):
    page = asked(client).json
    assert same(asked(client, have="unheard of").json, page)
    for other in ({"iteration": "i2"}, {"lens": "acc"}, {"lens": "verdict", "asOf": T0}):
        led = asked(client, have=asked(client, **other).json["name"]).json
        assert same(altered(asked(client, **other).json, led["change"]) if "before" in led else led, page)


def test_equal_pictures_bear_equal_names_and_others_do_not(client):
    names = [asked(client, **place).json["name"] for place in ({}, {}, {"asOf": T0}, {"asOf": T0, "knownAt": T0})]
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert asked(client, lens="bdv").json["name"] not in names


def test_a_late_event_gives_the_past_another_name(client, desk):
    before = asked(client, asOf=T0 + 5 * MINUTE).json
    tell(desk, event("dde.task.created", 4, iteration="i1", tenant="local", task_id="late"))
    after, _ = moved(client, before, asOf=T0 + 5 * MINUTE)
    assert after["name"] != before["name"]
    assert len(after["view"]["marks"]) == TASKS + 1


def test_from_a_picture_that_was_pushed_the_way_into_the_past_is_short_too(client, desk):
    tell(desk, event("dde.task.created", 3, iteration="i1", tenant="local", task_id="pushed"))
    standing = look(desk, Place("local", "i1", "dde", "module"), News(desk), None)
    pushed = json.loads(msgspec.json.encode(standing.pictures[standing.version]))
    past = {"asOf": T0 + (TASKS - 1) * MINUTE}
    page, size = moved(client, pushed, **past)
    whole = asked(client, **past)
    assert same(page, whole.json)
    assert size < len(whole.data)


def test_edges_that_the_page_has_are_not_sent_again(client):
    page = asked(client).json
    assert asked(client, ways=page["ways"]["version"]).json["ways"] == {"version": page["ways"]["version"]}
