"""What holds only until a date: suppressions, waivers and overrides, and with them perhaps the verdict."""

from collections.abc import Iterator

import msgspec

from app.domain import labels
from app.domain.state import IterationState
from app.domain.unheard import words
from app.domain.verdict.overrides import override
from app.domain.verdict.suppression import uses


class Ending(msgspec.Struct, frozen=True, order=True):
    """Something of a stream that ends at a moment (ms)."""

    until: int
    stream: str
    what: str
    subject: str


def endings(state: IterationState) -> list[Ending]:
    """Everything in the state that has a date of its end, in order of the dates, each once."""
    return sorted({*_suppressions(state), *_waivers(state), *_overrides(state)})


def _suppressions(state: IterationState) -> Iterator[Ending]:
    for violation in state.of(labels.VIOLATION).values():
        for use in uses(violation):
            if use.until and not use.refused:
                yield Ending(use.until, "acc", "suppression", use.id)


def _waivers(state: IterationState) -> Iterator[Ending]:
    for stream, waiver in state.of(labels.WAIVER).items():
        if until := waiver.get("until"):
            yield Ending(int(until), stream, "waiver", stream)


def _overrides(state: IterationState) -> Iterator[Ending]:
    """Those that held: what was only asked for ends without a trace."""
    missing = words(state).missing
    for node in state.of(labels.OVERRIDE).values():
        if override(node, 0, missing).holds:
            yield Ending(int(node.get("expires")), "dde", "override", node.id.key)
