"""DDE and BDV as witnesses of each other: when they agree on a contract, and how far that can be trusted."""

import pytest

from app.domain.agreement import Agreement, agreements, overall
from app.domain.payloads import dde
from tests.lenses.builders import Step, done, failed, feature, interface, locked, quarantined, ran, state

ASKS = ["@contract:Pay:v1.0"]
BUILT: list[Step] = [interface("Pay"), *done("IF.Pay"), locked("Pay")]
TESTED: list[Step] = [feature("x", "a", "b", tags=ASKS), ran("a"), ran("b")]
INVALID: Step = ("dde.contract.validated", dde.ContractValidated(contract_name="Pay", version="1.0", valid=False))


def said(*steps: Step) -> Agreement:
    (found,) = agreements(state(*steps))
    return found


def test_both_say_that_it_is_fulfilled_and_are_sure_of_it() -> None:
    found = said(*BUILT, *TESTED)
    assert (found.dde, found.bdv, found.word, found.confidence) == (True, True, "agreement", 1.0)
    assert found.fulfilled


def test_both_say_that_it_is_not() -> None:
    found = said(interface("Pay"), *failed("IF.Pay"), *TESTED, ran("a", "FAILED", run="r2"))
    assert (found.dde, found.bdv, found.word) == (False, False, "agreement")
    assert found.confidence == 0.8 and not found.fulfilled


def test_one_failed_scenario_contradicts_what_was_built() -> None:
    found = said(*BUILT, *TESTED, ran("a", "FAILED", run="r2"))
    assert (found.word, found.confidence, found.pass_rate) == ("disagreement", 0.3, 0.5)


@pytest.mark.parametrize("steps", [[*BUILT, INVALID, *TESTED], [interface("Pay"), *done("IF.Pay"), *TESTED]])
def test_a_contract_that_is_invalid_or_never_locked_contradicts_its_scenarios(steps: list[Step]) -> None:
    assert said(*steps).word == "disagreement"


@pytest.mark.parametrize("steps", [BUILT, [interface("Pay"), *TESTED], [*BUILT, TESTED[0]]])
def test_one_side_alone_is_half_of_the_truth(steps: list[Step]) -> None:
    found = said(*steps)
    assert (found.word, found.confidence, found.fulfilled) == ("one side only", 0.5, False)


def test_nothing_known_is_worth_nothing() -> None:
    found = said(interface("Pay"))
    assert (found.word, found.confidence) == ("nothing known", 0.0)


def test_quarantined_scenarios_and_those_of_another_version_bear_no_witness() -> None:
    assert said(*BUILT, *TESTED, quarantined("a"), quarantined("b")).bdv is None
    other = [feature("x", "a", tags=["@contract:Pay:v2.0"]), ran("a")]
    assert said(*BUILT, *other).bdv is None


def test_all_contracts_together_are_the_share_that_agrees_and_the_share_that_is_fulfilled() -> None:
    several = [*BUILT, *TESTED, interface("Ship"), *failed("IF.Ship"), interface("Bill")]
    several += [feature("y", "c", tags=["@contract:Ship:v1.0"]), ran("c", "FAILED")]
    both = overall(agreements(state(*several)))
    assert both.confidence == pytest.approx(2 / 3) and both.fulfilment == pytest.approx(1 / 3)


def test_without_contracts_nothing_is_agreed() -> None:
    both = overall(agreements(state()))
    assert (both.confidence, both.fulfilment) == (0.0, 0.0)
