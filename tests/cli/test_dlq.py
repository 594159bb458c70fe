"""``dlq``: letters are grouped, sent again with what comes of it, and let go; in bulk only when that is meant."""

from pathlib import Path

import pytest

from app.api.rest import PREFIX
from app.domain.partitions import partition_of
from app.ports import Message
from tests.api.conftest import served
from tests.builders import event
from tests.cli.at_work import a_worker
from tests.cli.conftest import Run
from tests.cli.dead_letters import desk_ends, fail, put_aside, set_aside_many, states, task
from tests.workers.desks import desk_in


def test_letters_are_grouped_by_cause_with_an_example_of_each(run: Run, data: Path) -> None:
    fail(data, "no event", "none either", iteration="i2")
    put_aside(data, task("A"))
    groups = run("dlq", "list", "--by", "cause", "--json").document
    assert [(group["count"], group["example"]["category"]) for group in groups] == [
        (2, "SCHEMA_VALIDATION"),
        (1, "TRANSIENT_NETWORK"),
    ]
    assert groups[1]["name"] == "TRANSIENT_NETWORK: the graph did not answer in … s"
    assert [group["count"] for group in run("dlq", "--by", "iteration", "--iteration", "i2", "--json").document] == [
        2
    ]
    assert "2  SCHEMA_VALIDATION" in run("dlq", "list", "--by", "cause").out


def test_in_bulk_nothing_is_sent_unless_that_is_meant(run: Run, data: Path) -> None:
    put_aside(data, task("A"), task("B"))
    ends = desk_ends(data)
    told = run("dlq", "redrive", "--json")
    assert told.code == 0
    assert told.document["dry_run"]
    assert len(told.document["would_replay"]) == len(told.document["readable_now"]) == told.document["found"] == 2
    assert "--yes sends them" in run("dlq", "redrive").out
    assert desk_ends(data) == ends


def test_what_goes_through_is_in_the_graph_and_is_said(run: Run, data: Path) -> None:
    put_aside(data, task("A"), task("B"))
    assert run("status", "--json").document["scopes"] == []
    told = run("dlq", "redrive", "--category", "TRANSIENT_NETWORK", "--yes", "--json")
    assert told.code == 0
    assert len(told.document["went_through"]) == 2
    assert (told.document["failed"], told.document["skipped"], told.document["under_way"]) == ([], [], [])
    (scope,) = run("status", "--json").document["scopes"]
    assert (scope["iteration"], scope["watermark"]["events"]) == ("i1", 2)
    assert states(run) == ["REPLAYED", "REPLAYED"]
    assert run("dlq", "redrive", "--yes", "--json").document["found"] == 0


def test_sent_twice_an_event_counts_once(run: Run, data: Path) -> None:
    put_aside(data, task("A"))
    (letter,) = run("dlq", "--json").document
    assert run("dlq", "redrive", letter["id"]).code == 0
    before = run("hash", "i1", "--json").document
    told = run("dlq", "redrive", letter["id"], "--json")
    assert (told.code, told.document["replayed"]) == (1, [])
    assert "REPLAYED" in told.document["skipped"][0]["why"]
    assert run("dlq", "redrive", letter["id"], "--force").code == 0
    assert run("hash", "i1", "--json").document == before


def test_what_fails_again_is_said_with_its_reason_and_stops_after_three_times(run: Run, data: Path) -> None:
    fail(data, "never an event")
    told = run("dlq", "redrive", "--yes", "--json")
    assert (told.code, told.document["replayed"]) == (1, [])
    for _ in range(3):
        told = run("dlq", "redrive", "--yes", "--force", "--json")
        assert told.code == 1
        assert told.document["went_through"] == []
        assert "byte 0" in told.document["failed"][0]["reason"]
    told = run("dlq", "redrive", "--yes", "--force")
    assert told.code == 1
    assert "1 skipped: its message came back from 3 sendings" in told.out
    assert "1 failed again" in run("dlq", "redrive", "--yes", "--force", "--force-loop").out
    assert states(run) == ["REPLAYED"] * 4 + ["OPEN"]


def test_a_worker_at_work_takes_in_what_is_sent_again_and_what_fails_is_told_apart(run: Run, data: Path) -> None:
    put_aside(data, task("A"), Message("dde", "i1", b"never an event"))
    with a_worker(data):
        told = run("dlq", "redrive", "--yes", "--json")
    assert told.code == 1
    assert len(told.document["went_through"]) == len(told.document["failed"]) == 1
    assert "byte 0" in told.document["failed"][0]["reason"]


def test_so_many_hopeless_ones_at_once_that_the_worker_would_stop_are_not_sent(run: Run, data: Path) -> None:
    desk = desk_in(data)
    set_aside_many(desk, 620)
    desk.close()
    told = run("dlq", "redrive", "--force", "--yes", "--json")
    assert (len(told.document["replayed"]), len(told.document["skipped"])) == (500, 120)
    assert len(told.document["failed"]) == 500


def test_letters_are_let_go_only_with_a_reason_and_it_is_kept_by_whom(run: Run, data: Path) -> None:
    fail(data, "one", iteration="trial")
    fail(data, "two")
    with pytest.raises(SystemExit):
        run("dlq", "discard", "--iteration", "trial", "--yes")
    assert run("dlq", "discard", "--iteration", "trial", "--reason", "  ", "--yes").code == 2
    assert "--yes does it" in run("dlq", "discard", "--iteration", "trial", "--reason", "a trial").out
    assert states(run) == ["OPEN", "OPEN"]
    told = run("dlq", "discard", "--iteration", "trial", "--reason", "a trial", "--yes", "--json")
    assert (told.code, len(told.document["discarded"])) == (0, 1)
    (gone,) = run("dlq", "--state", "discarded", "--json").document
    assert (gone["iteration"], gone["note"]) == ("trial", "a trial")
    assert gone["by"]
    assert run("dlq", "discard", gone["id"], "--reason", "again").code == 1


def test_the_state_hash_follows_what_becomes_of_the_letters(run: Run, data: Path, bring) -> None:
    bring([event("dde.task.created", tenant="local", task_id="A")])

    def now() -> str:
        return run("hash", "i1", "--json").document["state_hash"]

    clean = now()
    put_aside(data, task("A"))
    missing = now()
    (letter,) = run("dlq", "--json").document
    run("dlq", "discard", letter["id"], "--reason", "nobody waits")
    discarded = now()
    assert len({clean, missing, discarded}) == 3
    run("dlq", "redrive", letter["id"], "--force")
    assert now() == clean


@pytest.mark.parametrize(
    "words",
    [
        ("dlq", "--state", "gone"),
        ("dlq", "list", "--stream", "dvb"),
        ("dlq", "redrive", "--since", "yesterday"),
        ("dlq", "redrive", "d-nothing"),
        ("dlq", "show", "d-nothing"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_it_takes(run: Run, words: tuple[str, ...]) -> None:
    told = run(*words)
    assert told.code == 2
    assert told.err.startswith("mission-control: ")


def test_the_interface_answers_with_groups_and_states(run: Run, data: Path) -> None:
    fail(data, "first", "other")
    put_aside(data, task("A"))
    letter = run("dlq", "--category", "TRANSIENT_NETWORK", "--json").document[0]
    run("dlq", "redrive", letter["id"])
    desk = desk_in(data, "reader")
    client = served(desk)
    document = client.get(f"{PREFIX}/dlq").get_json()
    assert document["states"] == {"OPEN": 2, "REPLAYED": 1, "DISCARDED": 0}
    assert [group["count"] for group in document["groups"]] == [2, 1]
    narrowed = client.get(f"{PREFIX}/dlq?by=type&state=replayed&stream=dde&since=0").get_json()
    assert [(g["name"], g["count"]) for g in narrowed["groups"]] == [("dde.task.created", 1)]
    assert narrowed["letters"][0]["from"] == f"dde-{partition_of('dde', 'i1')}@2"
    assert client.get(f"{PREFIX}/dlq?by=colour").status_code == 400
    assert client.get(f"{PREFIX}/dlq?state=gone").status_code == 400
    desk.close()
