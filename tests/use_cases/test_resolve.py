"""Addresses: an iteration, or a commit on a project's timeline; unknown ones are told what comes near."""

import pytest

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.moments import NOW, AsOf
from app.domain.payloads.common import CommitSeen
from app.errors import UnknownIteration
from app.use_cases.resolve import resolve
from tests.lenses.builders import Step, at, task
from tests.use_cases.reading_store import TENANT, fill, graph, scope

__all__ = ["graph"]

FIRST, SECOND = "abcd" + "0" * 36, "abce" + "1" * 36


def commits() -> list[Step]:
    return [
        ("acc.commit.seen", CommitSeen(commit=FIRST, title="Begin")),
        ("acc.commit.seen", CommitSeen(commit=SECOND, title="Ship", tag="v1.0")),
    ]


def test_an_iteration_is_looked_at_without_a_bound(graph: SqliteGraph) -> None:
    fill(graph, task("a"))
    assert resolve(graph, TENANT, "I") == (scope(), NOW)


@pytest.mark.parametrize(("address", "minute"), [(f"I@{FIRST}", 0), ("I@abcd", 0), ("I@v1.0", 1), ("I@abce11", 1)])
def test_a_commit_bounds_the_timeline_to_its_moment(graph: SqliteGraph, address: str, minute: int) -> None:
    fill(graph, *commits())
    assert resolve(graph, TENANT, address) == (scope(), AsOf(valid=at(minute)))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("Iter-Goldn", "near: Iter-Golden"),
        ("zzz", "there are 1, such as Iter-Golden"),
        ("Iter-Golden@v1.1", "no commit or tag 'v1.1'; near: v1.0"),
        ("Iter-Golden@abc", "no commit or tag 'abc'"),
    ],
)
def test_an_unknown_address_is_told_what_comes_near(graph: SqliteGraph, address: str, told: str) -> None:
    fill(graph, *commits(), iteration="Iter-Golden")
    with pytest.raises(UnknownIteration, match=told):
        resolve(graph, TENANT, address)


def test_several_commits_that_begin_alike_are_not_guessed(graph: SqliteGraph) -> None:
    fill(graph, *commits(), ("acc.commit.seen", CommitSeen(commit="abcd" + "9" * 36)))
    with pytest.raises(UnknownIteration, match="begins 2 commits"):
        resolve(graph, TENANT, "I@abcd")


def test_another_tenants_iteration_is_unknown(graph: SqliteGraph) -> None:
    fill(graph, task("a"))
    with pytest.raises(UnknownIteration, match="nothing is known yet"):
        resolve(graph, "other", "I")
