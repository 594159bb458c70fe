"""Take a flaky scenario out of the pass rule, with an owner and a date, or let it out again.

What a person says becomes an event, or is refused.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec

from app.domain.behaviour.flakes import outcomes_of
from app.domain.behaviour.quarantine import GREEN_RUNS, green_since_quarantine
from app.domain.events import DAY_MS, Event
from app.domain.graph import Node, Scope
from app.domain.identity import derived_id
from app.domain.payloads import Payload
from app.domain.payloads.bdv import ScenarioQuarantined, ScenarioUnquarantined
from app.domain.state import IterationState
from app.errors import BadRequest
from app.use_cases.find_scenario import find_scenario
from app.use_cases.spoken import spoken

ACTIONS: Final = ("quarantine", "release")
LONGEST: Final = 2_000


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """``action``: quarantine or release. Putting in takes ``reason``, ``owner`` and ``review`` (YYYY-MM-DD, its
    end in UTC); letting out takes green runs, or ``force`` with a ``reason``."""

    scenario: str
    action: str
    by: str
    reason: str = ""
    owner: str = ""
    review: str = ""
    ticket: str = ""
    force: bool = False


class Place(msgspec.Struct, frozen=True):
    """Where and when somebody decides (``now`` in ms), what counts there, and by which way they came."""

    scope: Scope
    state: IterationState
    now: int
    origin: str


def quarantine(wish: Wish, who: str, place: Place) -> Event:
    """The event that says it. Raises BadRequest for no such scenario, for what is missing and what is not allowed."""
    if wish.action not in ACTIONS:
        raise BadRequest(f"action takes {' or '.join(ACTIONS)}; found {wish.action!r}")
    for name in ("reason", "owner", "ticket"):
        if len(getattr(wish, name)) > LONGEST:
            raise BadRequest(f"{name} takes at most {LONGEST} characters")
    scenario = find_scenario(place.state, wish.scenario)
    does = _put_in if wish.action == "quarantine" else _let_out
    return does(wish, who, scenario, place)


def _put_in(wish: Wish, who: str, scenario: Node, place: Place) -> Event:
    missing = [name for name in ("owner", "reason", "review") if not getattr(wish, name).strip()]
    if missing:
        raise BadRequest(f"quarantine is lent, not given: it takes {', '.join(missing)}")
    payload = ScenarioQuarantined(
        scenario_id=scenario.id.key,
        reason=wish.reason.strip(),
        owner=wish.owner.strip(),
        flake_rate=scenario.get("flake_rate", 0.0),
        quarantined_by=who,
        ticket=wish.ticket.strip(),
        review_date=review_end(wish.review.strip(), place.now),
    )
    return _event("bdv.scenario.quarantined", scenario, payload, place)


def _let_out(wish: Wish, who: str, scenario: Node, place: Place) -> Event:
    name = scenario.get("name", scenario.id.key)
    if not scenario.get("quarantined"):
        raise BadRequest(f"“{name}” is not quarantined")
    if wish.force and not wish.reason.strip():
        raise BadRequest("force takes a reason: it is what the record says instead of green runs")
    green = green_of(scenario, place.state)
    if green < GREEN_RUNS and not wish.force:
        raise BadRequest(f"“{name}” has {green} of {GREEN_RUNS} green runs in a row since it went in; run it again")
    evidence = wish.reason.strip() or f"{green} green runs in a row"
    payload = ScenarioUnquarantined(scenario_id=scenario.id.key, released_by=who, evidence=evidence)
    return _event("bdv.scenario.unquarantined", scenario, payload, place)


def green_of(scenario: Node, state: IterationState) -> int:
    """How many green runs in a row it has had since it went in."""
    return green_since_quarantine(scenario, outcomes_of(state).get(scenario.id.key, []))


def review_end(text: str, now: int) -> int:
    """The end of that day (UTC), in ms. Raises BadRequest for what is no day, or a day that is over."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as flaw:
        raise BadRequest(f"review takes a day as YYYY-MM-DD, found {text!r}") from flaw
    end = round(day.timestamp() * 1000) + DAY_MS - 1
    if end < now:
        raise BadRequest(f"review {text} is over; a review lies ahead")
    return end


def _event(event_type: str, scenario: Node, payload: Payload, place: Place) -> Event:
    event_id = derived_id(event_type, *place.scope, scenario.id.key, str(place.now))
    return spoken(place.scope, place.now, place.origin, event_id, (event_type, scenario.id.key, payload))
