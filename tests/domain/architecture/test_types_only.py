"""A circle that only imports for type checkers close is told and blocks nothing: when the program runs it is none."""

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.architecture import Code, Findings, evaluate, propose
from app.domain.architecture.ratchet import baseline_of, hold
from tests.domain.architecture.small_code import NAMES, manifest
from tests.domain.architecture.test_ratchet import code

Link = tuple[str, str]
A, B, C = NAMES[0], NAMES[1], NAMES[2]
THERE, BACK, ON, HOME = (A, B), (B, A), (B, C), (C, A)
links = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)))


def typed(run: Iterable[Link], of_types: Iterable[Link]) -> Code:
    """These imports, of which some are for type checkers only."""
    plain = code(dict.fromkeys([*run, *of_types], 1))
    marked = {link: msgspec.structs.replace(plain.imports[link], type_checking=True) for link in of_types}
    return Code(plain.modules, {**plain.imports, **marked})


def found(graph: Code) -> Findings:
    return evaluate(graph, manifest("ALL: NO_CYCLES"))


def blocking(findings: Findings) -> list[str]:
    return [v.violation_id for v in findings.violations if v.severity == "BLOCKING"]


def test_it_is_told_with_the_reason_and_does_not_block() -> None:
    (cycle,), (violation,) = found(typed([THERE], [BACK])).cycles, found(typed([THERE], [BACK])).violations

    assert (cycle.classification, cycle.severity, violation.severity) == ("types_only", "INFO", "INFO")
    assert violation.description.endswith("there is none when the program runs.")
    assert blocking(found(typed([THERE, BACK], [])))


@given(links, links)
def test_imports_for_type_checkers_never_change_what_blocks(run: set[Link], more: set[Link]) -> None:
    assert bool(blocking(found(typed(run, more - run)))) == bool(blocking(found(typed(run, []))))


@given(links, links)
def test_nor_do_they_make_a_circle_of_the_proposal_new(run: set[Link], more: set[Link]) -> None:
    rules = msgspec.structs.replace(manifest("ALL: NO_CYCLES"), baseline=propose(typed(run, [])).baseline)
    later = evaluate(typed(run, more - run), rules)

    assert not blocking(later)
    assert all(cycle.baseline or cycle.classification == "types_only" for cycle in later.cycles)


@pytest.mark.parametrize("of_types", [[HOME], [ON, HOME]])
def test_a_known_circle_that_only_types_make_larger_stays_known(of_types: list[Link]) -> None:
    then = typed([THERE, BACK], [])
    now = typed({THERE, BACK, ON} - set(of_types), of_types)

    assert not blocking(hold(found(now), baseline_of(found(then), then), now).findings)


@pytest.mark.parametrize("proposed", [True, False])
def test_an_import_for_type_checkers_that_runs_from_now_on_is_new(proposed: bool) -> None:
    then, now = typed([THERE], [BACK]), typed([THERE, BACK], [])
    later = (
        evaluate(now, propose(then)) if proposed else hold(found(now), baseline_of(found(then), then), now).findings
    )

    assert blocking(later)
