"""What would open the gate: every line that does not hold yet, with what would make it hold."""

from collections.abc import Iterable, Iterator

import msgspec

from app.domain.verdict.model import Evidence, Judgement, Reason, StreamJudgement, StreamState

_MOST = 5


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a stream that has to come to hold. ``state``: fail, pending or unknown; ``value`` as it stands.

    ``needs`` says what would do it, ``open`` how many single things are in the way, ``evidence`` where the first are.
    """

    stream: str
    line: str
    state: str
    value: str
    needs: str
    open: int = 1
    evidence: tuple[Evidence, ...] = ()


def steps(judgement: Judgement) -> tuple[Step, ...]:
    """All of them, in order of stream, what failed before what is awaited; then people's words that are missing;
    none once every stream has passed and nothing is missing."""
    owed = tuple(step for stream in judgement.streams if _owes(stream) for step in _of(stream))
    return owed + tuple(_step(gap.stream, gap.title, "unknown", "", (gap,)) for gap in judgement.gaps)


def _owes(stream: StreamJudgement) -> bool:
    return stream.required and stream.state not in (StreamState.PASS, StreamState.WAIVED)


def _of(stream: StreamJudgement) -> Iterator[Step]:
    told = set[Reason]()
    for condition in stream.conditions:
        if condition.reasons:
            told.update(condition.reasons)
            yield _step(stream.stream, condition.name, condition.state.value, condition.value, condition.reasons)
    for reason in (*stream.reasons, *stream.waits):
        if reason not in told:
            state = "pending" if reason.severity == "PENDING" else "unknown"
            yield _step(stream.stream, reason.title, state, "", (reason,))


def _step(stream: str, line: str, state: str, value: str, reasons: tuple[Reason, ...]) -> Step:
    return Step(
        stream=stream,
        line=line,
        state=state,
        value=value,
        needs=_needs(reasons),
        open=len(reasons),
        evidence=tuple(e for reason in reasons for e in reason.evidence[:1])[:_MOST],
    )


def _needs(reasons: Iterable[Reason]) -> str:
    """What clears the first; where the others take something else, that is said too, up to three in all."""
    ways = list(dict.fromkeys(reason.clears for reason in reasons if reason.clears))
    rest = f" And {len(ways) - 2} more." if len(ways) > 2 else ""
    return " ".join(ways[:2]) + rest
