"""What is told about the work agrees with what the stores hold."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.prometheus_telemetry import PrometheusTelemetry
from app.desk import Desk
from app.errors import BadRequest, StoreUnavailable
from app.golden import GOLDEN
from app.ports import Message
from app.settings import read_settings
from app.use_cases.post import send
from app.use_cases.upkeep.links import Waits
from app.wire import avro
from app.wire.avro import encode
from app.wiring import open_desk
from tests.builders import event
from tests.telling import Read
from workers.drain import drain
from workers.jobs.job import Job
from workers.jobs.schedule import Schedule
from workers.jobs.table import jobs
from workers.readers import INGEST
from workers.watched import Conclusions, told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = read_settings({"MC_DATA": str(tmp_path)})
    with contextlib.closing(open_desk(settings, "writer", PrometheusTelemetry())) as opened:
        yield opened


def tells(desk: Desk) -> Read:
    exposed = desk.telemetry.exposed()
    assert exposed is not None
    assert exposed.media_type.startswith("text/plain")
    return Read(exposed.body.decode())


def bring(desk: Desk, *events: object) -> None:
    for _ in send(desk.log, encode, events):  # type: ignore[arg-type]
        pass
    drain(desk)


def test_what_was_applied_is_what_the_graph_holds(desk: Desk) -> None:
    bring(desk, *GOLDEN["Iter-Golden-TechDebt"].events("local"))
    found = tells(desk)
    entries = [entry for info in desk.graph.scopes() for entry in desk.graph.entries(info.scope)]
    events = Counter(entry.event_type for entry in entries if not entry.event_type.startswith("convergence."))
    assert found.by("trimodal_events_applied_total", "event_type") == events
    assert found.of("trimodal_e2e_latency_seconds_count") == found.of("trimodal_events_applied_total")
    assert found.of("trimodal_events_duplicate_total") == 0
    assert found.of("trimodal_links_made_total", method="explicit_id", band="high") > 0


def test_what_comes_twice_is_a_duplicate_and_is_not_applied_again(desk: Desk) -> None:
    story = [event("dde.task.created", n, task_id=f"T{n}") for n in range(7)]
    bring(desk, *story)
    bring(desk, *story[:3])
    found = tells(desk)
    assert found.by("trimodal_events_applied_total", "event_type") == {"dde.task.created": 7}
    assert found.by("trimodal_events_duplicate_total", "stream") == {"dde": 3}


def test_an_event_is_late_when_it_is_over_five_minutes_older_than_the_newest(desk: Desk) -> None:
    bring(desk, event("dde.task.created", 600, task_id="new"))
    bring(desk, event("dde.task.created", 595, task_id="in time"), event("dde.task.created", 594, task_id="late"))
    assert tells(desk).by("trimodal_events_late_total", "stream") == {"dde": 1}


def test_a_message_that_cannot_be_read_is_a_dead_letter_of_its_category(desk: Desk) -> None:
    desk.log.append([Message("dde", "i1", b"nonsense"), Message("bdv", "i1", b"more of it")])
    drain(desk)
    assert tells(desk).by("trimodal_dead_letters_total", "category") == {"SCHEMA_VALIDATION": 2}


def test_links_that_join_and_that_wait_are_told_once_they_were_counted(desk: Desk) -> None:
    bring(
        desk,
        event("dde.requirement.created", 0, requirement_id="R1", name="x"),
        event("dde.task.created", 1, task_id="T1", requirement_id="R1"),
        event("dde.task.created", 2, task_id="T2", requirement_id="R2"),
    )
    Waits().count(desk)
    found = tells(desk)
    standing = {name: found.of("trimodal_links", standing=name) for name in ("joined", "pending", "unlinked")}
    assert standing["joined"] >= 1
    assert standing["pending"] >= 1
    assert standing["unlinked"] == standing["pending"], "by their own time they have waited for over a day"


def test_verdicts_that_turn_and_gates_that_were_asked_are_counted_once(desk: Desk) -> None:
    conclusions = Conclusions(desk)
    bring(desk, *GOLDEN["Iter-Golden-SystemicFailure"].events("local"))
    while conclusions.step():
        pass
    turned = [avro.decode(record.value) for record in desk.log.read(("convergence",), {}, 10_000)]
    expected = sum(one.payload.current_verdict == "systemic_failure" for one in turned)  # type: ignore[union-attr]
    assert expected > 0
    assert tells(desk).of("trimodal_verdicts_total", verdict="systemic_failure") == expected
    assert Conclusions(desk).step() == 0


def test_a_job_is_told_with_its_outcome(desk: Desk) -> None:
    def broken(_: Desk) -> str:
        raise BadRequest("no")

    job = jobs(read_settings({}))[0]
    schedule = Schedule(desk, [job], lambda _: None)
    assert schedule.run(job, asked=True)
    assert schedule.run(Job(job.name, job.title, job.rhythm, job.trigger, broken), asked=True)
    found = tells(desk)
    assert found.by("trimodal_job_runs_total", "outcome") == {"done": 1, "failed": 1}
    assert found.of("trimodal_job_seconds_count", job=job.name) == 2


def test_lag_and_the_newest_are_told_from_the_stores(desk: Desk) -> None:
    bring(desk, event("dde.task.created", 0, task_id="A"))
    for _ in send(desk.log, encode, [event("dde.task.created", n, task_id=f"T{n}") for n in range(5)]):
        pass
    told(desk, (INGEST,))
    found = tells(desk)
    assert found.of("trimodal_lag_records", consumer="ingest") == 5
    assert found.of("trimodal_newest_applied_timestamp_seconds") == pytest.approx(desk.clock() / 1000, abs=60)
    drain(desk)
    told(desk, (INGEST,))
    assert tells(desk).of("trimodal_lag_seconds", consumer="ingest") == 0


class Away:
    def __init__(self) -> None:
        self.here = False

    def search(self, *_: object, **__: object) -> list[object]:
        return []

    def ping(self) -> None:
        if not self.here:
            raise StoreUnavailable("away")

    def __getattr__(self, name: str) -> object:
        return self.search


def test_a_store_that_goes_and_comes_back_is_told_as_down_and_as_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = Away()
    monkeypatch.setattr("app.wiring.files.SqliteSearch", lambda _: search)
    settings = read_settings({"MC_DATA": str(tmp_path)})
    with contextlib.closing(open_desk(settings, "reader", PrometheusTelemetry())) as desk:
        told(desk, ())
        assert tells(desk).of("trimodal_store_up", port="search") == 0
        assert tells(desk).of("trimodal_store_errors_total", port="search", query="ping") == 1
        search.here = True
        told(desk, ())
        assert tells(desk).of("trimodal_store_up", port="search") == 1


def test_each_question_to_a_store_is_timed_but_waiting_for_word_is_not(desk: Desk) -> None:
    desk.search.search("local", "anything")
    desk.cache.get("nothing")
    desk.cache.put("something", b"1", 5)
    desk.cache.get("something")
    desk.bus.listen("revision", 0.01)
    found = tells(desk)
    assert found.of("trimodal_store_seconds_count", port="search", query="search") == 1
    assert found.by("trimodal_cache_total", "outcome") == {"hit": 1, "miss": 1}
    assert not [s for s in found.samples if s.labels.get("query") == "listen"]


def test_without_a_watcher_nothing_stands_between(tmp_path: Path) -> None:
    with contextlib.closing(open_desk(read_settings({"MC_DATA": str(tmp_path)}), "writer")) as plain:
        kinds = {type(port).__module__ for port in (plain.log, plain.graph, plain.metrics, plain.jobs)}
        assert not any("measured" in kind for kind in kinds)
        assert plain.telemetry.exposed() is None


def test_a_measured_desk_can_be_held_like_any_other(desk: Desk) -> None:
    other = replace(desk, tenant="acme")
    assert other.graph.scopes() == []
    with pytest.raises(AttributeError):
        desk.graph.no_such_thing  # type: ignore[attr-defined]  # noqa: B018
