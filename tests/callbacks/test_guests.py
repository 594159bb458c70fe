"""Who came by a share link hears what its page shows and nothing else, for as long as the link counts."""

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from app.api.streaming import Listener, Switchboard
from app.golden import GOLDEN
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import T0
from tests.callbacks.streamed import address_of_it, desk_with_a_task, told
from tests.callbacks.test_stream import Stream
from workers.drain import drain

__all__ = ["address_of_it", "desk_with_a_task"]

ELSEWHERE = "Iter-Golden-TechDebt"


class Link:
    """A link that somebody made, and what its bearer may ask the stream."""

    def __init__(self, address: str, **wish: object) -> None:
        self.address = address
        body = {"iteration": "It", "page": "dde", **wish}
        made = self.call("POST", "/api/v1/shares", json.dumps(body).encode())
        self.id = made["id"]
        self.token = parse_qs(urlsplit(made["url"]).query)["share"][0]

    def call(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        asked = Request(f"{self.address}{path}", body, {"Content-Type": "application/json"}, method=method)
        with urlopen(asked) as answer:
            return dict(json.load(answer))

    def revoke(self) -> None:
        self.call("DELETE", f"/api/v1/shares/{self.id}")

    def stream(self, **asked: str) -> Stream:
        return Stream(self.address, urlencode({"share": self.token, "tenant": "local", **asked}))

    def page(self, **asked: str) -> Stream:
        return self.stream(**{"iteration": "It", "lens": "dde", **asked})


def until_closed(stream: Stream) -> str:
    """All that is still said."""
    return stream.answer.read().decode()


def test_a_guest_is_told_what_changes_on_the_page_of_the_link(desk: Any, address: str) -> None:
    with Link(address).page() as stream:
        first = stream.news()
        told(desk, "B")
        while "change" not in (second := stream.news()):
            pass
    assert second["before"] == first["version"]
    assert "Task/B" in json.dumps(second["change"])


def test_of_other_iterations_and_their_verdicts_a_guest_hears_nothing(desk: Any, address: str) -> None:
    link = Link(address)
    with Stream(address, "") as house, link.page() as stream:
        revision = stream.news()["revision"]
        house.news()
        for _ in send(desk.log, encode, GOLDEN[ELSEWHERE].events("local")):
            pass
        drain(desk)
        house.grown(revision)
        told(desk, "B")
        stream.grown_to(revision + 1)
        link.revoke()
        rest = until_closed(stream)
    assert ELSEWHERE not in stream.heard + rest
    assert "flips" not in stream.heard + rest


def test_the_stream_ends_when_the_link_is_revoked(address: str) -> None:
    link = Link(address)
    with link.page() as stream:
        stream.news()
        link.revoke()
        until_closed(stream)
    with link.page() as again:
        assert again.status == 403


def test_the_stream_of_a_guest_who_is_slow_to_join_ends_with_the_link_too(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Switchboard._joined

    def slowly(board: Switchboard, listener: Listener, first: bytes) -> None:
        time.sleep(0.3)
        real(board, listener, first)

    monkeypatch.setattr(Switchboard, "_joined", slowly)
    link = Link(address)
    with link.page() as stream:
        stream.news()
        link.revoke()
        until_closed(stream)


def test_the_stream_ends_when_the_link_expires_and_that_of_another_link_goes_on(desk: Any, address: str) -> None:
    with Link(address, hours=2 / 3600).page() as short, Link(address).page() as long:
        short.news()
        revision = long.news()["revision"]
        until_closed(short)
        told(desk, "B")
        long.grown_to(revision + 1)


def test_a_pinned_link_hears_only_how_far_its_iteration_has_come(desk: Any, address: str) -> None:
    link = Link(address, as_of=T0)
    with link.page() as refused:
        assert refused.status == 403
    with link.stream(iteration="It") as stream:
        revision = stream.news()["revision"]
        told(desk, "B")
        assert stream.grown(revision) == revision + 1


def test_the_link_of_a_wall_hears_that_something_happened_to_its_tenant(desk: Any, address: str) -> None:
    link = Link(address, iteration="", page="wall")
    with link.stream() as stream:
        revision = stream.news()["revision"]
        told(desk, "B")
        assert stream.grown(revision) == revision + 1
    for asked in ({"iteration": "It"}, {"lens": "dde"}, {"tenant": "else"}, {"tenant": ""}):
        with link.stream(**asked) as refused:
            assert refused.status == 403


@pytest.mark.parametrize(
    "beyond", [{"iteration": ELSEWHERE}, {"tenant": "else"}, {"tenant": ""}, {"lens": "acc"}, {"lens": ""}]
)
def test_no_other_place_is_heard_of(address: str, beyond: dict[str, str]) -> None:
    with Link(address).page(**beyond) as refused:
        assert refused.status == 403
