"""A worker that a store keeps waiting ends in time all the same when it is told to, and nothing is half done."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.use_cases.post import send_all
from app.wire.avro import encode
from tests.builders import event
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.servers import needs
from tests.workers.desks import forget_on_servers, on_servers, served_desk
from tests.workers.test_stop import PATIENCE_S, SOON_S, at_work, told_to_end
from workers.drain import drain

pytestmark = [*needs("kafka", "neo4j"), pytest.mark.timeout(180)]

WAITS = """SHOW TRANSACTIONS YIELD status, currentQuery
WHERE status STARTS WITH 'Blocked' AND currentQuery CONTAINS 'SegmentStore' RETURN count(*)"""
TOLD = [event("dde.task.created", n, tenant="local", task_id=f"T{n}") for n in range(20)]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    forget_on_servers(tmp_path)


def test_while_somebody_holds_the_graph_it_ends_within_ten_seconds_and_the_next_goes_on(folder: Path) -> None:
    with closing(served_desk(folder)) as desk, closing(neo4j_database()) as database:
        send_all(desk.log, encode, TOLD[:1])
        drain(desk)
        with desk.builds.held(), at_work(folder, "ingest", **on_servers(folder)) as process:
            send_all(desk.log, encode, TOLD[1:])
            deadline = time.monotonic() + PATIENCE_S
            while database.run(WAITS)[0][0] == 0:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            code, seconds, said = told_to_end(process)
        assert (code, "Traceback" in said) == (0, False), said
        assert "ingest stopped: what a store did not answer to is undone" in said
        assert seconds < SOON_S
    with closing(served_desk(folder)) as desk:
        drain(desk)
        [info] = desk.graph.scopes()
        assert [entry.event_id for entry in desk.graph.entries(info.scope)] == [one.event_id for one in TOLD]
