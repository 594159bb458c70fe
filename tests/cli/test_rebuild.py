"""``rebuild`` on the command line, with events that have left the log by the time."""

import time
from pathlib import Path

import pytest

from app.golden import GOLDEN
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.cli.conftest import Run
from tests.workers.desks import desk_in
from workers.ingest import Ingest

DEBT = "Iter-Golden-TechDebt"


def test_events_past_their_retention_are_archived_and_a_rebuild_reads_archive_and_log(
    run: Run, data: Path, bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MC_RETENTION", "1s")
    bring(GOLDEN[DEBT].events("local"))
    time.sleep(1.2)
    retained = run("jobs", "--run", "retention", "--json").document
    assert retained["outcome"] == "done"
    count = len(list(GOLDEN[DEBT].events("local")))
    gone = int(retained["detail"].partition(" ")[0])
    assert gone >= count
    assert retained["detail"] == f"{gone} events archived, {gone} gone from the log"
    bring([event("dde.task.created", tenant="local", iteration=DEBT, task_id="Late")])
    before = run("hash", DEBT, "--json").document
    rebuilt = run("rebuild", "--json").document
    assert (rebuilt["records"], rebuilt["agrees"], rebuilt["switched"]) == (count + 1, True, True)
    assert run("hash", DEBT, "--json").document == before


def test_a_worker_that_ended_before_it_judged_holds_nothing_up(run: Run, data: Path, bring) -> None:
    bring([event("dde.task.created", tenant="local", task_id="A")])
    desk = desk_in(data)
    for _ in send(desk.log, encode, [event("dde.task.created", 1, tenant="local", task_id="B")]):
        pass
    Ingest(desk).step()
    assert desk.graph.positions("conclude") != desk.graph.positions("ingest")
    desk.close()
    assert run("rebuild", "--wait", "20", "--json").document["agrees"]
