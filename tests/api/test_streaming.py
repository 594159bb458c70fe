"""Many streams on one thread: who listens hears, who does not keep up is let go, who goes is forgotten."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response, request

from app.api.streaming import Listener, Switchboard, Unable, handed_over, message
from tests.pages.chrome import served


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def heard(mine: socket.socket, upto: bytes) -> bytes:
    found = b""
    while upto not in found:
        part = mine.recv(65536)
        assert part, found
        found += part
    return found


Joined = Callable[..., socket.socket]


@pytest.fixture
def joined() -> Iterator[Joined]:
    """Makes streams, and closes them."""
    held: list[socket.socket] = []

    def join(board: Switchboard, channel: str, first: bytes = b"") -> socket.socket:
        mine, theirs = socket.socketpair()
        mine.settimeout(30)
        theirs.setblocking(False)
        board.join(Listener(theirs, channel), first)
        held.append(mine)
        return mine

    yield join
    for mine in held:
        mine.close()


@pytest.fixture
def opened() -> list[int]:
    return []


@pytest.fixture
def board(opened: list[int]) -> Iterator[Switchboard]:
    with contextlib.closing(Switchboard(opened.append, beats_s=0.5)) as found:
        yield found


def test_who_listens_hears_its_channel_alone(board: Switchboard, joined: Joined) -> None:
    a, b = joined(board, "a", message("news", 1, "7")), joined(board, "b")
    board.say("b", message("news", "for b"))
    board.say("a", message("news", "for a"))
    assert b'id: 7\ndata: 1\n\nevent: news\ndata: "for a"\n\n' in heard(a, b'"for a"\n\n')
    assert b"for a" not in heard(b, b"for b")


def test_who_goes_is_counted_out(board: Switchboard, joined: Joined, opened: list[int]) -> None:
    mine = joined(board, "a")
    until(lambda: len(board) == 1)
    mine.close()
    until(lambda: len(board) == 0)
    assert (opened, board.channels()) == ([1, -1], [])


def test_who_is_dismissed_hears_its_end_and_the_others_go_on(board: Switchboard, joined: Joined) -> None:
    a, b = joined(board, "a"), joined(board, "b")
    board.dismiss("a")
    board.say("b", message("news", "later"))
    while a.recv(65536):
        pass
    heard(b, b'"later"')
    assert board.channels() == ["b"]


def test_who_does_not_keep_up_is_let_go_and_keeps_nobody_waiting(board: Switchboard, joined: Joined) -> None:
    slow, quick = joined(board, "a"), joined(board, "a")
    text = message("news", "x" * 300_000)
    for _ in range(12):
        board.say("a", text)
        heard(quick, b"\n\n")
    until(lambda: len(board) == 1)
    slow.close()


def test_a_large_message_arrives_whole_at_a_reader_that_takes_its_time(board: Switchboard, joined: Joined) -> None:
    mine = joined(board, "a")
    board.say("a", message("news", "x" * 3_000_000 + "end"))
    assert len(heard(mine, b'end"\n\n')) > 3_000_000


def test_a_stream_that_is_still_says_that_it_is_alive(board: Switchboard, joined: Joined) -> None:
    assert b"event: beat" in heard(joined(board, "a"), b"beat\ndata: {}\n\n")


@pytest.fixture
def address(board: Switchboard) -> Iterator[str]:
    server = Flask("streams")

    def stream() -> Response:
        connection, done = handed_over(request.environ)
        board.join(Listener(connection, "a"), b"")
        answer = Response("not for the browser")
        answer.call_on_close(done)
        return answer

    server.add_url_rule("/stream", "stream", stream)
    with served(server) as found:
        yield found


def test_a_connection_that_was_handed_over_outlives_its_request(board: Switchboard, address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as mine:
        mine.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        head = heard(mine, b"retry: 1000\n\n")
        time.sleep(0.1)
        board.say("a", message("news", "later"))
        said = heard(mine, b"later")
    assert b"Content-Type: text/event-stream" in head
    assert b"not for the browser" not in head + said


def test_a_server_that_does_not_let_go_is_told_apart() -> None:
    with pytest.raises(Unable):
        handed_over({"wsgi.url_scheme": "http"})


def test_a_board_is_closed_in_peace_however_busy_its_thread_is(joined: Joined) -> None:
    for _ in range(200):
        board = Switchboard()
        joined(board, "a")
        for n in range(3):
            board.say("a", message("news", n))
        board.close()
        assert len(board) == 0
