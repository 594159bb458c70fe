"""1,000 open streams at one event a second: which share of one core the web process takes, and how late they hear.

The server is what runs in production (gunicorn, one worker) on files, with the ingest worker beside it; all streams
look at the same lens of 100 tasks, and each event changes one of them.
"""

import resource
import selectors
import socket
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from app.desk import Desk
from bench.browser import load_per_core, served
from bench.push import filled, ingesting, post, started
from bench.report import at_most, quantile, scaled

STREAMS = 1_000
EVENTS = 20
TASKS = 100
GOAL = 0.15
REQUEST = "GET /stream?iteration=push&lens=dde HTTP/1.1\r\nHost: {0}\r\nAccept: text/event-stream\r\n\r\n"


def main() -> None:
    """Print ``streams_1000_core_share``."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as name:
        desk = filled(Path(name), TASKS)
        with served(Path(name)) as address, ingesting(Path(name)), _Streams(address, scaled(STREAMS)) as streams:
            share, delays = _measured(desk, address, streams)
        desk.close()
    heard = len(delays) / (scaled(STREAMS) * EVENTS)
    beside = {
        "streams": scaled(STREAMS),
        "events": EVENTS,
        "heard_share": heard,
        "heard_p50_ms": quantile(delays, 0.5),
    }
    beside |= {"heard_p99_ms": quantile(delays, 0.99), "load_per_core": load_per_core()}
    at_most("streams_1000_core_share", share, "cores", GOAL, beside)


class _Streams:
    """So many streams, each of which has heard where its lens stands."""

    def __init__(self, address: str, count: int) -> None:
        self.selector = selectors.DefaultSelector()
        place = urlsplit(address)
        self.all = [socket.create_connection((place.hostname or "", place.port or 0), 60) for _ in range(count)]
        for one in self.all:
            one.sendall(REQUEST.format(place.netloc).encode())
        for one in self.all:
            while b"event: news" not in one.recv(1 << 16):
                pass
            self.selector.register(one, selectors.EVENT_READ)

    def __enter__(self) -> "_Streams":
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.all:
            one.close()

    def heard(self, until: float) -> list[float]:
        """When each stream heard of a change, by the monotonic clock; waits for all, or until then."""
        times: list[float] = []
        while (left := until - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                if b'"change"' in key.fileobj.recv(1 << 16):  # type: ignore[union-attr]
                    times.append(time.monotonic())
        return times


def _measured(desk: Desk, address: str, streams: _Streams) -> tuple[float, Sequence[float]]:
    port = urlsplit(address).port
    web = {c.pid for c in psutil.net_connections("tcp") if c.laddr.port == port and c.pid and c.status == "LISTEN"}
    processes = [psutil.Process(pid) for pid in web]
    delays: list[float] = []
    before, began = _spent(processes), time.monotonic()
    for n in range(EVENTS):
        post(desk, started(n))
        accepted = time.monotonic()
        delays += [1000 * (heard - accepted) for heard in streams.heard(accepted + 1)[: len(streams.all)]]
    share = (_spent(processes) - before) / (time.monotonic() - began)
    return share, delays or [float("inf")]


def _spent(processes: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


if __name__ == "__main__":
    main()
