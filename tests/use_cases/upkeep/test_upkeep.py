"""What is done now and then: it says what follows from the past, once, and changes no answer."""

import contextlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.sqlite_views import SqliteViews
from app.desk import Desk
from app.domain.events import DAY_MS, Event
from app.domain.graph import Scope
from app.domain.moments import NOW, AsOf
from app.domain.verdict.history import VERDICT_NODE
from app.errors import StoreUnavailable
from app.golden import GOLDEN
from app.ports import SavedView
from app.use_cases.post import send
from app.use_cases.share import Wish, share
from app.use_cases.upkeep.backups import back_up
from app.use_cases.upkeep.expiries import expired
from app.use_cases.upkeep.flakes import swept
from app.use_cases.upkeep.links import Waits
from app.wire.avro import encode
from tests.builders import MINUTE, T0, event
from tests.workers.desks import desk_in
from workers.drain import drain

SCOPE = Scope("t", "i1")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        yield opened


def brought(desk: Desk, *events: Event) -> None:
    for _ in send(desk.log, encode, events):
        pass
    drain(desk)


def waived(until_minute: int) -> Event:
    return event("dde.stream.waived", 1, by="ada", reason="no pipeline yet", until=T0 + until_minute * MINUTE)


def test_what_came_to_its_end_is_said_once_at_the_moment_of_its_end(desk: Desk) -> None:
    brought(desk, waived(30))
    assert expired(desk.graph, T0 + 29 * MINUTE) == []
    (said,) = expired(desk.graph, T0 + 90 * MINUTE)
    assert (said.event_type, said.timestamp) == ("dde.expiry.passed", T0 + 30 * MINUTE)
    brought(desk, said)
    assert expired(desk.graph, T0 + 90 * MINUTE) == []


def test_the_recorded_verdict_turns_where_a_waiver_ended(desk: Desk) -> None:
    brought(desk, waived(30))
    before = desk.graph.snapshot(SCOPE, AsOf(T0 + 60 * MINUTE, NOW.known)).nodes[VERDICT_NODE]
    assert before.get("dde") == "waived"
    brought(desk, *expired(desk.graph, T0 + 90 * MINUTE))
    after = desk.graph.snapshot(SCOPE, AsOf(T0 + 60 * MINUTE, NOW.known)).nodes[VERDICT_NODE]
    assert after.get("dde") == "pending"
    assert after.times["dde"] == T0 + 30 * MINUTE


def attempts(outcomes: str, commit: str = "abc") -> list[Event]:
    """One finished attempt a minute, each in a run of its own."""
    kinds = {"P": ("bdv.scenario.completed", "PASSED"), "F": ("bdv.scenario.failed", "FAILED")}
    said = {"scenario_id": "S.1", "commit_sha": commit}
    return [
        event(kinds[letter][0], minute, run_id=f"r{minute}", status=kinds[letter][1], **said)
        for minute, letter in enumerate(outcomes)
    ]


def test_a_flake_that_nobody_reported_is_found_and_said_once(desk: Desk) -> None:
    brought(desk, *attempts("PFPP"))
    (said,) = swept(desk.graph, SCOPE)
    assert (said.payload.flake_rate, said.timestamp) == (0.25, T0 + 3 * MINUTE)  # type: ignore[attr-defined]
    brought(desk, said)
    assert swept(desk.graph, SCOPE) == []


def test_runs_at_unknown_versions_of_the_code_are_not_compared(desk: Desk) -> None:
    brought(desk, *attempts("PFPP", commit=""))
    assert swept(desk.graph, SCOPE) == []


@pytest.mark.parametrize("outcomes", ["PPPP", "FFFF", "PF"])
def test_steady_failing_and_seldom_run_scenarios_are_no_flakes(desk: Desk, outcomes: str) -> None:
    brought(desk, *attempts(outcomes))
    assert swept(desk.graph, SCOPE) == []


def test_links_that_wait_are_counted_and_after_a_day_called_unlinked_though_nothing_else_came(desk: Desk) -> None:
    brought(desk, event("dde.task.created", 0, task_id="A", requirement_id="REQ-1"))
    waits, clock = Waits(), [T0 + DAY_MS - 1]
    moved = replace(desk, clock=lambda: clock[0])
    assert waits.count(moved) == "1 link waits in 1 iteration"
    for _ in range(2):
        clock[0] += 1
        assert waits.count(moved) == "1 link waits in 1 iteration, 1 of them for over a day"
    series = {name: desk.metrics.series(SCOPE, f"links.{name}", 0, 1 << 60) for name in ("pending", "unlinked")}
    assert series["pending"] == [(T0 + DAY_MS - 1, 1.0), (T0 + DAY_MS, 1.0)]
    assert series["unlinked"] == [(T0 + DAY_MS - 1, 0.0), (T0 + DAY_MS, 1.0)]


@pytest.mark.parametrize("file", ["graph.db", "log.db"])
def test_a_copy_that_is_damaged_later_is_told_and_the_new_one_kept(desk: Desk, tmp_path: Path, file: str) -> None:
    brought(desk, event("dde.task.created", 0, task_id="A"))
    first = back_up(desk.graph, desk.backups, T0)
    place = tmp_path / "backups" / first.info.name / file
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=f"{first.info.name} .{file} is not what was copied"):
        back_up(desk.graph, desk.backups, T0 + 1)
    assert [info.made_at for info in desk.backups.listed()] == [T0, T0 + 1]
    desk.backups.drop(first.info.name)
    assert back_up(desk.graph, desk.backups, T0 + 2).entries == 1


def test_a_backup_holds_what_it_was_made_of_and_older_ones_go(desk: Desk) -> None:
    brought(desk, *GOLDEN["Iter-Golden-AllPass"].events("t"))
    first = back_up(desk.graph, desk.backups, T0, kept=2)
    assert first.entries == desk.graph.revision()
    back_up(desk.graph, desk.backups, T0 + 1, kept=2)
    third = back_up(desk.graph, desk.backups, T0 + 2, kept=2)
    assert third.dropped == (first.info.name,)
    assert [info.made_at for info in desk.backups.listed()] == [T0 + 1, T0 + 2]


def test_a_backup_holds_saved_views_and_who_was_given_a_link_but_no_key(desk: Desk, tmp_path: Path) -> None:
    desk.views.save(SavedView("t", "board", ("/dde?iteration=i1",), T0))
    token, claims = share(desk, Wish(page="wall", tenant="t"), "Ada")
    made = tmp_path / "backups" / desk.backups.make(T0).name
    assert not (made / "keys.json").exists() and token
    with closing(SqliteViews(made / "views.db")) as copy:
        assert [view.name for view in copy.views("t")] == ["board"]
        assert copy.link(claims.id) == desk.views.link(claims.id)


def test_a_backup_goes_on_where_its_log_goes_on(desk: Desk) -> None:
    brought(desk, *attempts("PF"))
    info = desk.backups.make(T0)
    brought(desk, *attempts("PFPP"))
    with desk.backups.restored(info.name) as copy:
        assert copy.positions("ingest") != desk.graph.positions("ingest")
        assert copy.revision() < desk.graph.revision()


def test_a_damaged_backup_is_not_restored(desk: Desk, tmp_path: Path) -> None:
    brought(desk, *attempts("PF"))
    info = desk.backups.make(T0)
    file = tmp_path / "backups" / info.name / "graph.db"
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    with pytest.raises(StoreUnavailable, match=r"graph\.db is not what was copied"), desk.backups.restored(info.name):
        pass


def test_a_backup_that_was_not_finished_is_none(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "backups" / ".20260101T000000000Z").mkdir(parents=True)
    (tmp_path / "backups" / "20260101T000000000Z").mkdir(parents=True)
    assert desk.backups.listed() == []
