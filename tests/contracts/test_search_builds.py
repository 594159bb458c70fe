"""What every search index promises about several writers, about age, and about being built anew."""

import pytest

from app.domain.graph import Scope
from app.domain.moments import acceptance
from app.errors import StoreUnavailable
from app.ports import SearchIndex
from app.ports.search import Wanted
from tests.contracts.documents import document, found, keep
from tests.contracts.processes import in_threads


def test_an_older_telling_never_takes_the_place_of_a_newer_one(index: SearchIndex) -> None:
    keep(index, document("s1", "Login works", accepted=20))
    keep(index, document("s1", "Login fails", accepted=10), document("s2", "Login", accepted=11))
    assert found(index, "works") == ["s1"]
    assert found(index, "fails") == []
    keep(index, document("s1", "Login broken", accepted=30), document("s1", "Login odd", accepted=25))
    assert found(index, "broken") == ["s1"]


def test_who_stands_elsewhere_than_believed_is_refused_and_nothing_moves(index: SearchIndex) -> None:
    index.index("search", {"dde-1": 5}, [document("s1", "Login")], starts={})
    for starts in ({}, {"dde-1": 4}, {"dde-1": 6}):
        with pytest.raises(StoreUnavailable, match="dde-1"):
            index.index("search", {"dde-1": 9}, [document("s2", "Login")], starts=starts)
    assert index.positions("search") == {"dde-1": 5}
    assert found(index, "login") == ["s1"]
    index.index("search", {"dde-2": 3}, [], starts={"dde-1": 1})
    index.index("search", {"dde-1": 9}, [document("s2", "Login")], starts={"dde-1": 5, "dde-2": 3})
    assert index.positions("search") == {"dde-1": 9, "dde-2": 3}


def test_of_two_who_take_the_same_step_at_once_one_is_refused(index: SearchIndex) -> None:
    index.positions("search")
    taken: list[int] = []

    def work(number: int) -> None:
        for step in range(5):
            told = [document(f"s{step}", "Login", accepted=step + 1)]
            try:
                index.index("search", {"dde-1": step + 1}, told, starts={"dde-1": step})
                taken.append(step)
            except StoreUnavailable:
                continue

    in_threads(work)
    assert sorted(taken) == sorted(set(taken))
    assert index.positions("search") == {"dde-1": max(taken) + 1}


def test_what_is_too_old_for_its_policy_is_forgotten(index: SearchIndex) -> None:
    keep(
        index,
        document("old", "Login", accepted=acceptance(1_000, 0, 0)),
        document("edge", "Login", accepted=acceptance(2_000, 0, 0)),
        document("kept", "Login", accepted=acceptance(1_000, 0, 0), retention="audit"),
        document("untold", "Login"),
    )
    index.index("search", {"dde-1": 5}, [])
    assert index.forget({"standard": 2_000, "temp": 9_000}) == 1
    assert set(found(index, "login")) == {"edge", "kept", "untold"}
    assert index.forget({"standard": 2_000, "temp": 9_000}) == 0
    assert index.positions("search") == {"dde-1": 5}
    keep(index, document("old", "Login", accepted=acceptance(3_000, 0, 0)))
    assert "old" in found(index, "login")


def test_everything_kept_can_be_read_in_order(index: SearchIndex) -> None:
    assert list(index.documents()) == []
    told = [
        document(f"u{number:04}", "Login", "x" * (number % 3), scope=Scope("acme", "i1"), accepted=number + 1)
        for number in range(1_200)
    ]
    other = document("a", "Login", "of a trace", scope=Scope("umbrella", "i1"), trace_id="a" * 32, module="m")
    index.index("search", {"dde-1": 5}, [other, *told])
    assert list(index.documents()) == [*told, other]


def test_a_fresh_index_takes_the_place_of_the_old_one_with_its_own_positions(index: SearchIndex) -> None:
    index.index("search", {"dde-1": 5, "acc-0": 2}, [document("s1", "Login"), document("s2", "Login")])
    fresh = index.fresh()
    assert (list(fresh.documents()), fresh.positions("search")) == ([], {})
    fresh.index("search", {"dde-1": 4}, [document("s3", "Login"), document("s1", "Login anew")], starts={})
    index.index("search", {"dde-1": 6}, [document("s4", "Login")], starts={"dde-1": 5})
    assert set(found(index, "login")) == {"s1", "s2", "s4"}
    assert index.search("acme", "login", Wanted(facets=["kind"])).facets["kind"][0].count == 3
    index.switch(fresh)
    assert set(found(index, "login")) == {"s1", "s3"}
    assert index.positions("search") == {"dde-1": 4}
    with pytest.raises(StoreUnavailable):
        index.index("search", {"dde-1": 7}, [document("s5", "Login")], starts={"dde-1": 6})
    index.index("search", {"dde-1": 5}, [document("s5", "Login")], starts={"dde-1": 4})
    assert set(found(index, "login")) == {"s1", "s3", "s5"}
    fresh.close()


def test_a_build_that_nobody_finished_leaves_nothing_behind(index: SearchIndex) -> None:
    keep(index, document("s1", "Login"))
    first = index.fresh()
    keep(first, document("s2", "Login"))
    first.close()
    second = index.fresh()
    assert list(second.documents()) == []
    second.close()
    assert found(index, "login") == ["s1"]
    assert index.advice() == ""


def test_readers_see_no_gap_while_one_index_takes_the_place_of_another(index: SearchIndex) -> None:
    keep(index, document("s1", "Login"))
    for _ in range(2):
        fresh = index.fresh()
        keep(fresh, document("s1", "Login"))

        def work(number: int, fresh: SearchIndex = fresh) -> None:
            if number == 0:
                index.switch(fresh)
            for _ in range(8):
                assert found(index, "login") == ["s1"]

        in_threads(work)
        fresh.close()
