"""Where a worker is asked for its numbers: ``/metrics`` on a port of this machine."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer

from app.errors import SetupError
from app.ports import SILENT, Telemetry
from app.settings import HOST


@contextmanager
def served(telemetry: Telemetry, port: int, refresh: Callable[[], None]) -> Iterator[None]:
    """``/metrics`` on a port of this machine while the block lasts, if anybody watches; asked by one at a time.

    Raises SetupError when the port is taken.
    """
    if telemetry is SILENT:
        yield
        return
    try:
        server = _Server((HOST, port), _answering(telemetry, refresh))
    except OSError as flaw:
        raise SetupError(f"port {port} on {HOST} cannot be used ({flaw.strerror}); see MC_METRICS") from flaw
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Server(TCPServer):
    allow_reuse_address = True


def _answering(telemetry: Telemetry, refresh: Callable[[], None]) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            refresh()
            exposed = telemetry.exposed()
            if exposed is None or self.path.partition("?")[0] != "/metrics":
                self.send_error(404, "there is /metrics alone")
                return
            self.send_response(200)
            self.send_header("Content-Type", exposed.media_type)
            self.send_header("Content-Length", str(len(exposed.body)))
            self.end_headers()
            self.wfile.write(exposed.body)

        def log_message(self, format: str, *args: object) -> None:
            """Being asked is nothing to tell."""

    return Answering
