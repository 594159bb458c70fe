"""A server that plays Mission Control as a test wants it: takes events in, is busy, is down, hangs, is another."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]


def taken(events: list[Json], rejected: int = 0) -> Answer:
    items = [{"index": n, "status": "rejected", "reason": "not that one"} for n in range(rejected)]
    body = {"accepted": len(events) - rejected, "rejected": rejected, "items": items}
    return 202, {}, json.dumps(body).encode()


@dataclass
class Server:
    """What was posted, batch by batch; ``answers`` are given in turn, then everything is taken."""

    url: str = ""
    batches: list[list[Json]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    answers: list[Callable[[list[Json]], Answer]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def events(self) -> list[Json]:
        return [event for batch in self.batches for event in batch]

    def hang(self, events: list[Json]) -> Answer:
        self.closing.wait(30)
        return taken(events)


def _noting(server: Server) -> type[BaseHTTPRequestHandler]:
    """Notes what is sent, and answers as the test wants it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            events = [json.loads(line) for line in body.splitlines()]
            server.batches.append(events)
            server.paths.append(self.path)
            server.places.append(self.headers.get("traceparent", ""))
            answer = server.answers.pop(0) if server.answers else taken
            status, headers, said = answer(events)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(*answers: Callable[[list[Json]], Answer]) -> Iterator[Server]:
    """A server on this machine, for as long as the test needs it."""
    server = Server(answers=list(answers))
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _noting(server))
    listening.daemon_threads = True
    server.url = f"http://127.0.0.1:{listening.server_port}"
    threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.closing.set()
        listening.shutdown()
        listening.server_close()


def always(status: int, body: bytes = b"", **headers: str) -> list[Callable[[list[Json]], Answer]]:
    """The same answer however often one asks."""
    return [lambda _events: (status, headers, body)] * 1000


def once(status: int, body: bytes = b"", **headers: str) -> Callable[[list[Json]], Answer]:
    return lambda _events: (status, headers, body)
