"""Versions of contracts: which fit each other, and that nothing that calls itself one breaks the comparison."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.graph import Node, NodeId
from app.domain.identity import contract_key
from app.domain.verdict.versions import Alignment, alignment, best_fit, parts, read, same

FITS = {
    ("1.2", "1.2"): "aligned",
    ("1", "1.0.0"): "aligned",
    ("1.2.0", "1.2.7"): "aligned",
    ("1.2.7", "1.2.0"): "aligned",
    ("1.1", "1.2"): "minor_drift",
    ("1.3", "1.2"): "mismatched",
    ("2.0", "1.9"): "mismatched",
    ("1.0", "2.0"): "mismatched",
    ("1.0.0-rc1", "1.0.0-rc1"): "aligned",
    ("1.0.0+5", "1.0.0+6"): "aligned",
    ("1.0.0-rc1", "1.0.0"): "minor_drift",
    ("1.0.0-rc.2", "1.0.0-rc.10"): "minor_drift",
    ("1.0.0", "1.0.0-rc1"): "mismatched",
    ("1.0.0-rc.10", "1.0.0-rc.2"): "mismatched",
    ("latest", "latest"): "aligned",
    ("latest", "1.0"): "mismatched",
    ("1.0", ""): "mismatched",
}
"""What is asked for and what there is."""


@pytest.mark.parametrize(("asked", "defined"), FITS)
def test_a_version_that_is_asked_for_fits_as_semantic_versioning_has_it(asked: str, defined: str) -> None:
    assert alignment(asked, defined) == FITS[asked, defined]


@pytest.mark.parametrize(("one", "other"), [("1", "1.0.0"), ("1.0+a", "1.0+b"), ("next", "next")])
def test_texts_that_mean_one_version_are_the_same(one: str, other: str) -> None:
    assert same(one, other) and same(other, one)


@pytest.mark.parametrize(("one", "other"), [("1.0.0", "1.0.1"), ("1.0", "1.0-rc1"), ("next", "last")])
def test_others_are_not(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize("text", ["", "²", "1.²", "1." + "9" * 5_000, "1.2.3.4", "1.-2", "1.0-", "1..2", "x"])
def test_what_is_no_version_has_no_numbers(text: str) -> None:
    assert read(text) is None and parts(text) is None


def test_a_pre_release_has_none_of_its_own_either() -> None:
    assert parts("1.0.0-rollback") is None and parts("v1.0.0+build") == (1, 0, 0)


TEXTS = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"v?[0-9²٣]{1,3}(\.[0-9²]{0,2}){0,3}([-+][a-z0-9.]{0,5})?", fullmatch=True),
)


@given(TEXTS, TEXTS)
def test_every_text_can_be_compared_with_every_other_and_fits_itself(one: str, other: str) -> None:
    assert alignment(one, one) is Alignment.ALIGNED
    assert alignment(one, other) in Alignment
    contracts = [Node(NodeId("InterfaceContract", f"Pay:{v}"), {}, {}, 0) for v in (one, other)]
    assert best_fit(f"Pay:{one}", contracts).alignment is Alignment.ALIGNED


def test_a_contract_of_another_case_is_named_and_does_not_count() -> None:
    contracts = [Node(NodeId("InterfaceContract", "Pay:1.0"), {}, {}, 0)]
    found = best_fit("pay:1.0", contracts)
    assert (found.alignment, found.contract, found.near) == (Alignment.MISSING, "", "Pay")


@pytest.mark.parametrize(
    ("version", "key"), [("v1.2", "A:1.2"), ("V1", "A:1"), ("1.2", "A:1.2"), ("vnext", "A:vnext"), ("v", "A:v")]
)
def test_the_letter_before_a_number_is_no_part_of_a_key(version: str, key: str) -> None:
    assert contract_key("A", version) == key
