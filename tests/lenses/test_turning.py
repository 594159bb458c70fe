"""The turns of a verdict, and what and who is behind the one that holds."""

from msgspec import structs

from app.domain.graph import Op, Version
from app.domain.moments import acceptance
from app.domain.payloads.common import CommitSeen
from app.lenses.overview import row
from app.lenses.turning import turned
from app.lenses.views import OverviewRow
from tests.lenses.builders import Step, at, failed, judged, mark, state, task


def recorded(minute: int, verdict: str) -> Version:
    accepted = acceptance(at(minute), 1, minute)
    return Version(at(minute), accepted, Op.PATCH, {"verdict": verdict}, f"v{minute}", "convergence.verdict.recorded")


def told(*steps: Step, verdict: str = "process_issue") -> OverviewRow:
    seen = state(*steps)
    plain = structs.replace(row(("acme", "I"), seen, judged(seen), (len(steps), at(9))), verdict=verdict)
    versions = [recorded(1, "pending"), recorded(3, "all_pass"), recorded(5, plain.verdict)]
    return turned(plain, seen, versions, [mark(5, "note"), mark(5, "failed")])


def test_the_trend_shows_each_turn_and_ends_with_the_verdict_that_holds() -> None:
    found = told(task("a"), *failed("a"))
    stood = [("pending", at(1), at(3)), ("all_pass", at(3), at(5)), ("process_issue", at(5), at(9))]
    assert [(s.verdict, s.start, s.end) for s in found.trend] == stood


def test_a_failing_verdict_says_with_what_it_broke_and_whose_work_it_was() -> None:
    commit: Step = ("acc.commit.seen", CommitSeen(commit="a" * 40, title="Begin", author="Ada"))
    found = told(commit, task("a"), *failed("a"))
    assert (found.broke, found.broke_node, found.by) == ("a: task failed", "Task/a", "Ada")


def test_what_is_not_broken_names_nobody() -> None:
    found = told(task("a"), *failed("a"), verdict="all_pass")
    assert (found.broke, found.broke_node, found.by) == ("", "", "")
