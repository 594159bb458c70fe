"""What people say of overrides, each statement in registers of its own; whether it holds is judged elsewhere."""

from typing import cast

from app.domain import labels
from app.domain.effects.common import Effect, declare, patch
from app.domain.events import Event
from app.domain.graph import Fact, Value
from app.domain.payloads import overrides
from app.domain.unheard import HEARD

Answer = overrides.OverrideApproved | overrides.OverrideRejected | overrides.OverrideRevoked


def _requested(event: Event) -> list[Fact]:
    p = cast(overrides.OverrideRequested, event.payload)
    props: dict[str, Value] = {"name": f"Override: {p.action} in {p.environment}", "action": p.action.lower()}
    props |= {"requester": p.requester, "reason": p.reason, "expires": p.expires}
    props |= {"environment": p.environment, "version": p.version, "commit": p.commit}
    props |= _heard(event, p.after)
    return [declare(labels.OVERRIDE, p.override_id, event.timestamp, props)]


def _answered(word: str) -> Effect:
    def effect(event: Event) -> list[Fact]:
        p = cast(Answer, event.payload)
        said: dict[str, Value] = {f"{word}_by": p.by, f"{word}_role": p.role, f"{word}_reason": p.reason}
        said |= _heard(event, p.after)
        if isinstance(p, overrides.OverrideApproved):
            said["approved_without"] = list(p.without)
        return [patch(labels.OVERRIDE, p.override_id, event.timestamp, said)]

    return effect


def _heard(event: Event, after: list[str]) -> dict[str, Value]:
    """A register of its own for every word, so that none that is said again hides an earlier one."""
    return {f"{HEARD}{event.event_id}": list(after)}


EFFECTS: dict[str, Effect] = {
    "dde.override.requested": _requested,
    "dde.override.approved": _answered("approved"),
    "dde.override.rejected": _answered("rejected"),
    "dde.override.revoked": _answered("revoked"),
}
