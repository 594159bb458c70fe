"""A row per iteration: verdict, since when, what to do first, and the commits to pick from."""

from app.domain.payloads.common import CommitSeen, IterationDeclared
from app.lenses.overview import row
from app.lenses.views import OverviewRow
from tests.lenses.builders import Step, at, failed, judged, state, task


def told(*steps: Step) -> OverviewRow:
    seen = state(*steps)
    return row(("acme", "I"), seen, judged(seen), (len(steps), at(9)))


def test_what_to_do_first_is_the_first_reason_and_what_clears_it() -> None:
    found = told(task("a"), *failed("a"))
    assert found.first == "Task a failed. Fix the cause and rerun a until it completes."
    assert (found.reasons, dict(found.streams)["dde"]) == (1, "fail")


def test_an_iteration_is_called_by_its_title_else_by_its_id() -> None:
    declared = IterationDeclared(required_streams=["acc"], title="payments", version="2.4.0")
    named = told(("acc.iteration.declared", declared))
    assert (named.title, named.version, named.project) == ("payments", "2.4.0", "payments")
    assert told(task("a")).title == "I"


def test_commits_can_be_picked_newest_first_by_their_tag_where_they_have_one() -> None:
    commits: list[Step] = [
        ("acc.commit.seen", CommitSeen(commit="a" * 40, title="Begin")),
        ("acc.commit.seen", CommitSeen(commit="b" * 40, title="Ship", tag="v1.0")),
    ]
    found = told(*commits)
    assert [(p.address, p.title, p.at) for p in found.commits] == [
        ("I@v1.0", "v1.0 Ship", at(1)),
        (f"I@{'a' * 40}", "aaaaaaaaaa Begin", at(0)),
    ]
