"""What an endpoint costs that is answered from a warm projection: whole HTTP answers of the product in earnest.

1,000 tasks, scenarios and modules in a graph (Neo4j, where MC_NEO4J is set, else a file); the projections lie in
Redis, worked out by the worker that does so. Two web processes answer, asked over one connection each by one client.
*Warm* is as they run; *cold* is the first answer of web processes that have just started: all they know is in Redis.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psutil

from app.desk import Desk
from app.domain.moments import acceptance
from app.settings import read_settings
from app.use_cases.record import Accepted, Recorder
from app.wiring import open_desk
from bench import lens_data
from bench.report import at_most, quantile, report, scaled
from workers.projections import Projections

NAME = "Iter-Bench"
SIZE = 1_000
ASKED = {
    "dsm": f"/api/v1/acc/graph/{NAME}/dsm",
    "coverage": f"/api/v1/bdv/graph/{NAME}/coverage",
    "critical path": f"/api/v1/dde/graph/{NAME}/critical-path",
    "verdict": f"/api/v1/convergence/{NAME}/verdict",
}
LOOKS = 250
Variables = dict[str, str]


def main() -> None:
    """Prints ``lens_redis_p95_ms`` over all four projections, each by itself, and what a start costs."""
    url = os.environ.get("MC_REDIS")
    if not url:
        print("MC_REDIS is not set: nothing measured")
        return
    name = f"bench-{uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as after:
        variables = _variables(folder, name)
        writer = open_desk(read_settings(variables), "writer")
        after.callback(_forget, writer)
        _fill(writer)
        with _served(variables) as web:
            _report(web, _listening(urlsplit(url).port or 6379), variables)
        with _served(variables) as web:
            _started(web)


def _variables(folder: str, name: str) -> Variables:
    asked = {key: os.environ[key] for key in ("MC_REDIS", "MC_NEO4J", "MC_NEO4J_PASSWORD") if os.environ.get(key)}
    own = {"MC_STORE": "servers", "MC_DATA": folder, "MC_NAMESPACE": name, "MC_RATE": "0", "MC_PORT": str(_free())}
    return asked | own


def _fill(writer: Desk) -> None:
    """An iteration of the size, and what is asked first of it."""
    events = lens_data.events(NAME, scaled(SIZE))
    Recorder(writer.graph).record(
        [Accepted(e, acceptance(e.timestamp, 0, n)) for n, e in enumerate(events)], {"dde-0": len(events)}
    )
    Projections(writer).step()


def _report(web: "_Web", server: psutil.Process, variables: Variables) -> None:
    for path in ASKED.values():
        web.times(path, 40)
    before = web.cpu(), _cpu(server)
    taken = {name: web.times(path, scaled(LOOKS)) for name, path in ASKED.items()}
    every = [ms for times in taken.values() for ms in times]
    spent = [(b - a) * 1000 / len(every) for a, b in zip(before, (web.cpu(), _cpu(server)), strict=True)]
    beside: dict[str, float | str] = {
        "p50_ms": quantile(every, 0.5),
        "p99_ms": quantile(every, 0.99),
        **{f"{name}_p95_ms": quantile(times, 0.95) for name, times in taken.items()},
        "web_cpu_ms": spent[0],
        "redis_cpu_ms": spent[1],
        "nodes": f"{scaled(SIZE)} tasks, scenarios, modules",
        "graph": "Neo4j" if "MC_NEO4J" in variables else "file",
        "load_per_core": round(os.getloadavg()[0] / (os.cpu_count() or 1), 2),
    }
    at_most("lens_redis_p95_ms", quantile(every, 0.95), "ms wall, whole HTTP answer", 20, beside)


def _started(web: "_Web") -> None:
    first = {name: web.times(path, 1)[0] for name, path in ASKED.items()}
    beside = {name: ms for name, ms in first.items() if name != "dsm"}
    report("lens_redis_first_ms", first["dsm"], "ms wall, first answer of new web processes", "", None, beside)


class _Web:
    """Two processes of the product; ``pid`` is their parent."""

    def __init__(self, port: int, pid: int) -> None:
        self._port, self._parent = port, psutil.Process(pid)
        self._asking = http.client.HTTPConnection("127.0.0.1", port)

    def times(self, path: str, count: int) -> list[float]:
        """Milliseconds of so many answers, each on a connection of its own now and then, so that both answer."""
        return [self._one(path, anew=n % 10 == 0) for n in range(count)]

    def _one(self, path: str, anew: bool) -> float:
        if anew:
            self._asking.close()
        began = time.perf_counter()
        self._asking.request("GET", path)
        answer = self._asking.getresponse()
        body = answer.read()
        if answer.status != 200 or not body.startswith(b"{"):
            raise AssertionError(f"{path} answered {answer.status}: {body[:200]!r}")
        return (time.perf_counter() - began) * 1000

    def cpu(self) -> float:
        """CPU seconds of both."""
        return sum(_cpu(child) for child in self._parent.children())


@contextmanager
def _served(variables: Variables) -> Iterator[_Web]:
    port = variables["MC_PORT"]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--workers", "2", "--threads", "8", "--graceful-timeout", "1", "--log-level", "error"]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MC_")} | variables
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen([*command, "--no-control-socket", "app.main:create_server()"], cwd=root, env=environ)
    try:
        _wait(int(port))
        yield _Web(int(port), process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asking.request("GET", "/healthz")
            if asking.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the product did not come up")


def _listening(port: int) -> psutil.Process:
    (pid,) = {c.pid for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port}
    return psutil.Process(pid)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _forget(writer: Desk) -> None:
    """Leave nothing on the servers."""
    writer.close()
    for port in (writer.graph, writer.cache, writer.bus):
        if drop := getattr(port, "drop", None):
            drop()


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
