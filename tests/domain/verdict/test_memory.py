"""Judged with other moments in mind, an iteration is judged as without; and what stands is not judged anew."""

from functools import cache
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fold import fold
from app.domain.graph import Entry
from app.domain.moments import AsOf
from app.domain.state import IterationState, read
from app.domain.verdict import judge
from app.domain.verdict.history import Summary, summary_of
from app.domain.verdict.memory import NO_MEMORY, Memory
from app.domain.verdict.model import StreamJudgement
from tests.domain.evidence import Evidence
from tests.domain.losses import losses
from tests.golden.replays import NAMES, entries_of, events_of

DAY = 86_400_000


@cache
def evidence(name: str) -> Evidence:
    return Evidence(events_of(name))


def outcome(state: IterationState, moment: int, memory: Memory) -> Summary:
    return summary_of(judge(state, moment, memory))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_whatever_was_judged_before_the_outcome_is_the_same(name: str, data: st.DataObject) -> None:
    memory, whole = Memory(), evidence(name)
    taken = st.one_of(st.just(frozenset[int]()), st.frozensets(st.integers(0, len(whole.events) - 1), max_size=3))
    for _ in range(data.draw(st.integers(2, 6))):
        lost = data.draw(st.one_of(taken, taken, losses(whole.events)))
        moment = whole.moment + data.draw(st.sampled_from([-DAY, 0, DAY, 40 * DAY, 400 * DAY]))
        state = read(whole.without(lost))
        assert outcome(state, moment, memory) == outcome(state, moment, NO_MEMORY)


@pytest.mark.parametrize("name", NAMES)
def test_as_time_goes_by_the_outcome_is_the_same(name: str) -> None:
    told, memory = entries_of(name), Memory()
    for point in sorted({entry.valid_at for entry in told})[::7]:
        state = read(fold(told, AsOf(point)))
        assert outcome(state, point, memory) == outcome(state, point, NO_MEMORY), point


class Counted(Memory):
    """Notes which streams were judged anew."""

    def __init__(self) -> None:
        super().__init__()
        self.anew: list[str] = []

    def judged(self, stream, state, besides, judge) -> StreamJudgement:  # type: ignore[no-untyped-def]
        def noted(read_of: IterationState) -> StreamJudgement:
            self.anew.append(stream)
            return judge(read_of)  # type: ignore[no-any-return]

        return super().judged(stream, state, besides, noted)


def test_only_the_streams_that_were_told_of_are_judged_anew() -> None:
    told, memory = entries_of(NAMES[0]), Counted()
    of_stream = {s: [e for e in told if e.event_type.startswith(s)] for s in ("dde", "bdv", "acc")}

    def judged(entries: list[Entry]) -> list[str]:
        memory.anew = []
        judge(
            read(fold(sorted(entries, key=lambda e: e.accepted), AsOf(told[-1].valid_at))), told[-1].valid_at, memory
        )
        return memory.anew

    without_tests = [*of_stream["dde"], *of_stream["acc"]]
    assert judged(without_tests) == ["dde", "bdv", "acc"]
    assert judged(without_tests) == []
    assert judged(list(chain.from_iterable(of_stream.values()))) == ["bdv"]
    assert judged(list(chain.from_iterable(of_stream.values()))[:-1]) == ["acc"]
