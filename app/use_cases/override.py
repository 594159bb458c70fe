"""Ask for an override of the gate, and answer to one: what people say becomes an event, or is refused."""

from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.identity import derived_id
from app.domain.moments import LATEST_VALID, iso
from app.domain.payloads import Payload
from app.domain.payloads.overrides import OverrideApproved, OverrideRejected, OverrideRequested, OverrideRevoked
from app.domain.verdict import Judgement
from app.domain.verdict.overrides import (
    ACTIONS,
    ADMIN,
    LIFE_MS,
    LONGEST_MS,
    PRODUCTION,
    SHORTEST,
    Override,
    same_person,
)
from app.errors import BadRequest, UnknownNode
from app.use_cases.people import Person
from app.use_cases.spoken import spoken

HOUR_MS: Final = 3_600_000
LONGEST_REASON: Final = 2_000
LONGEST_NAME: Final = 200

ANSWERS: Final[dict[str, tuple[str, type[OverrideApproved | OverrideRejected | OverrideRevoked]]]] = {
    "approve": ("approved", OverrideApproved),
    "reject": ("rejected", OverrideRejected),
    "revoke": ("revoked", OverrideRevoked),
}
"""What is typed, and the event that says so."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """``action``: approve or block. Without version and commit those are meant that were judged."""

    action: str
    by: str
    reason: str
    hours: float = LIFE_MS / HOUR_MS
    environment: str = PRODUCTION
    version: str = ""
    commit: str = ""


class Answer(msgspec.Struct, frozen=True):
    """``answer``: approve, reject or revoke."""

    answer: str
    by: str
    reason: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where and when somebody decides (``now`` in ms), what is judged there, and by which way they came."""

    scope: Scope
    judged: Judgement
    now: int
    origin: str


def requested(request: Request, who: Person, place: Place) -> Event:
    """The event that asks for it. Raises BadRequest naming what is missing."""
    if request.action not in ACTIONS:
        raise BadRequest(f"action takes {' or '.join(ACTIONS)}; found {request.action!r}")
    reason, now, judged = _reason(request.reason, SHORTEST), place.now, place.judged
    life = round(request.hours * HOUR_MS)
    if not 0 < life <= min(LONGEST_MS, LATEST_VALID - now):
        raise BadRequest(f"hours takes more than 0, at most {LONGEST_MS // HOUR_MS}; found {request.hours:g}")
    for name in ("environment", "version", "commit"):
        if len(getattr(request, name)) > LONGEST_NAME:
            raise BadRequest(f"{name} takes at most {LONGEST_NAME} characters")
    digest = derived_id("override", *place.scope, str(now), *map(str, msgspec.structs.astuple(request)))
    payload = OverrideRequested(
        override_id=f"override-{now}-{digest[-6:]}",
        action=request.action,
        requester=who.name,
        reason=reason,
        expires=now + life,
        environment=request.environment.strip() or PRODUCTION,
        version=request.version.strip() or judged.version,
        commit=request.commit.strip() or judged.commit,
        after=list(judged.words.last),
    )
    return _event("requested", payload, place)


def answered(answer: Answer, who: Person, override_id: str, place: Place) -> Event:
    """The event that answers. Raises UnknownNode for no such override, BadRequest for an answer nobody may give."""
    if answer.answer not in ANSWERS:
        raise BadRequest(f"answer takes {', '.join(ANSWERS)}; found {answer.answer!r}")
    found = next((one for one in place.judged.overrides if one.id == override_id), None)
    if found is None:
        raise UnknownNode(f"{place.scope.iteration!r} has no override {override_id!r}")
    reason = answer.reason if answer.answer == "approve" else _reason(answer.reason, 1)
    _allowed(answer.answer, who, found)
    word, kind = ANSWERS[answer.answer]
    words = place.judged.words
    payload = kind(
        override_id=override_id,
        by=who.name,
        role=who.role,
        reason=reason[:LONGEST_REASON].strip(),
        after=list(words.last),
    )
    if isinstance(payload, OverrideApproved):
        payload = msgspec.structs.replace(payload, without=list(words.missing))
    return _event(word, payload, place)


def _allowed(answer: str, who: Person, found: Override) -> None:
    """Raises BadRequest that says which rule stands against it (R-24)."""
    wanted = "approved" if answer == "revoke" else "requested"
    if found.state != wanted:
        raise BadRequest(f"{answer} takes an override that is {wanted}; {found.id} is {found.state}")
    if answer == "approve" and same_person(who.name, found.requester):
        raise BadRequest(f"{who.name} asked for it; another person has to approve it")
    if answer == "approve" and who.role != ADMIN:
        raise BadRequest(f"{who.name} may not approve: it takes the role admin, which MC_ADMINS gives")
    asked = same_person(who.name, found.requester)
    if answer == "revoke" and found.action == "block" and not (asked or who.role == ADMIN):
        raise BadRequest(f"{who.name} may not lift a block: it takes {found.requester}, who set it, or an admin")


def _reason(text: str, least: int) -> str:
    told = text.strip()
    if not least <= len(told) <= LONGEST_REASON:
        raise BadRequest(f"reason takes {least} to {LONGEST_REASON} characters; found {len(told)}")
    return told


def _event(word: str, payload: Payload, place: Place) -> Event:
    override_id = str(getattr(payload, "override_id", ""))
    event_id = derived_id(f"override.{word}", *place.scope, override_id, str(place.now))
    return spoken(place.scope, place.now, place.origin, event_id, (f"dde.override.{word}", override_id, payload))


def in_words(found: Override) -> str:
    """What it is about, for people: ``production, version 1.4, commit 0123456789``."""
    about = found.about
    version = f", version {about.version}" if about.version else ""
    return f"{about.environment}{version}{f', commit {about.commit[:10]}' if about.commit else ''}"


def told(found: Override) -> dict[str, str | None]:
    """An override as a document; times as people write them."""
    times = {"requested_at": found.requested_at, "expires_at": found.expires, "approved_at": found.approved_at}
    about = {name: getattr(found.about, name) for name in ("environment", "version", "commit")}
    names = ("id", "action", "state", "requester", "approver", "reason", "ended_by", "ended_reason", "flaw")
    when = {name: iso(ms) if ms else None for name, ms in times.items()}
    return {name: getattr(found, name) for name in names} | about | when
