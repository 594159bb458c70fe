"""``up`` with somebody who watches: every process tells its own, and the two web workers tell as one."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.cli.test_up import PATIENCE_S, Up
from tests.telling import scraped


def two_free_ports() -> int:
    """The first of two neighbours that nobody listens on."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    found = two_free_ports()
    monkeypatch.setenv("MC_METRICS", str(found))
    return found


@pytest.fixture
def up(port: int, data: Path) -> Iterator[Up]:
    data.parent.mkdir(exist_ok=True)
    started = Up(data)
    try:
        yield started.serving()
    finally:
        if started.process.poll() is None:
            started.process.send_signal(signal.SIGTERM)
            try:
                started.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                started.process.kill()


def web_workers(up: Up) -> list[psutil.Process]:
    (master,) = [p for p in psutil.Process(up.process.pid).children() if "gunicorn" in " ".join(p.cmdline())]
    return master.children()


def test_every_process_tells_its_own_and_two_web_workers_tell_as_one(up: Up, port: int) -> None:
    for _ in range(40):
        up.get("/api/v1/iterations")
    assert {scraped(up.port).of("trimodal_http_requests_total", route="/api/v1/iterations") for _ in range(8)} == {40}
    _a_worker_dies(up)
    up.get("/api/v1/iterations")
    found = scraped(up.port)
    assert found.of("trimodal_http_requests_total", route="/api/v1/iterations") == 41
    assert found.of("trimodal_store_up", port="graph") == 1
    assert scraped(port).of("trimodal_lag_records", consumer="ingest") == 0
    assert scraped(port + 1).of("trimodal_lag_records", consumer="search") == 0
    assert scraped(port + 1).of("process_resident_memory_bytes") > 1_000_000


def _a_worker_dies(up: Up) -> None:
    victim = web_workers(up)[0]
    os.kill(victim.pid, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_S
    while victim.is_running() or len(web_workers(up)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_nobody_else_can_ask_and_the_ports_are_free_again_afterwards(up: Up, port: int) -> None:
    listening = {c.laddr for p in up.family() for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {up.port, port, port + 1}
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(timeout=PATIENCE_S) == 0
    for number in (port, port + 1):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", number)) != 0
