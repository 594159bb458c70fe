"""A way to the real registry of schemas that can be cut, while others use it."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.contracts.servers import address


class Way(ThreadingHTTPServer):
    """A way to the real registry that can be cut."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.open = True
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Passing(BaseHTTPRequestHandler):
    """Hands each question on, while the way is open."""

    def pass_on(self) -> None:
        assert isinstance(self.server, Way)
        if not self.server.open:
            self.close_connection = True
            return
        size = int(self.headers.get("Content-Length") or 0)
        kind = {"Content-Type": self.headers.get("Content-Type") or ""}
        asked = urllib.request.Request(
            f"{address('MC_REGISTRY')}{self.path}", self.rfile.read(size) or None, kind, method=self.command
        )
        try:
            answer = urllib.request.urlopen(asked, timeout=10)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            body = answer.read()
            self.send_response(answer.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        return None


for verb in ("GET", "PUT", "POST", "DELETE"):
    setattr(Passing, f"do_{verb}", Passing.pass_on)


@contextmanager
def the_way() -> Iterator[Way]:
    """Open at first."""
    server = Way()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
