"""Without a collector nothing of all this is loaded, and no port is wrapped."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from app.adapters.sqlite_graph import CurrentGraph
from app.ports import UNTRACED
from app.settings import read_settings
from app.wiring import open_desk, open_tracing

PROGRAM = """
import json, sys
from contextlib import closing
from app.main import create_server
from app.settings import read_settings
from app.wiring import open_desk, open_tracing
from workers.drain import drain
from workers import __main__

settings = read_settings({"MC_DATA": sys.argv[1], **json.loads(sys.argv[2])})
with closing(open_desk(settings, "writer", tracing=open_tracing(settings, "web"))) as desk:
    client = create_server(desk).test_client()
    event = {"event_id": "1", "timestamp": 1790000000000, "tenant_id": "local", "iteration_id": "i1",
             "event_type": "dde.task.created", "payload": {"task_id": "A"}}
    assert client.post("/api/v1/events", json=event).status_code == 202
    drain(desk)
    assert client.get("/picture?iteration=i1&lens=dde").status_code == 200
    print(json.dumps(sorted(m for m in sys.modules if m.startswith(("opentelemetry.", "app.traced", "requests")))))
"""


def loaded(folder: Path, **variables: str) -> list[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder), json.dumps(variables)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_without_a_collector_no_sdk_and_no_exporter_is_loaded(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert not [name for name in found if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter"))]
    assert not [name for name in found if name.startswith(("opentelemetry.trace", "requests", "app.adapters.otel"))]


def test_with_one_it_is(tmp_path: Path) -> None:
    assert "opentelemetry.sdk.trace" in loaded(tmp_path, MC_TRACES="http://127.0.0.1:9")


def test_without_a_collector_no_port_is_wrapped(tmp_path: Path) -> None:
    settings = read_settings({"MC_DATA": str(tmp_path)})
    tracing = open_tracing(settings, "web")
    with closing(open_desk(settings, "reader", tracing=tracing)) as desk:
        assert tracing is desk.tracing is UNTRACED
        assert isinstance(desk.graph, CurrentGraph)
