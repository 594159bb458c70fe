"""The answer first: may it ship, one sentence why, what to do; then the streams and every reason."""

from app.domain.verdict.model import GateStatus, Judgement, StreamState, VerdictName
from app.domain.verdict.overrides import About
from app.lenses import overriding, parts, streams, words
from app.lenses.tones import verdict_badge
from app.lenses.views import GateView, VerdictView

NOTHING_YET = "No events yet. A verdict appears once all three streams have reported."


def verdict(judgement: Judgement) -> VerdictView:
    """A judgement as people read it."""
    badge = verdict_badge(judgement.verdict.value, judgement.scope_note)
    return VerdictView(
        verdict=judgement.verdict.value,
        display=badge.display,
        can_deploy=judgement.can_deploy,
        tone=badge.tone,
        icon=badge.icon,
        title=overriding.title(judgement, badge.title),
        sentence=_sentence(judgement),
        action=action(judgement),
        scope_note=judgement.scope_note,
        since=judgement.since.get("verdict"),
        streams=tuple(streams.card(s, judgement.since.get(s.stream)) for s in judgement.streams),
        reasons=parts.reasons(judgement.holds),
        looks=parts.reasons(judgement.looks),
        gate=_gate(judgement),
    )


def _sentence(judgement: Judgement) -> str:
    """Why in one sentence; while it is open, what each stream has said so far."""
    if not any(s.reported for s in judgement.streams):
        return NOTHING_YET
    if judgement.verdict is VerdictName.PENDING:
        return _so_far(judgement)
    if judgement.verdict is VerdictName.ALL_PASS and judgement.scope_note:
        return f"What was judged passes: {judgement.scope_note}. This is less than a full pass."
    if not all(s.required for s in judgement.streams):
        return _partial(judgement)
    return judgement.diagnosis


def _partial(judgement: Judgement) -> str:
    """Nothing is claimed of streams that nobody judged."""
    failed = [s.stream.upper() for s in judgement.streams if s.required and s.state is StreamState.FAIL]
    unasked = [s.stream.upper() for s in judgement.streams if not s.required]
    told = f"{words.joined(failed)} failed; " if failed else ""
    return f"{told}{words.joined(unasked)} {'was' if len(unasked) == 1 else 'were'} not judged."


def _so_far(judgement: Judgement) -> str:
    said = {
        StreamState.PASS: "passed",
        StreamState.FAIL: "failed",
        StreamState.WAIVED: "is waived",
        StreamState.UNKNOWN: "does not add up",
        StreamState.PENDING: "has no result yet",
    }
    told = [
        f"{s.stream.upper()} {'is still running' if streams.state_of(s) == 'running' else said[s.state]}"
        for s in judgement.streams
        if s.required
    ]
    return words.sentence(words.joined(told))


def action(judgement: Judgement) -> str:
    """The first thing that would clear something, else what the verdict advises."""
    cleared = next((r.clears for r in judgement.holds if r.clears), "")
    if not cleared and judgement.can_deploy and judgement.scope_note:
        return f"Ship it, if {judgement.scope_note} is enough."
    return words.sentence(cleared) if cleared else judgement.action


def _gate(judgement: Judgement) -> GateView:
    failed = [s.stream.upper() for s in judgement.streams if s.required and s.state is StreamState.FAIL]
    open_ = [
        s.stream.upper()
        for s in judgement.streams
        if s.required and s.state in (StreamState.PENDING, StreamState.UNKNOWN)
    ]
    override = judgement.override(About())
    return GateView(
        status=overriding.status(override) if override else judgement.gate.value,
        approved=override.action == "approve" if override else judgement.can_deploy,
        text=overriding.text(override) if override else _gate_text(judgement, failed, open_),
        blocking_reasons=judgement.blocking_reasons,
        override=override.id if override else "",
        until=override.expires if override else None,
        opens=overriding.opens(judgement),
        overrides=overriding.listed(judgement),
    )


def _gate_text(judgement: Judgement, failed: list[str], open_: list[str]) -> str:
    required = sum(s.required for s in judgement.streams)
    if judgement.gate is GateStatus.APPROVED:
        return f"Gate open, {required} of 3 streams"
    if judgement.gate is GateStatus.AUTO_BLOCKED:
        return "Gate stopped, all 3 failed"
    if judgement.gate is GateStatus.PENDING:
        return f"Gate waits, {words.joined(open_)} {'has' if len(open_) == 1 else 'have'} no result"
    if failed:
        return f"Gate closed, {words.joined(failed)} failed"
    return "Gate closed, an override is missing" if judgement.gaps else f"Gate closed, {words.joined(open_)} unclear"
