"""Small helpers that the three streams' rules are written with."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from app.domain import labels
from app.domain.digest import digest_of
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.model import Condition, Evidence, Reason, StreamJudgement, StreamState

awaited: Final = partial(Reason, severity="PENDING", blocking=False)
"""What a stream still waits for: it failed nothing, and keeps the gate shut all the same."""


def at_node(node: Node, file: str = "", line: int = 0) -> tuple[Evidence, ...]:
    """Evidence at this node."""
    return (Evidence(node.id.uid, file, line),)


def condition(
    code: str, name: str, value: str, reasons: Iterable[Reason] = (), *, open_: bool = False, detail: str = ""
) -> Condition:
    """FAIL when there are reasons, else PENDING while it is still open, else PASS."""
    listed = tuple(reasons)
    state = StreamState.FAIL if listed else StreamState.PENDING if open_ else StreamState.PASS
    return Condition(code=code, name=name, state=state, value=value, detail=detail, reasons=listed)


def contradictions(
    stream: str, what: str, said: Mapping[str, int], found: Mapping[str, int], digest: str, lines: Iterable[str]
) -> str:
    """What a completing event summed up but did not arrive, in one sentence; empty when all of it is here (R-30)."""
    for name, number in sorted(said.items()):
        if name in found and found[name] != number:
            return f"{what} reported {number} {name}, but {found[name]} arrived."
    if digest and digest != digest_of(lines):
        return f"{what} summed up other results than those that arrived; some of the events of {stream} are missing."
    return ""


def commit_conflict(state: IterationState, commits: Iterable[str]) -> str:
    """Says so when results are about another commit than the iteration is (R-29)."""
    iteration = state.one(labels.ITERATION)
    current = iteration.get("commit", "") if iteration else ""
    others = sorted({c for c in commits if c and current and not _same_commit(c, current)})
    if not others:
        return ""
    return f"The results are about commit {others[0][:12]}, the iteration is at {current[:12]}."


def _same_commit(a: str, b: str) -> bool:
    """Equal, or one the abbreviation of the other."""
    return a.startswith(b) or b.startswith(a)


def stream_state(conditions: Iterable[Condition], *, complete: bool, contradiction: str) -> StreamState:
    """FAIL as soon as a condition fails; UNKNOWN when the evidence contradicts itself; PASS only when complete."""
    states = {c.state for c in conditions}
    if StreamState.FAIL in states:
        return StreamState.FAIL
    if contradiction or StreamState.UNKNOWN in states:
        return StreamState.UNKNOWN
    if not complete or StreamState.PENDING in states:
        return StreamState.PENDING
    return StreamState.PASS


def unknown_reason(stream: str, contradiction: str) -> tuple[Reason, ...]:
    """The contradiction as a reason that blocks."""
    if not contradiction:
        return ()
    return (
        Reason(
            code="evidence_contradicts",
            stream=stream,
            title=f"What {stream.upper()} reported does not add up",
            explain=contradiction,
            clears="Send the missing events, or run it again on this commit.",
        ),
    )


def missing_words(missing: Sequence[str]) -> tuple[Reason, ...]:
    """Words of people upon the gate that are missing, as a reason that blocks; none where none is."""
    if not missing:
        return ()
    lost = f"{len(missing)} {'event' if len(missing) == 1 else 'events'}"
    rest = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return (
        Reason(
            code="override_missing",
            stream="dde",
            title="Not every override of this gate is here",
            explain=f"Later ones follow {lost} that never arrived: {', '.join(missing[:_NAMED])}{rest}. "
            "A block or a revocation may be among them.",
            clears="Send what is missing again, or let two people open the gate without it.",
        ),
    )


_NAMED: Final = 3
"""How many that are missing are named."""


def waived(judgement: StreamJudgement, state: IterationState, moment: int) -> StreamJudgement:
    """WAIVED while a named person answers for a stream that has no result; a failure cannot be waived (R-29)."""
    waiver = state.of(labels.WAIVER).get(judgement.stream)
    open_states = (StreamState.PENDING, StreamState.UNKNOWN)
    if waiver is None or judgement.state not in open_states or waiver.get("until", 0) <= moment:
        return judgement
    return StreamJudgement(
        stream=judgement.stream,
        state=StreamState.WAIVED,
        required=judgement.required,
        reported=judgement.reported,
        running=judgement.running,
        conditions=judgement.conditions,
        reasons=(),
        looks=(*judgement.reasons, *judgement.looks),
        facts=judgement.facts,
        commit=judgement.commit,
        note=f"Waived by {waiver.get('by', 'nobody named')}: {waiver.get('reason', 'no reason given')}",
    )
