"""Whoever works the log off alone works all of it off, also where workers would share it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.settings import read_settings
from app.wiring import open_desk
from tests.contracts.servers import address, namespace, needs
from tests.workers.test_ingest import SCOPE, messages, run
from workers.drain import drain

pytestmark = needs("kafka")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    own = {"MC_STORE": "servers", "MC_NAMESPACE": namespace(tmp_path), "MC_DATA": str(tmp_path)}
    with closing(open_desk(read_settings({"MC_KAFKA": address("MC_KAFKA"), **own}), "writer")) as opened:
        yield opened
    opened.log._log.drop()  # type: ignore[attr-defined]


def test_the_graph_holds_it_and_all_of_it_is_found_in_one_go(desk: Desk) -> None:
    desk.log.append(messages(*run("FAILED", 1, "r1")))
    drain(desk)
    assert [info.scope for info in desk.graph.scopes()] == [SCOPE]
    assert {document.kind for document in desk.search.documents()} == {"BehavioralSpec", "Scenario", "TestRun"}
