"""Artifacts over time and the attempts at tasks: each told once, and what does not match is marked."""

from app.domain.fold import first_of_each_key
from app.domain.graph import EventMark, Version
from app.domain.payloads import dde, handover
from app.lenses.attempts import earlier_tries
from app.lenses.lineage import stamps, stories
from tests.lenses.builders import NOW_MS, Step, at, entries, failed, retrying, state, task


def made(kind: str, sha256: str, *, valid: bool = True) -> Step:
    event = handover.ArtifactEvent(task_id="a", name="a.whl", sha256=sha256, valid=valid)
    return f"dde.artifact.{kind}", event


def marks(*steps: Step) -> list[EventMark]:
    return [EventMark(e.valid_at, e.accepted, e.event_id, e.event_type, e.subject, e.mark) for e in entries(steps)]


def life(*steps: Step) -> list[Version]:
    return [
        Version(f.valid_at, e.accepted, f.op, f.props, e.event_id, e.event_type)
        for e in first_of_each_key(entries(steps))
        for f in e.facts
        if getattr(f.entity, "label", "") == "Artifact"
    ]


def test_attempts_before_the_last_are_told_with_when_they_ran_and_what_they_came_to() -> None:
    again = ("dde.task.started", dde.TaskStarted(task_id="a", attempt=2))
    done = ("dde.task.completed", dde.TaskCompleted(task_id="a"))
    steps = [task("a"), again, retrying("a", 1, 3, at(9)), again, done]
    (tries,) = earlier_tries(marks(*steps)).values()
    assert [(one.start, one.end, one.state) for one in tries] == [(at(1), at(2), "failed")]


def test_a_task_that_was_tried_once_has_no_earlier_attempt_and_one_without_an_end_says_so() -> None:
    assert earlier_tries(marks(task("a"), *failed("a"))) == {}
    again = ("dde.task.started", dde.TaskStarted(task_id="a", attempt=2))
    (tries,) = earlier_tries(marks(task("a"), again, again)).values()
    assert [(one.end, one.tone) for one in tries] == [(None, "idle")]


def test_an_artifact_made_anew_with_another_hash_has_changed_and_one_that_was_only_checked_does_not_match() -> None:
    told = stamps(life(made("created", ""), made("stamped", "1a"), made("stamped", "2b"), made("validated", "3c")))
    assert [(one.sha256, one.change) for one in told] == [
        ("", "new"),
        ("1a", "new"),
        ("2b", "changed"),
        ("3c", "mismatch"),
    ]


def test_what_says_the_same_again_is_told_once_and_a_corrupt_artifact_is_a_mismatch() -> None:
    told = stamps(life(made("stamped", "1a"), made("stamped", "1a"), made("validated", "1a", valid=False)))
    assert [(one.state, one.change) for one in told] == [("stamped", "new"), ("corrupt", "mismatch")]


def test_an_artifact_leads_from_its_maker_to_the_tasks_that_need_it_and_mismatches_come_first() -> None:
    other = ("dde.artifact.stamped", handover.ArtifactEvent(task_id="b", name="b.whl", sha256="9"))
    steps = [task("a"), task("b", "a"), other, made("stamped", "1a"), made("validated", "1a", valid=False)]
    seen = state(*steps)
    told = stories(seen, NOW_MS, {})
    assert [(one.label, one.mismatch) for one in told] == [("a.whl", True), ("b.whl", False)]
    assert told[0].maker and told[0].maker.label == "a"
    assert [one.label for one in told[0].needed] == ["b"]
