"""Which required stream waits for what, and what would end the waiting (R-28, R-30).

PENDING without a reason helps nobody: as every failure, every wait has a sentence, a place and a way out.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import structs

from app.domain import labels
from app.domain.events import STREAMS
from app.domain.moments import iso
from app.domain.state import IterationState
from app.domain.verdict import acc_awaited, bdv_awaited, build, dde_awaited
from app.domain.verdict.model import Reason, StreamJudgement, StreamState

_AWAITED: Final = {"dde": dde_awaited.awaited, "bdv": bdv_awaited.awaited, "acc": acc_awaited.awaited}

_FIRST_WORD: Final = {
    "dde": "Run its manifest (`mission-control execute`), or send what the pipeline reports",
    "bdv": "Run the scenarios or tests and send their results (`mission-control ingest`)",
    "acc": "Scan the repository (`mission-control scan`)",
}


def with_waits(judged: StreamJudgement, state: IterationState) -> StreamJudgement:
    """The judgement with what it waits for, where it is required and still open."""
    if not judged.required or judged.state is not StreamState.PENDING:
        return judged
    found = (_silence(judged.stream, state),) if not judged.reported else tuple(_AWAITED[judged.stream](state))
    return structs.replace(judged, waits=found or tuple(_open_conditions(judged)))


def _silence(stream: str, state: IterationState) -> Reason:
    """Nothing of the stream has arrived, and why this iteration asks for it all the same."""
    iteration = state.one(labels.ITERATION)
    since = iteration.times.get(f"requires_{stream}") if iteration else None
    others = ",".join(name for name in STREAMS if name != stream)
    if since is None:
        why = "nobody said which streams it needs, and then all three are needed"
        way = f"say which streams it needs (`--streams {others}`)"
    else:
        why = f"that was declared {iso(since)}"
        way = "let a named person waive it until a date"
    return build.awaited(
        stream=stream,
        code="nothing_reported",
        title="Nothing has reported yet",
        explain=f"This iteration requires {stream.upper()} because {why}.",
        clears=f"{_FIRST_WORD[stream]}; or {way}.",
        since=since,
    )


def _open_conditions(judged: StreamJudgement) -> Iterator[Reason]:
    """What no other sentence covers: the conditions that are open, each with its figure."""
    for condition in judged.conditions:
        if condition.state is StreamState.PENDING:
            yield build.awaited(
                stream=judged.stream,
                code="condition_open",
                title=f"Not settled yet: {condition.name.lower()}",
                explain=f"{condition.value} {condition.detail}".strip(),
                clears=f"{_FIRST_WORD[judged.stream]}.",
            )
