"""Overrides (R-24): two people open, one shuts, each bound to one thing, until a date; no stream is painted green."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.effects import entry_of
from app.domain.events import DAY_MS, Event
from app.domain.fold import fold
from app.domain.moments import NOW
from app.domain.state import read
from app.domain.verdict import Judgement, judge
from app.domain.verdict.endings import endings
from app.domain.verdict.opening import steps
from app.domain.verdict.overrides import LONGEST_MS, About
from tests.builders import MINUTE, T0, event
from tests.domain.small_iteration import COMMIT, sound, told

FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = max(e.timestamp for e in told(sound())) - T0
ASKED = {
    "override_id": "o1",
    "action": "approve",
    "requester": "Eve",
    "reason": "the fix cannot wait",
    "expires": T0 + START + DAY_MS,
    "commit": COMMIT,
}
AGREED = {"override_id": "o1", "by": "Ada", "role": "admin"}


def after(kind: str, minutes: float, **fields: Any) -> Event:
    return event(f"dde.override.{kind}", START / MINUTE + minutes, **fields)


def judged(*events: Event, at: float = 10, passing: bool = False) -> Judgement:
    evidence = told(step for step in sound() if passing or step[0] != "bdv.run.completed")
    entries = [entry_of(e, number + 1) for number, e in enumerate([*evidence, *events])]
    return judge(read(fold(entries, NOW)), T0 + START + round(at * MINUTE))


def asked(**other: Any) -> Event:
    return after("requested", 1, **{**ASKED, **other})


def agreed(**other: Any) -> Event:
    return after("approved", 2, **{**AGREED, **other})


def test_two_people_open_a_closed_gate_and_every_stream_keeps_its_state() -> None:
    plain, overridden = judged(), judged(asked(), agreed())
    found = overridden.override(About())
    assert found and found.action == "approve" and (found.requester, found.approver) == ("Eve", "Ada")
    assert overridden.streams == plain.streams and overridden.verdict == plain.verdict
    assert not overridden.can_deploy and overridden.gate == plain.gate


def test_a_request_alone_opens_nothing() -> None:
    [one] = judged(asked()).overrides
    assert one.state == "requested" and judged(asked()).override(About()) is None


def test_an_approval_without_a_request_is_nothing() -> None:
    assert judged(agreed()).overrides == ()


NOBODYS = st.sampled_from(
    [
        ({}, {"by": " EVE "}),
        ({}, {"role": "engineer"}),
        ({}, {"role": ""}),
        ({}, {"by": "  "}),
        ({"requester": ""}, {}),
        ({"reason": "  too few  "}, {}),
        ({"action": "open"}, {}),
        ({"expires": T0 + START + LONGEST_MS + 2 * MINUTE}, {}),
    ]
)


@given(NOBODYS)
@FEW
def test_what_breaks_a_rule_opens_nothing_however_it_came(broken: tuple[dict[str, Any], dict[str, Any]]) -> None:
    request, answer = broken
    assert judged(asked(**request), agreed(**answer)).override(About()) is None


@given(st.floats(3, 3 * 24 * 60))
@FEW
def test_it_ends_by_itself_to_the_millisecond(minutes: float) -> None:
    found = judged(asked(), agreed(), at=minutes).override(About())
    assert (found is not None) == (T0 + START + round(minutes * MINUTE) < ASKED["expires"])


def test_its_end_is_one_that_the_verdict_is_asked_again_at() -> None:
    entries = [entry_of(e, number + 1) for number, e in enumerate([*told(sound()), asked(), agreed()])]
    [ending] = endings(read(fold(entries, NOW)))
    assert (ending.until, ending.what, ending.subject) == (ASKED["expires"], "override", "o1")


@given(st.permutations([asked(), agreed(), after("revoked", 3, override_id="o1", by="Bob", reason="over")]))
@FEW
def test_what_was_revoked_is_shut_in_whatever_order_it_became_known(events: list[Event]) -> None:
    assert judged(*events).override(About()) is None
    assert judged(*events).overrides[0].state == "revoked"


@given(
    st.builds(
        About, *[st.sampled_from(names) for names in (("production", "staging"), ("", "1", "2"), ("", "c" * 9))]
    )
)
@FEW
def test_it_counts_for_its_environment_version_and_commit_alone(about: About) -> None:
    bound = asked(version="1", commit="c" * 12)
    meant = about.environment == "production" and about.version == "1" and about.commit == "c" * 9
    assert (judged(bound, agreed()).override(about) is not None) == meant


def test_what_is_asked_anew_has_to_be_approved_anew() -> None:
    widened = after("requested", 3, **{**ASKED, "reason": "something else altogether"})
    assert judged(asked(), agreed(), widened).override(About()) is None


def test_one_person_shuts_an_open_gate_and_only_they_or_an_admin_open_it_again() -> None:
    block = asked(action="block")
    assert judged(block, passing=True).can_deploy
    assert judged(block, passing=True).override(About()) is not None
    for who, role, still in (("Bob", "engineer", True), ("eve", "", False), ("Ada", "admin", False)):
        lifted = after("revoked", 3, override_id="o1", by=who, role=role, reason="done")
        assert (judged(block, lifted, passing=True).override(About()) is not None) == still


def test_who_blocks_wins_over_those_who_open() -> None:
    block = asked(action="block", override_id="o2")
    assert judged(asked(), agreed(), block).override(About()) is None


def test_what_would_open_the_gate_is_nothing_once_it_is_open_and_something_while_it_is_not() -> None:
    assert steps(judged(passing=True)) == ()
    found = steps(judged())
    assert found and all(step.stream == "bdv" and step.needs for step in found)
