"""Every query of every dashboard, asked of a real Prometheus that watches the product at real work."""

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from app.adapters.sqlite_log import SqliteLog
from app.domain.events import Event
from app.golden import GOLDEN
from app.ports import Message
from app.use_cases.post import send
from app.wire.avro import encode
from app.wire.jsonlines import to_json
from app.wiring.places import LOG, wall_clock
from observability.grafana import PROMETHEUS
from tests.builders import event
from tests.cli.test_up import PATIENCE_S, Up, free_port
from tests.cli.test_watched import two_free_ports
from tests.observability.programs import installed
from tests.observability.test_rules import FOLDER

pytestmark = [pytest.mark.servers, pytest.mark.timeout(420)]

NAMES = ("Iter-Golden-AllPass", "Iter-Golden-SystemicFailure", "Iter-Golden-TechDebt")
ANSWERED_S = 90
ROOT = Path(__file__).parents[2]


def queries() -> Iterator[tuple[str, str, str]]:
    """Dashboard, panel and query, as the files say."""
    for file in sorted((FOLDER / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]:
            for target in (one for one in panel["targets"] if one["datasource"]["type"] == PROMETHEUS):
                yield file.stem, panel["title"], target["expr"]


class Prometheus:
    """A server of its own that looks every other second."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, query: str) -> list[dict[str, Any]]:
        """The series that answer now."""
        address = f"http://127.0.0.1:{self.port}/api/v1/query?query={urllib.parse.quote(query)}"
        with urllib.request.urlopen(address, timeout=20) as answer:
            document = json.load(answer)
        assert document["status"] == "success"
        found: list[dict[str, Any]] = document["data"]["result"]
        return [one for one in found if math.isfinite(float(one["value"][1]))]

    def until(self, what: Callable[[], object], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline
            time.sleep(0.5)


@contextmanager
def prometheus(folder: Path, targets: list[int]) -> Iterator[Prometheus]:
    port = free_port()
    named = ", ".join(f"'127.0.0.1:{target}'" for target in targets)
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 2s, evaluation_interval: 2s}\n"
        f"rule_files: ['{FOLDER}/rules.yml']\n"
        f"scrape_configs: [{{job_name: mission-control, static_configs: [{{targets: [{named}]}}]}}]\n"
    )
    command = [
        installed("prometheus"),
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/series",
    ]
    with subprocess.Popen(
        [*command, f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"], stderr=subprocess.DEVNULL
    ) as process:
        server = Prometheus(port)
        try:
            server.until(lambda: _answers(server), PATIENCE_S)
            yield server
        finally:
            process.terminate()


def _answers(server: Prometheus) -> bool:
    with suppress(OSError):
        return bool(server.ask("vector(1)"))
    return False


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """The product with its pages asked and its workers at work, and Prometheus beside it."""
    installed("prometheus")
    folder, port = tmp_path_factory.mktemp("watching"), two_free_ports()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MC_METRICS", str(port))
        up = Up(folder / "data")
    try:
        up.serving()
        with prometheus(folder, [up.port, port, port + 1]) as server:
            server.until(lambda: len(server.ask("up == 1")) == 3, PATIENCE_S)
            _work(up)
            traffic = Traffic(up)
            traffic.start()
            yield server
            traffic.end()
    finally:
        up.process.send_signal(signal.SIGTERM)
        up.process.wait(PATIENCE_S)


def _work(up: Up) -> None:
    """Real events, some twice, one late, one unreadable; pages, programs and the command line ask."""
    with closing(SqliteLog(up.data / LOG, wall_clock)) as log:
        for name in NAMES:
            _sent(log, GOLDEN[name].events("local"))
        for minute in (600, 1):
            _sent(log, [event("dde.task.created", minute, task_id="A", tenant="local")] * 2)
        log.append([Message("dde", "i1", b"nonsense")])
    words = [sys.executable, "-m", "app.cli.main", "gate", NAMES[0]]
    subprocess.run(words, env={**os.environ, "MC_DATA": str(up.data)}, cwd=ROOT, check=False, timeout=PATIENCE_S)
    for name in NAMES:
        up.get(f"/api/v1/convergence/{name}/deployment-gate")


def _sent(log: SqliteLog, events: Iterable[Event]) -> None:
    for _ in send(log, encode, events):
        pass


class Traffic(threading.Thread):
    """Somebody who looks at a page every second, and a task that goes on; until it is told to end."""

    def __init__(self, up: Up) -> None:
        super().__init__(daemon=True)
        self._up, self._over, self.seen = up, threading.Event(), 0

    def run(self) -> None:
        while not self._over.wait(1):
            self._up.get("/api/v1/iterations")
            self._up.get(f"/api/v1/convergence/graph/{NAMES[0]}")
            self.seen += 1
            self._post(event("dde.log.recorded", self.seen, iteration="going", tenant="local"))

    def _post(self, told: Event) -> None:
        address, kind = f"http://127.0.0.1:{self._up.port}/api/v1/events", {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(address, to_json(told), kind), timeout=20) as answer:
            assert answer.status < 300

    def end(self) -> None:
        self._over.set()
        self.join(PATIENCE_S)


@pytest.mark.parametrize(("board", "panel", "query"), list(queries()))
def test_every_query_of_every_dashboard_answers(watching: Prometheus, board: str, panel: str, query: str) -> None:
    watching.until(lambda: watching.ask(query), ANSWERED_S)


def test_the_numbers_are_those_of_what_was_done(watching: Prometheus) -> None:
    def number(query: str) -> float:
        return sum(float(one["value"][1]) for one in watching.ask(query))

    events = sum(len(list(GOLDEN[name].events("local"))) for name in NAMES)
    applied = "sum(trimodal_events_applied_total{event_type!='dde.log.recorded'})"
    watching.until(lambda: number(applied) >= events + 2, ANSWERED_S)
    assert number(applied) == events + 2
    assert number("sum(trimodal_events_duplicate_total)") == 2
    assert number("sum(trimodal_events_late_total{stream='dde'})") >= 1
    assert number("sum(trimodal_dead_letters_total)") == 1
    assert number("sum(trimodal_gate_decisions_total{asked='command'})") == 1
    assert number("sum(trimodal_gate_decisions_total{asked='http'})") == len(NAMES)
    assert number("trimodal_verdicts_total{verdict='systemic_failure'}") >= 1


def test_the_alert_of_a_systemic_failure_fires(watching: Prometheus) -> None:
    watching.until(lambda: watching.ask('ALERTS{alertname="SystemicFailure",alertstate="firing"}'), ANSWERED_S)
