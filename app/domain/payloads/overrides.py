"""Overrides of the deployment gate (domain 6.6, R-24): asked for by one person, approved by another, or revoked.

Every word names in ``after`` the ids of the events that it follows: those that stood upon this gate when it was said
and that no other followed yet (see :mod:`app.domain.unheard`).
"""

from collections.abc import Callable
from typing import Final

import msgspec

from app.domain.payloads.common import Payload


class OverrideRequested(Payload, frozen=True):
    """A person asks that the gate be opened (``approve``) or shut (``block``) whatever the streams say.

    It holds for this environment, version and commit alone, until ``expires`` (ms). Who blocks needs nobody else.
    """

    override_id: str
    action: str
    requester: str
    reason: str
    expires: int
    environment: str = "production"
    version: str = ""
    commit: str = ""
    after: list[str] = []


class OverrideApproved(Payload, frozen=True):
    """Another person, who holds the role admin, agrees to an override that was asked for.

    ``without`` names the events that this person was told are missing: the override holds without them.
    """

    override_id: str
    by: str
    role: str
    reason: str = ""
    after: list[str] = []
    without: list[str] = []


class OverrideRejected(Payload, frozen=True):
    """A person declines an override that was asked for."""

    override_id: str
    by: str
    role: str = ""
    reason: str = ""
    after: list[str] = []


class OverrideRevoked(Payload, frozen=True):
    """A person ends an override before its time."""

    override_id: str
    by: str
    role: str = ""
    reason: str = ""
    after: list[str] = []


PAYLOADS: dict[str, type[Payload]] = {
    "dde.override.requested": OverrideRequested,
    "dde.override.approved": OverrideApproved,
    "dde.override.rejected": OverrideRejected,
    "dde.override.revoked": OverrideRevoked,
}
"""They travel with the process stream, whose gates they are about; what convergence concludes is never read back."""

_NAMING: Final = ("after", "without")


def renamed(payload: Payload, name: Callable[[str], str]) -> Payload:
    """The payload with every event that it names called otherwise, for a copy of the story under other ids."""
    named = {field: [*map(name, getattr(payload, field))] for field in _NAMING if hasattr(payload, field)}
    return msgspec.structs.replace(payload, **named)
