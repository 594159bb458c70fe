"""Three streams → one verdict and one gate (domain 6.3, 6.5; R-21, R-23, R-28 to R-30)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from app.domain import labels
from app.domain.events import STREAMS
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.unheard import words
from app.domain.verdict.acc import judge_acc
from app.domain.verdict.awaited import with_waits
from app.domain.verdict.bdv import judge_bdv
from app.domain.verdict.build import missing_words, waived
from app.domain.verdict.dde import judge_dde
from app.domain.verdict.memory import NO_MEMORY, Memory
from app.domain.verdict.model import GateStatus, Judgement, StreamJudgement, StreamState, VerdictName
from app.domain.verdict.overrides import overrides
from app.domain.verdict.suppression import ends

_TABLE: Final = {
    (True, True, True): VerdictName.ALL_PASS,
    (True, False, True): VerdictName.DESIGN_GAP,
    (True, True, False): VerdictName.ARCHITECTURAL_EROSION,
    (False, True, True): VerdictName.PROCESS_ISSUE,
    (False, False, False): VerdictName.SYSTEMIC_FAILURE,
}

_DIAGNOSIS: Final = {
    VerdictName.ALL_PASS: ("Built to plan, does what was asked, and clean in structure.", "Ship it."),
    VerdictName.DESIGN_GAP: (
        "Built to plan and clean in structure, but not what was asked for.",
        "Revisit the requirements and contracts behind the failing scenarios.",
    ),
    VerdictName.ARCHITECTURAL_EROSION: (
        "It works, but its structure decays.",
        "Refactor first: clear the blocking findings.",
    ),
    VerdictName.PROCESS_ISSUE: (
        "The product looks right, but the way it was built is at fault.",
        "Fix the pipeline or the gate that failed, then run it again.",
    ),
    VerdictName.MIXED_FAILURE: ("Two of the three streams fail.", "Look at each stream's first reason."),
    VerdictName.SYSTEMIC_FAILURE: (
        "All three streams fail.",
        "Halt. Hold a retrospective and reduce the scope.",
    ),
    VerdictName.PENDING: (
        "Not every required stream has an answer yet.",
        "Wait for the open streams, or rerun them.",
    ),
}


def judge(state: IterationState, moment: int, memory: Memory = NO_MEMORY) -> Judgement:
    """The verdict at ``moment`` (ms), which only decides what has expired: suppressions, waivers, reviews.

    ``memory``: of judging the same iteration at other moments, for who asks for the outcome alone: what is worth a
    look (``StreamJudgement.looks``) may then be that of the other moment.
    """
    streams = _streams(state, moment, memory)
    verdict, said = _verdict(streams), words(state)
    gaps = missing_words(said.missing)
    gate = _gate(verdict, streams, heard=not gaps)
    return Judgement(
        verdict=verdict,
        can_deploy=gate is GateStatus.APPROVED,
        gate=gate,
        blocking_reasons=(*_codes(verdict, streams), *(gap.code for gap in gaps)),
        streams=streams,
        diagnosis=_diagnosis(verdict, streams),
        action=gaps[0].clears if gaps and verdict is VerdictName.ALL_PASS else _DIAGNOSIS[verdict][1],
        scope_note=_scope_note(streams),
        since=_since(state.of(labels.VERDICT).get("current"), verdict, streams),
        overrides=overrides(state, moment, said.missing),
        version=_version(state),
        words=said,
        gaps=gaps,
    )


def _version(state: IterationState) -> str:
    iteration = state.one(labels.ITERATION)
    return str(iteration.get("version", "")) if iteration else ""


def _diagnosis(verdict: VerdictName, streams: tuple[StreamJudgement, ...]) -> str:
    if verdict is VerdictName.PENDING or all(stream.required for stream in streams):
        return _DIAGNOSIS[verdict][0]
    return _of_some(streams)


def _of_some(streams: tuple[StreamJudgement, ...]) -> str:
    """The diagnosis where not every stream is required: nothing is claimed of those that nobody judged."""
    required = [s for s in streams if s.required]
    failed = [s.stream.upper() for s in required if not _good(s)]
    silent = [s.stream.upper() for s in streams if not s.required]
    rest = "was not asked for and says nothing" if len(silent) == 1 else "were not asked for and say nothing"
    said = (
        f"{' and '.join(failed)} failed" if failed else f"{' and '.join(s.stream.upper() for s in required)} passed"
    )
    return f"{said}; {' and '.join(silent)} {rest}."


def _streams(state: IterationState, moment: int, memory: Memory) -> tuple[StreamJudgement, ...]:
    """Each stream's own judgement; required when declared so, when nothing is declared, or when it has reported."""
    iteration = state.one(labels.ITERATION)
    named = {s for s in STREAMS if iteration is not None and iteration.get(f"requires_{s}")}
    needs = {stream: not named or stream in named for stream in STREAMS}
    judged = (
        memory.judged(
            stream,
            state,
            partial(_besides, stream, state, needed, moment),
            partial(_JUDGES[stream], needed, moment),
        )
        for stream, needed in needs.items()
    )
    return tuple(with_waits(waived(_required_if_reported(s), state, moment), state) for s in judged)


_JUDGES: Final[Mapping[str, Callable[[bool, int, IterationState], StreamJudgement]]] = {
    "dde": lambda needed, _, state: judge_dde(state, needed),
    "bdv": lambda needed, moment, state: judge_bdv(state, needed, moment),
    "acc": lambda needed, moment, state: judge_acc(state, needed, moment),
}


def _besides(stream: str, state: IterationState, needed: bool, moment: int) -> object:
    """What the outcome of a stream depends on besides its nodes: whether it is required, and for ACC how much of what
    it rests on has expired by then."""
    if stream != "acc":
        return needed
    return needed, sum(until <= moment for found in state.of(labels.VIOLATION).values() for until in ends(found))


def _required_if_reported(stream: StreamJudgement) -> StreamJudgement:
    if stream.required or not stream.reported:
        return stream
    fields = {name: getattr(stream, name) for name in StreamJudgement.__struct_fields__}
    return StreamJudgement(**{**fields, "required": True})


def _good(stream: StreamJudgement) -> bool:
    """For the table: what is not required, or was answered for by a person, counts as if it passed."""
    return not stream.required or stream.state in (StreamState.PASS, StreamState.WAIVED)


def _answered(stream: StreamJudgement) -> bool:
    return not stream.required or stream.state not in (StreamState.PENDING, StreamState.UNKNOWN)


def _verdict(streams: tuple[StreamJudgement, ...]) -> VerdictName:
    if not all(_answered(s) for s in streams):
        return VerdictName.PENDING
    dde, bdv, acc = (_good(s) for s in streams)
    return _TABLE.get((dde, bdv, acc), VerdictName.MIXED_FAILURE)


def _gate(verdict: VerdictName, streams: tuple[StreamJudgement, ...], *, heard: bool) -> GateStatus:
    """Open for ALL_PASS alone (R-23); a stream that failed shuts it even while others are pending (R-28).

    So does a word of people that is missing (``heard`` is false): it may have been a block.
    """
    if verdict is VerdictName.SYSTEMIC_FAILURE:
        return GateStatus.AUTO_BLOCKED
    if not heard:
        return GateStatus.BLOCKED
    if verdict is VerdictName.ALL_PASS:
        return GateStatus.APPROVED
    shut = (StreamState.FAIL, StreamState.UNKNOWN)
    if verdict is VerdictName.PENDING and not any(s.required and s.state in shut for s in streams):
        return GateStatus.PENDING
    return GateStatus.BLOCKED


def _codes(verdict: VerdictName, streams: tuple[StreamJudgement, ...]) -> tuple[str, ...]:
    codes = [f"{s.stream}_failed" for s in streams if s.required and s.state is StreamState.FAIL]
    if verdict is VerdictName.SYSTEMIC_FAILURE:
        codes.append("systemic_failure")
    if not all(_answered(s) for s in streams):
        codes.append("missing_data")
    return tuple(codes)


def _scope_note(streams: tuple[StreamJudgement, ...]) -> str:
    """``BDV + ACC only`` where fewer than three streams are required, and who was waived; else empty."""
    required = [s.stream.upper() for s in streams if s.required]
    notes = [f"{' + '.join(required)} only"] if len(required) < len(STREAMS) else []
    notes += [f"{s.stream.upper()} waived" for s in streams if s.state is StreamState.WAIVED]
    return ", ".join(notes)


def _since(recorded: Node | None, verdict: VerdictName, streams: tuple[StreamJudgement, ...]) -> dict[str, int]:
    """From the recorded history, as far as it agrees with what is judged now."""
    if recorded is None:
        return {}
    now = {"verdict": verdict.value, **{s.stream: s.state.value for s in streams}}
    return {name: recorded.times[name] for name, value in now.items() if recorded.props.get(name) == value}
