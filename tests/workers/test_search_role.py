"""The search role: stopped, doubled, overtaken or built anew, everything is found in the end, and nothing twice."""

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.opensearch import OpenSearchIndex
from app.desk import Desk
from app.errors import StoreUnavailable
from app.golden import GOLDEN
from app.ports import SearchIndex
from app.ports.search import Wanted
from app.use_cases.contents import Contents, contents
from app.use_cases.post import send
from app.use_cases.upkeep.forgetting import forget
from app.wire.avro import encode
from tests.contracts.servers import address, close, namespace, offered
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.follow import SEARCH, Search
from workers.ingest import Ingest
from workers.rebuild_search import rebuild_search

NAMES = ("Iter-Golden-TechDebt", "Iter-Golden-LateEvents", "Iter-Golden-DesignGap")


def told(desk: Desk, name: str) -> None:
    """The story of an iteration on the log and in the graph, not yet in the index."""
    for _ in send(desk.log, encode, GOLDEN[name].events("t")):
        pass
    ingest = Ingest(desk)
    while ingest.step() or not ingest.idle():
        pass


@pytest.fixture(params=offered(("sqlite", "opensearch")))
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose search index is the product of the parameter."""
    opened = desk_in(tmp_path)
    if request.param == "opensearch":
        opened.search.close()
        opened = dataclasses.replace(opened, search=OpenSearchIndex(address("MC_OPENSEARCH"), namespace(tmp_path)))
    yield opened
    with contextlib.suppress(StoreUnavailable):
        close(opened.search)
    opened.close()


def undisturbed(folder: Path, names: tuple[str, ...] = NAMES) -> Contents:
    """What one worker makes of these stories that nobody disturbs."""
    with contextlib.closing(desk_in(folder / "undisturbed")) as alone:
        for name in names:
            for _ in send(alone.log, encode, GOLDEN[name].events("t")):
                pass
        drain(alone)
        return contents(alone.search)


def test_two_workers_on_the_same_share_do_no_harm(desk: Desk, tmp_path: Path) -> None:
    told(desk, NAMES[0])
    workers = [Search(desk, batch=40), Search(desk, batch=70)]
    refused = 0
    for name in NAMES[1:]:
        told(desk, name)
        for _ in range(4):
            for worker in workers:
                try:
                    worker.step()
                except StoreUnavailable:
                    refused += 1
    while sum(map(_stepped, workers)):
        pass
    assert refused
    assert contents(desk.search) == undisturbed(tmp_path)


def _stepped(worker: Search) -> int:
    try:
        return worker.step()
    except StoreUnavailable:
        return 1


def test_a_rebuild_finds_the_same_again_and_the_worker_goes_on_behind_it(desk: Desk, tmp_path: Path) -> None:
    told(desk, NAMES[0])
    worker = Search(desk, batch=100)
    while worker.step():
        pass
    before = contents(desk.search)
    done = rebuild_search(desk, lambda _taken: None)
    assert (done.before, done.after, done.switched) == (before, before, True)
    told(desk, NAMES[1])
    while _stepped(worker):
        pass
    assert contents(desk.search) == undisturbed(tmp_path, NAMES[:2])


def test_a_worker_that_rests_hears_that_another_index_took_the_place_of_its_own(desk: Desk) -> None:
    told(desk, NAMES[0])
    worker = Search(desk, batch=100)
    while worker.step():
        pass
    held = contents(desk.search)
    with_less: SearchIndex = desk.search.fresh()
    desk.search.switch(with_less)
    assert contents(desk.search).documents == 0
    while worker.step():
        pass
    assert contents(desk.search) == held


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    told(desk, NAMES[0])
    while Search(desk).step():
        pass
    desk.search.index("other", {"dde-0": 7}, [])
    done = rebuild_search(desk, lambda _taken: None, switch=False)
    assert not done.switched
    assert desk.search.positions("other") == {"dde-0": 7}


def test_a_rebuild_of_what_the_log_does_not_hold_ends_with_a_reason(desk: Desk) -> None:
    told(desk, NAMES[0])
    with pytest.raises(StoreUnavailable, match="ahead of what archive and log hold"):
        rebuild_search(_without_log(desk), lambda _taken: None, wait_s=0.1)


def _without_log(desk: Desk) -> Desk:
    class Empty:
        def read(self, *_: object) -> list[object]:
            return []

    return dataclasses.replace(desk, log=Empty())  # type: ignore[arg-type]


def test_what_is_older_than_its_policy_is_no_longer_found_and_does_not_come_again(desk: Desk) -> None:
    told(desk, NAMES[0])
    while Search(desk).step():
        pass
    positions = desk.search.positions(SEARCH)
    day = 86_400_000
    assert forget(desk.search, desk.clock(), 30 * day) == 0
    assert forget(desk.search, desk.clock() + 31 * day, 30 * day) > 100
    assert desk.search.search("t", "refund", Wanted()).total == 0
    assert Search(desk).step() == 0
    assert desk.search.positions(SEARCH) == positions
