"""A person's word on a link: refused when nobody could follow it, and the same word twice is one event."""

import pytest

from app.domain.fold import fold
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.domain.state import IterationState, read
from app.errors import BadRequest, UnknownNode
from app.use_cases.decide import Decision, decided
from app.use_cases.links import links
from tests.builders import MINUTE, T0, event
from tests.domain.correlate.told import told

SCOPE = Scope("t", "i1")
DAY = 24 * 60 * MINUTE


def state() -> IterationState:
    events = (
        event("dde.requirement.created", 1, requirement_id="R1", name="Refunds"),
        event("dde.task.created", 2, task_id="BE.A", requirement_id="R9"),
    )
    return read(fold(told(events), NOW))


def word(**more: str) -> Decision:
    ends = {"kind": "FULFILLED_BY", "source": "Requirement/R1", "target": "Task/BE.A"}
    return Decision(**{**ends, "decision": "accepted", "by": "ada", "reason": "I know", **more})


def test_a_decision_becomes_an_event_of_the_stream_that_owns_the_link() -> None:
    one, again = (decided(word(), SCOPE, state(), T0, "test") for _ in range(2))
    assert one == again and one.event_type == "dde.link.decided"
    assert decided(word(reason="else"), SCOPE, state(), T0, "test").event_id != one.event_id


@pytest.mark.parametrize(
    ("flaw", "named"),
    [
        ({"decision": "maybe"}, "accepted, rejected, withdrawn"),
        ({"kind": "LIKES"}, "FULFILLED_BY"),
        ({"source": "Task/BE.A", "target": "Requirement/R1"}, "from Requirement/"),
        ({"by": " "}, "by takes"),
        ({"reason": ""}, "reason takes"),
        ({"reason": "x" * 2_001}, "reason takes"),
    ],
)
def test_what_nobody_could_follow_is_refused_by_name(flaw: dict[str, str], named: str) -> None:
    with pytest.raises(BadRequest, match=named):
        decided(word(**flaw), SCOPE, state(), T0, "test")


def test_an_end_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNode, match="R7"):
        decided(word(source="Requirement/R7"), SCOPE, state(), T0, "test")


def test_a_link_that_waits_for_a_day_is_called_unlinked() -> None:
    since = T0 + 2 * MINUTE
    standing = [links(state(), moment).pending[0].standing for moment in (since, since + DAY - 1, since + DAY)]
    assert standing == ["pending", "pending", "unlinked"]
