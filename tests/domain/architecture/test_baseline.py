"""A baseline as it lies in a file: it reads back as it was written, and what cannot be read is refused."""

import pytest
from hypothesis import given

from app.domain.architecture import Baseline
from app.domain.architecture.baseline import baseline_from, to_text
from app.domain.architecture.ratchet import baseline_of, hold
from app.errors import BadFile
from tests.domain.architecture.test_ratchet import Links, code, found, links, new


@given(links)
def test_a_baseline_reads_back_as_it_was_written(weights: Links):
    known = baseline_of(found(code(weights)), code(weights))
    again = baseline_from(to_text(known))

    assert sorted(e.key for e in again.entries) == sorted(e.key for e in known.entries)
    assert not new(hold(found(code(weights)), again, code(weights)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"{", "not a baseline"),
        (b'{"baseline": 2}', "of form 2"),
        (b'{"baseline": 1, "entries": [{"rule": 1}, {"source": "a"}]}', "2 faults"),
    ],
)
def test_a_baseline_that_cannot_be_read_is_refused(text: bytes, words: str):
    with pytest.raises(BadFile) as refused:
        baseline_from(text)
    assert words in str(refused.value)


def test_an_empty_baseline_tolerates_nothing():
    now = code({("a.x", "b"): 1})
    held = hold(found(now, "a: MUST_NOT_CALL(b)"), Baseline(), now)
    assert new(held) == {("a.x", "b")}
