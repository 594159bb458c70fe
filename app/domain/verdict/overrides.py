"""Overrides of the gate (domain 6.6, R-24): who asked, who agreed, and whether one holds for what is to be shipped.

An override never touches a stream. Opening takes two people, of whom the second holds the role admin; shutting
takes one. It is bound to environment, version and commit, and ends by itself.
"""

import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

import msgspec

from app.domain import labels
from app.domain.events import DAY_MS
from app.domain.graph import Node
from app.domain.state import IterationState

ACTIONS: Final = ("approve", "block")
ADMIN: Final = "admin"
SHORTEST: Final = 10
"""Characters that a justification has at least."""
LIFE_MS: Final = DAY_MS
LONGEST_MS: Final = 7 * DAY_MS
"""How long an override lives unless something else is asked for, and at most."""
PRODUCTION: Final = "production"

_ASKED: Final = ("action", "requester", "reason", "expires", "environment", "version", "commit")


class About(msgspec.Struct, frozen=True):
    """What is to be shipped where: an override for anything else does not count."""

    environment: str = PRODUCTION
    version: str = ""
    commit: str = ""


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """One override at one moment. ``state``: requested approved rejected expired revoked; times are ms.

    ``flaw`` says why what was approved does not hold all the same.
    """

    id: str
    action: str
    state: str
    about: About
    requester: str
    reason: str
    requested_at: int
    expires: int
    approver: str = ""
    approved_at: int = 0
    ended_by: str = ""
    ended_reason: str = ""
    flaw: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is in force, for what it is about."""
        return self.state == "approved"


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: case, blanks and ways of writing a letter make no other person."""
    return _name(one) == _name(other)


def _name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def overrides(state: IterationState, moment: int, missing: Collection[str] = ()) -> tuple[Override, ...]:
    """All overrides of an iteration as they stand at a moment (ms), the newest first; ``missing``: see flaw_of."""
    found = (override(node, moment, missing) for node in state.of(labels.OVERRIDE).values() if not node.stub)
    return tuple(sorted(found, key=lambda one: (-one.requested_at, one.id)))


def override(node: Node, moment: int, missing: Collection[str] = ()) -> Override:
    """One override as it stands at a moment (ms)."""
    flaw = flaw_of(node, missing)
    state = _state(node, moment, flaw)
    ender = {"revoked": "revoked", "rejected": "rejected"}.get(state, "")
    return Override(
        id=node.id.key,
        action=node.get("action", ""),
        state=state,
        about=About(node.get("environment", PRODUCTION), node.get("version", ""), node.get("commit", "")),
        requester=node.get("requester", ""),
        reason=node.get("reason", ""),
        requested_at=node.times.get("requester", node.since),
        expires=node.get("expires", 0),
        approver=node.get("approved_by", ""),
        approved_at=node.times.get("approved_by", 0),
        ended_by=node.get(f"{ender}_by", ""),
        ended_reason=node.get(f"{ender}_reason", ""),
        flaw=flaw if node.get("approved_by") or node.get("action") == "block" else "",
    )


def _state(node: Node, moment: int, flaw: str) -> str:
    if _revoked(node):
        return "revoked"
    if node.get("rejected_by") and node.get("action") == "approve":
        return "rejected"
    if node.get("expires", 0) <= moment:
        return "expired"
    return "requested" if flaw else "approved"


def _revoked(node: Node) -> bool:
    """Anybody may end what opens the gate; what shuts it, only who asked for it or an admin."""
    by = node.get("revoked_by", "")
    if not by or node.get("action") != "block":
        return bool(by)
    return node.get("revoked_role") == ADMIN or same_person(by, node.get("requester", ""))


def flaw_of(node: Node, missing: Collection[str] = ()) -> str:
    """Why this override does not hold, though nobody ended it; empty when it does.

    ``missing``: events upon this gate that are not here, of which one may have revoked it.
    """
    if node.get("action") == "block":
        return ""
    by = node.get("approved_by", "")
    asked_at = max((node.times.get(name, 0) for name in _ASKED), default=0)
    flaws = (
        (node.get("action") not in ACTIONS, "it says neither approve nor block"),
        (not _name(node.get("requester", "")), "nobody is named who asked for it"),
        (len(node.get("reason", "").strip()) < SHORTEST, f"its reason has fewer than {SHORTEST} characters"),
        (node.get("expires", 0) - asked_at > LONGEST_MS, "it asks for more than seven days"),
        (not _name(by), "nobody has approved it yet"),
        (same_person(by, node.get("requester", "")), "who asked for it has approved it"),
        (node.get("approved_role") != ADMIN, "who approved it does not hold the role admin"),
        (node.times.get("approved_by", 0) < asked_at, "it was changed after it had been approved"),
        (
            bool({*missing} - {*node.get("approved_without", ())}),
            "who approved it was not told that events are missing",
        ),
    )
    return next((text for found, text in flaws if found), "")


def in_force(found: Iterable[Override], about: About) -> Override | None:
    """The override that decides about this: one that shuts wins, else the one that lasts longest; none is usual."""
    holding = [one for one in found if one.holds and bound_to(one.about, about)]
    return max(holding, key=lambda one: (one.action == "block", one.expires, one.id), default=None)


def bound_to(bound: About, asked: About) -> bool:
    """Whether an override about the first counts for the second; a commit may be abbreviated, nothing is guessed."""
    if bound.environment != asked.environment or bound.version != asked.version:
        return False
    return bound.commit == asked.commit or _abbreviated(bound.commit, asked.commit)


def _abbreviated(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _SHORT_COMMIT and (one.startswith(other) or other.startswith(one))


_SHORT_COMMIT: Final = 7
