"""A stream says where its place stands, leads on whoever comes back, wherever that was, and keeps tenants apart."""

import dataclasses
import http.client
import json
import threading
from typing import Any

from app.main import create_server
from tests.callbacks.streamed import address_of_it, desk_with_a_task, told
from tests.pages.chrome import served

__all__ = ["address_of_it", "desk_with_a_task"]


class Stream:
    """An open stream, read message by message."""

    def __init__(self, address: str, query: str, last: str = "") -> None:
        self.connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
        self.connection.request("GET", f"/stream?{query}", headers={"Last-Event-ID": last} if last else {})
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.id = self.heard = ""

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self.connection.close()

    def news(self) -> dict[str, Any]:
        name, data = "", b"{}"
        while line := self.answer.readline().strip() or b" ":
            self.heard += line.decode()
            field, _, value = line.partition(b": ")
            if field == b"event":
                name = value.decode()
            elif field == b"id":
                self.id = value.decode()
            elif field == b"data" and name == "news":
                data = value
                return dict(json.loads(data))
        raise AssertionError

    def grown_to(self, revision: int) -> None:
        """Read on until that much is told of."""
        while self.news()["revision"] < revision:
            pass

    def grown(self, revision: int) -> int:
        """The first revision beyond this one that is told, without a picture."""
        while (said := self.news())["revision"] <= revision:
            assert "change" not in said
        return int(said["revision"])


PLACE = "iteration=It&lens=dde"


class Faulty:
    """A graph that has a fault of ours for a while."""

    def __init__(self, graph: Any) -> None:
        self.graph, self.broken = graph, True

    def __getattr__(self, name: str) -> Any:
        if self.broken:
            raise RuntimeError("a fault that nobody foresaw")
        return getattr(self.graph, name)


def test_a_fault_of_ours_silences_streams_only_while_it_lasts(desk: Any) -> None:
    graph = Faulty(desk.graph)
    with served(create_server(dataclasses.replace(desk, graph=graph))) as address:
        threading.Timer(0.5, setattr, (graph, "broken", False)).start()
        with Stream(address, PLACE) as stream:
            stream.grown_to(1)
            graph.broken = True
            threading.Timer(2.5, setattr, (graph, "broken", False)).start()
            told(desk, "B")
            stream.grown_to(2)


def test_a_change_travels_alone_and_its_number_grows(desk: Any, address: str) -> None:
    with Stream(address, PLACE) as stream:
        first = stream.news()
        told(desk, "B")
        while "change" not in (second := stream.news()):
            pass
    assert "change" not in first
    assert second["before"] == first["version"]
    assert second["revision"] > first["revision"]
    assert "Task/B" in json.dumps(second["change"])


def test_who_comes_back_to_another_server_is_led_on_or_told_to_ask(desk: Any, address: str) -> None:
    with Stream(address, PLACE) as stream:
        stream.news()
        seen = stream.id
        with Stream(address, PLACE, seen) as same:
            assert same.news()["version"] == seen
        with served(create_server(desk)) as other, Stream(other, PLACE, seen) as elsewhere:
            assert elsewhere.news()["version"] == seen
            told(desk, "B")
            while "change" not in (said := elsewhere.news()):
                pass
            assert said["before"] == seen
            with Stream(other, PLACE, seen) as late:
                assert "Task/B" in json.dumps(late.news()["change"])
            with Stream(other, PLACE, "1.never") as stranger:
                said = stranger.news()
                assert "change" not in said
                assert said["version"] == elsewhere.id


def test_tenants_hear_nothing_of_each_other(desk: Any, address: str) -> None:
    with Stream(address, "tenant=else") as other, Stream(address, "") as own:
        assert other.news()["revision"] == 0
        assert own.news()["revision"] == 1
        told(desk, "B")
        assert own.grown(1) == 2
        told(desk, "C", tenant="else")
        assert other.grown(0) == 1


def test_a_page_of_the_past_hears_only_how_far_its_iteration_has_come(desk: Any, address: str) -> None:
    with Stream(address, "iteration=It") as stream:
        before = stream.news()["revision"]
        told(desk, "B")
        assert stream.grown(before) == before + 1


def test_what_cannot_be_looked_at_is_refused(address: str) -> None:
    with Stream(address, "iteration=It&lens=foo") as stream:
        assert stream.status == 400
