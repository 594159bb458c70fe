"""All of an iteration is in one share of the stream."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.partitions import LANES, NAMES, PARTITIONS, SHARES, is_in, lanes_of, partition_of, share_of
from app.ports import UNDIVIDED

KEYED = sorted(topic for topic, count in PARTITIONS.items() if topic != "dlq")


@given(st.text())
def test_everything_of_an_iteration_is_in_one_share_whatever_the_topic(iteration: str) -> None:
    assert {partition_of(topic, iteration) for topic in KEYED} == {share_of(iteration)} <= SHARES


@given(st.sets(st.sampled_from(sorted(SHARES))))
def test_shares_are_lanes_of_the_same_number_in_each_topic(shares: set[int]) -> None:
    lanes = lanes_of(KEYED, shares)
    assert [LANES[lane] for lane in lanes] == [lane for lane in LANES if lane[0] in KEYED and lane[1] in shares]
    assert {NAMES[lane] for lane in lanes} == {f"{topic}-{share}" for topic in KEYED for share in shares}
    assert all(is_in(NAMES[lane], shares) and is_in(NAMES[lane], None) for lane in lanes)


def test_who_works_alone_has_every_share() -> None:
    assert UNDIVIDED.mine("ingest") == SHARES
