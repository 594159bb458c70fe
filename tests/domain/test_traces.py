"""Contexts are read by the letter of W3C, and what travels on names nobody."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.graph import Op, Version
from app.domain.traces import ALLOWED, NO_TRACE, Context, carried, context, context_of, members, origin, placed
from tests.builders import event

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"
hexes = st.text("0123456789abcdef", min_size=1)


def test_a_traceparent_is_read_into_its_parts() -> None:
    found = context(f" {PARENT.upper()} ", "shop=1, rojo=00f067", "run=r1")
    assert found == Context(PARENT, "shop=1,rojo=00f067", "run=r1")
    assert (found.trace_id, found.span_id, found.sampled) == (TRACE, SPAN, True)
    assert not context(f"00-{TRACE}-{SPAN}-02").sampled
    assert (NO_TRACE.trace_id, NO_TRACE.span_id, NO_TRACE.sampled) == ("", "", False)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "nonsense",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE[:-1]}g-{SPAN}-01",
    ],
)
def test_what_is_no_traceparent_is_no_place_whatever_stands_beside_it(said: str) -> None:
    assert context(said, "shop=1", "run=r1") == NO_TRACE


def test_members_of_tracestate_that_break_the_grammar_are_left_out() -> None:
    assert context(PARENT, "Shop=1,a=b=c,ok=yes, ,x").tracestate == "ok=yes"
    many = ",".join(f"k{n}=v" for n in range(40))
    assert len(context(PARENT, many).tracestate.split(",")) == 32


@given(st.text(), st.text())
def test_headers_of_any_kind_give_a_place_that_reads_the_same_again(parent: str, baggage: str) -> None:
    found = context(parent, baggage, baggage)
    assert context(*found) == found


@given(st.dictionaries(st.text(string.ascii_letters + "._@-", min_size=1), st.text()))
def test_nothing_but_allowed_names_with_plain_values_travels_on(said: dict[str, str]) -> None:
    passed = members(carried(",".join(f"{name}={value};owner=jane" for name, value in said.items())))
    assert {name.removeprefix("mission_control.") for name in passed} <= ALLOWED
    assert not any(set("@ ,;=") & set(value) for value in passed.values())


def test_a_mail_address_under_an_allowed_name_stays_behind() -> None:
    assert carried("run=jane@example.org,task=build,user=jane") == "task=build"


def test_an_event_lies_where_it_says_else_where_its_ids_say() -> None:
    assert context_of(event("dde.task.created", task_id="A", traceparent=PARENT, tracestate="shop=1")) == Context(
        PARENT, "shop=1"
    )
    by_ids = event("dde.task.created", task_id="A", trace_id=TRACE, span_id=SPAN)
    assert context_of(by_ids) == Context(PARENT)
    assert context_of(event("dde.task.created", task_id="A", trace_id="short", span_id=SPAN)) == NO_TRACE


def test_an_event_without_a_place_gets_one_and_no_other_changes() -> None:
    here = Context(PARENT, "shop=1", "run=r1")
    bare = placed(event("dde.task.created", task_id="A"), here)
    assert (bare.trace_id, bare.span_id, bare.traceparent, bare.tracestate) == (TRACE, SPAN, PARENT, "shop=1")
    assert placed(bare, Context(f"00-{'1' * 32}-{'2' * 16}-01")) is bare
    plain = event("dde.task.created", task_id="A")
    assert placed(plain, NO_TRACE) is plain
    half = placed(event("dde.task.created", task_id="A", traceparent=PARENT), NO_TRACE)
    assert (half.trace_id, half.span_id) == (TRACE, SPAN)


def test_what_is_known_comes_from_the_event_that_was_accepted_last() -> None:
    other = f"00-{'1' * 32}-{'2' * 16}-01"
    told = [Version(9, 1, Op.PATCH, {}, "a", "x", other), Version(1, 2, Op.PATCH, {}, "b", "x", PARENT)]
    assert origin(told) == Context(PARENT)
    assert origin([]) == NO_TRACE
