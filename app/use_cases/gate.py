"""May it ship? The deployment gate's answer to one question (domain 6.5)."""

from collections.abc import Iterator

import msgspec

from app.domain.graph import Scope
from app.domain.moments import AsOf, iso
from app.domain.verdict import GateStatus, Judgement, Reason, StreamJudgement, StreamState
from app.domain.verdict.overrides import About, Override
from app.lenses.words import sentence
from app.ports import GraphStore
from app.use_cases.gate_opening import Blocking, Opens, by_hand, lifted, opens
from app.use_cases.looking import looking
from app.use_cases.override import told
from app.use_cases.watermark import Watermark, watermark


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be shipped where. ``commit`` (if named) must be the one that the evidence is about."""

    project: str = ""
    version: str = ""
    commit: str = ""
    environment: str = "production"


class GateReason(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps the gate shut: what, where (node, file, line), since when, and what would clear it.

    ``severity`` PENDING: nothing failed, it is awaited.
    """

    code: str
    stream: str
    severity: str
    title: str
    explain: str
    clears: str
    since: str | None
    node: str
    file: str
    line: int


class GateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer in the field names of domain 6.5. ``gate_status``: APPROVED BLOCKED AUTO_BLOCKED PENDING.

    ``override`` is the one that changed the answer; the three gates and the verdict keep what the streams say.
    """

    iteration_id: str
    project: str
    version: str
    commit_sha: str
    environment: str
    approved: bool
    gate_status: str
    auto_blocked: bool
    dde_gate: str
    bdv_gate: str
    acc_gate: str
    verdict: str
    diagnosis: str
    scope_note: str
    recommendations: list[str]
    blocking_reasons: list[Blocking]
    reasons: list[GateReason]
    override: dict[str, str | None] | None
    opens: list[Opens]
    timestamp: str
    watermark: Watermark


_WORDS = {
    "dde_failed": "DDE failed: it was not built to plan.",
    "bdv_failed": "BDV failed: it does not do what was asked.",
    "acc_failed": "ACC failed: its structure breaks the rules.",
    "systemic_failure": "All three streams fail.",
}


def gate(graph: GraphStore, scope: Scope, as_of: AsOf, now: int, question: Question) -> GateAnswer:
    """The gate's answer at a moment. Raises UnknownIteration."""
    judged = looking(graph).judgement(scope, as_of, now)
    other, override, approved = _ruling(judged, question)
    return GateAnswer(
        iteration_id=scope.iteration,
        project=question.project,
        version=question.version,
        commit_sha=question.commit or _commit(judged),
        environment=question.environment,
        approved=approved,
        gate_status=_status(judged, approved, override),
        auto_blocked=judged.gate is GateStatus.AUTO_BLOCKED and not approved,
        **_gates(judged),
        verdict=judged.verdict.value,
        diagnosis=judged.diagnosis,
        scope_note=judged.scope_note,
        recommendations=_advice(judged),
        blocking_reasons=[*_blocking(judged), *other, *by_hand(override)],
        reasons=[gate_reason(reason) for reason in judged.holds],
        override=told(override) if override else None,
        opens=[*opens(judged), *lifted(override)],
        timestamp=iso(looking(graph).moment(scope, as_of, now)),
        watermark=watermark(graph, scope),
    )


def _ruling(judged: Judgement, question: Question) -> tuple[list[Blocking], Override | None, bool]:
    """What of the question the evidence does not answer, else who decided by hand; and whether it may ship."""
    if other := _other_commit(judged, question.commit):
        return other, None, False
    override = judged.override(About(question.environment, question.version, question.commit))
    return [], override, override.action == "approve" if override else judged.can_deploy


def _gates(judged: Judgement) -> dict[str, str]:
    """``dde_gate``, ``bdv_gate`` and ``acc_gate``: how each stream stands, if it is asked for at all."""
    return {f"{s.stream}_gate": s.state.value if s.required else "not_required" for s in judged.streams}


def gate_reason(reason: Reason) -> GateReason:
    """A reason with its first piece of evidence, flat."""
    at = reason.evidence[0] if reason.evidence else None
    return GateReason(
        code=reason.code,
        stream=reason.stream,
        severity=reason.severity,
        title=reason.title,
        explain=reason.explain,
        clears=reason.clears,
        since=None if reason.since is None else iso(reason.since),
        node=at.node if at else "",
        file=at.file if at else "",
        line=at.line if at else 0,
    )


def _blocking(judged: Judgement) -> Iterator[Blocking]:
    for code in judged.blocking_reasons:
        if code == "missing_data":
            yield from (Blocking(code, text) for stream in judged.streams if (text := _missing(stream)))
        elif code in (gap.code for gap in judged.gaps):
            yield from (Blocking(code, f"{gap.title}. {gap.explain}") for gap in judged.gaps)
        else:
            yield Blocking(code, _WORDS[code])


def _missing(stream: StreamJudgement) -> str:
    """``BDV: 3 of 9 scenarios never ran. First: …``; empty where the stream has its answer or owes none."""
    if not stream.required or stream.state not in (StreamState.PENDING, StreamState.UNKNOWN):
        return ""
    told = " ".join(sentence(text) for reason in (*stream.reasons, *stream.waits) for text in _said(reason))
    return f"{stream.stream.upper()}: {told or 'there is no answer yet.'}"


def _said(reason: Reason) -> list[str]:
    return [text for text in (reason.title, reason.explain) if text]


def _status(judged: Judgement, approved: bool, override: Override | None) -> str:
    if override:
        return (GateStatus.APPROVED if approved else GateStatus.BLOCKED).value
    if judged.gate is GateStatus.APPROVED and not approved:
        return GateStatus.PENDING.value
    return judged.gate.value


def _commit(judged: Judgement) -> str:
    return max((stream.commit for stream in judged.streams), default="")


def _other_commit(judged: Judgement, asked: str) -> list[Blocking]:
    """Evidence about another commit answers another question."""
    about = sorted({s.commit for s in judged.streams if s.commit})
    if not asked or any(c.startswith(asked) or asked.startswith(c) for c in about):
        return []
    found = f"is about commit {about[0][:12]}" if about else "names no commit"
    return [Blocking("missing_data", f"You asked about commit {asked[:12]}, but the evidence {found}.")]


def _advice(judged: Judgement) -> list[str]:
    """What to do, the general first, each thing once."""
    return list(dict.fromkeys([judged.action, *(r.clears for r in judged.holds if r.clears)]))
