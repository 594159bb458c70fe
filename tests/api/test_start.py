"""The web process serves from the start, says what it waits for, and goes on once the stores are there."""

import contextlib
import re
from pathlib import Path

from app.main import create_server
from tests.workers.desks import desk_in


def test_while_the_graph_is_away_web_is_alive_and_not_ready_and_then_it_is(tmp_path: Path) -> None:
    graph = tmp_path / "graph.db"
    graph.write_bytes(b"not a database at all " * 1_000)
    with contextlib.closing(desk_in(tmp_path, "reader")) as desk:
        client = create_server(desk).test_client()
        assert client.get("/healthz").status_code == 200
        assert client.get("/").status_code == 200
        refused = client.get("/api/v1/iterations")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        waiting = client.get("/readyz")
        document = waiting.get_json()
        assert (waiting.status_code, document["status"], document["lag"]) == (503, "not ready", None)
        assert str(graph) in document["ports"]["graph"]["reason"]
        graph.unlink()
        assert client.get("/readyz").get_json()["status"] == "ready"
        assert client.get("/api/v1/iterations").status_code == 200


def test_a_process_that_has_written_no_page_yet_serves_the_scripts_of_those_that_others_wrote(tmp_path: Path) -> None:
    with contextlib.closing(desk_in(tmp_path, "reader")) as desk:
        written = create_server(desk).test_client().get("/").get_data(as_text=True)
        other = create_server(desk).test_client()
        scripts = re.findall(r'src="(/_dash-component-suites/[^"]+)"', written)
        assert scripts
        assert [path for path in scripts if other.get(path).status_code != 200] == []
