"""A word of people that is lost never opens the gate, unless it was the last and nobody can know (domain 6.6)."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.domain.state import read
from app.domain.verdict import GateStatus, Judgement, judge
from app.domain.verdict.opening import steps
from app.domain.verdict.overrides import About
from app.errors import BadRequest
from app.lenses.verdict import verdict
from app.use_cases.override import Answer, Place, Request, answered, requested
from app.use_cases.people import person
from tests.builders import MINUTE
from tests.domain.small_iteration import sound, told

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PASSING = [entry_of(e, number) for number, e in enumerate(told(sound()), 1)]
FAILING = [entry for entry in PASSING if entry.event_type != "acc.analysis.completed"]
START = max(entry.valid_at for entry in PASSING)
SCOPE = Scope("t", "i1")
ADMINS = ("Ada", "Bob")


def judged(words: Sequence[Event], *, passing: bool) -> Judgement:
    evidence = PASSING if passing else FAILING
    entries = [*evidence, *(entry_of(word, len(PASSING) + n) for n, word in enumerate(words, 1))]
    return judge(read(fold(entries, NOW)), START + 60 * MINUTE)


def is_open(judgement: Judgement) -> bool:
    found = judgement.override(About())
    return found.action == "approve" if found else judgement.can_deploy


Act = tuple[str, str, int, bool]
"""What is said, by whom, about which override (its number), and whether the speaker has not heard the last word."""
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "block", "approve", "approve", "reject", "revoke"]),
        st.sampled_from(["Eve", "Ada", "Bob"]),
        st.integers(0, 2),
        st.booleans(),
    ),
    max_size=8,
)


def spoken(acts: Sequence[Act], *, passing: bool) -> list[Event]:
    """The words as the product takes them: who breaks a rule is not heard."""
    words: list[Event] = []
    for minute, act in enumerate(acts, 1):
        heard = words[:-1] if act[3] else words
        place = Place(SCOPE, judged(heard, passing=passing), START + minute * MINUTE, "test")
        words += said(act, place)
    return words


def said(act: Act, place: Place) -> list[Event]:
    what, by, number, _ = act
    who, asked = person(by, ADMINS), {"ask": "approve", "block": "block"}
    known = sorted(place.judged.overrides, key=lambda one: one.requested_at)
    try:
        if what in asked:
            return [requested(Request(action=asked[what], by=by, reason="it cannot wait"), who, place)]
        return [answered(Answer(what, by, "seen"), who, known[number].id, place)] if number < len(known) else []
    except BadRequest:
        return []


@given(ACTS, st.booleans())
@FEW
def test_a_lost_word_opens_no_gate_unless_nobody_has_spoken_after_it(acts: list[Act], passing: bool) -> None:
    words = spoken(acts, passing=passing)
    whole = judged(words, passing=passing)
    assert not whole.gaps
    for lost in words:
        rest = judged([word for word in words if word is not lost], passing=passing)
        assert is_open(whole) or not is_open(rest) or lost.event_id in whole.words.last
        assert rest.gaps or lost.event_id in whole.words.last


BLOCKED_TWICE = [("block", "Eve", 0, False), ("block", "Ada", 1, False)]


def test_a_gate_whose_block_is_lost_stays_shut_and_says_what_is_missing() -> None:
    block, later = spoken(BLOCKED_TWICE, passing=True)
    lifted = answered(Answer("revoke", "Ada", "over"), person("Ada", ADMINS), later.node_id, at([block, later], 5))
    found = judged([later, lifted], passing=True)
    assert found.gate is GateStatus.BLOCKED and not is_open(found)
    assert found.blocking_reasons == ("override_missing",) and block.event_id in found.gaps[0].explain
    assert [step.state for step in steps(found)] == ["unknown"]
    seen = verdict(found)
    assert seen.title == "May not ship" and seen.gate.text == "Gate closed, an override is missing"


def at(words: Sequence[Event], minute: float) -> Place:
    return Place(SCOPE, judged(words, passing=True), START + round(minute * MINUTE), "test")


def test_two_people_who_were_told_open_it_all_the_same_until_what_was_lost_is_here_again() -> None:
    block, later = spoken(BLOCKED_TWICE, passing=True)
    lifted = answered(Answer("revoke", "Ada", "over"), person("Ada", ADMINS), later.node_id, at([block, later], 5))
    words = [later, lifted]
    wish = Request(action="approve", by="Eve", reason="we know what it said")
    words.append(requested(wish, person("Eve", ADMINS), at(words, 6)))
    words.append(answered(Answer("approve", "Bob"), person("Bob", ADMINS), words[-1].node_id, at(words, 7)))
    assert is_open(judged(words, passing=True))
    assert not is_open(judged([*words, block], passing=True))


def test_words_that_arrive_in_another_order_say_the_same() -> None:
    words = spoken(
        [("ask", "Eve", 0, False), ("approve", "Ada", 0, False), ("revoke", "Bob", 0, False)], passing=False
    )
    assert len(words) == 3
    assert judged(words[::-1], passing=False).overrides == judged(words, passing=False).overrides
    assert not judged(words[::-1], passing=False).gaps


def test_an_approval_does_not_outlive_a_revocation_that_is_lost_once_somebody_speaks_after_it() -> None:
    acts: list[Act] = [("ask", "Eve", 0, False), ("approve", "Ada", 0, False), ("revoke", "Bob", 0, False)]
    asked, agreed, revoked, again = spoken([*acts, ("ask", "Eve", 0, False)], passing=False)
    assert is_open(judged([asked, agreed], passing=False))
    assert not is_open(judged([asked, agreed, again], passing=False))
    assert not is_open(judged([asked, agreed, revoked, again], passing=False))
