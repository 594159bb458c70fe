"""Overrides of the gate as people read them: never green, always with who, why and until when."""

from app.domain.verdict.model import GateStatus, Judgement
from app.domain.verdict.opening import steps
from app.domain.verdict.overrides import About, Override
from app.lenses.views import OverrideView, StepView


def status(override: Override) -> str:
    """What the gate says while it is in force."""
    return (GateStatus.APPROVED if override.action == "approve" else GateStatus.BLOCKED).value


def text(override: Override) -> str:
    """One line; what stands before the comma is the answer."""
    if override.action == "block":
        return f"Gate closed, {override.requester} blocks it"
    return f"Gate open (override), asked by {override.requester}, approved by {override.approver}"


def title(judgement: Judgement, plain: str) -> str:
    """May it ship, with an override in force, or with one missing."""
    override = judgement.override(About())
    if override is None:
        return "May not ship" if judgement.gaps else plain
    return "May not ship" if override.action == "block" else "May ship (override)"


def opens(judgement: Judgement) -> tuple[StepView, ...]:
    """What would open the gate, line by line."""
    return tuple(
        StepView(
            stream=step.stream,
            line=step.line,
            state=step.state,
            value=step.value,
            needs=step.needs,
            open=step.open,
            node=next((e.node for e in step.evidence if e.node), ""),
        )
        for step in steps(judgement)
    )


def listed(judgement: Judgement) -> tuple[OverrideView, ...]:
    """All of them, the newest first."""
    return tuple(_shown(one) for one in judgement.overrides)


def _shown(one: Override) -> OverrideView:
    about = one.about
    parts = (about.environment, about.version and f"version {about.version}", about.commit[:10])
    return OverrideView(
        id=one.id,
        action=one.action,
        state=one.state,
        about=", ".join(part for part in parts if part),
        requester=one.requester,
        reason=one.reason,
        requested_at=one.requested_at,
        expires=one.expires,
        approver=one.approver,
        ended_by=one.ended_by,
        ended_reason=one.ended_reason,
    )
