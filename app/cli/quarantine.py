"""``quarantine``: takes a flaky scenario out of the pass rule, with an owner and a date, and lets it out again."""

import argparse
import getpass
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from app.cli.belonging import add_belonging, belonging
from app.cli.catch_up import caught_up
from app.cli.desks import reading
from app.cli.sending import onto
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.desk import Desk
from app.domain.behaviour.flakes import measure, outcomes_of
from app.domain.behaviour.quarantine import (
    GREEN_RUNS,
    candidates,
    green_since_quarantine,
    overdue,
    quarantined,
    releasable,
)
from app.domain.events import DAY_MS, Event
from app.domain.graph import Node, Scope
from app.domain.moments import NOW, iso
from app.domain.payloads import Payload
from app.domain.payloads.bdv import ScenarioQuarantined, ScenarioUnquarantined
from app.domain.state import IterationState
from app.errors import BadRequest
from app.use_cases.find_scenario import find_scenario
from app.use_cases.looking import looking


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``quarantine`` takes."""
    parser.add_argument(
        "scenario", nargs="?", default="", metavar="SCENARIO", help="its id or name; without one all are listed"
    )
    parser.add_argument("--owner", default="", help="who sees to it")
    parser.add_argument("--reason", default="", help="why")
    parser.add_argument("--review", default="", metavar="DATE", help="until when: YYYY-MM-DD, from today on")
    parser.add_argument("--ticket", default="", help="where the repair is followed")
    parser.add_argument("--release", action="store_true", help=f"let it out, after {GREEN_RUNS} green runs in a row")
    parser.add_argument("--force", action="store_true", help="let it out without them; --reason says why")
    add_belonging(parser)
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for it to be taken in (60)")


def run(call: Call) -> int:
    """List, put in, or let out. 1: it may not be let out yet."""
    given = call.arguments
    home = belonging(given, Path.cwd(), call.settings.tenant, os.environ)
    scope = Scope(home.tenant, home.iteration)
    with reading(call) as desk:
        caught_up(call, desk, given.wait)
        state = looking(desk.graph).state(scope, NOW)
        if not given.scenario:
            return _listed(call, state, desk.clock())
        scenario = find_scenario(state, given.scenario)
        return _let_out(call, desk, scope, state, scenario) if given.release else _put_in(call, desk, scope, scenario)


def _put_in(call: Call, desk: Desk, scope: Scope, scenario: Node) -> int:
    given, now = call.arguments, desk.clock()
    missing = [name for name in ("owner", "reason", "review") if not getattr(given, name).strip()]
    if missing:
        raise BadRequest(f"quarantine is lent, not given: it takes {', '.join(f'--{name}' for name in missing)}")
    payload = ScenarioQuarantined(
        scenario_id=scenario.id.key,
        reason=given.reason,
        owner=given.owner,
        flake_rate=scenario.get("flake_rate", 0.0),
        quarantined_by=getpass.getuser(),
        ticket=given.ticket,
        review_date=_review(given.review, now),
    )
    _send(call, desk, scope, "bdv.scenario.quarantined", payload, now)
    said = f"“{_name(scenario)}” is quarantined; {given.owner} looks at it again by {given.review}"
    call.terminal.answer({"quarantined": scenario.id.key, "review": given.review, "owner": given.owner}, said)
    return DONE


def _let_out(call: Call, desk: Desk, scope: Scope, state: IterationState, scenario: Node) -> int:
    given, now = call.arguments, desk.clock()
    if not scenario.get("quarantined"):
        raise BadRequest(f"“{_name(scenario)}” is not quarantined")
    if given.force and not given.reason:
        raise BadRequest("--force takes a --reason: it is what the record says instead of green runs")
    green = green_since_quarantine(scenario, outcomes_of(state).get(scenario.id.key, []))
    if green < GREEN_RUNS and not given.force:
        said = f"“{_name(scenario)}” has {green} of {GREEN_RUNS} green runs in a row since it went in; run it again"
        call.terminal.answer({"released": None, "green_runs": green, "needed": GREEN_RUNS}, said)
        return REFUSED
    evidence = given.reason or f"{green} green runs in a row"
    payload = ScenarioUnquarantined(scenario_id=scenario.id.key, released_by=getpass.getuser(), evidence=evidence)
    _send(call, desk, scope, "bdv.scenario.unquarantined", payload, now)
    document = {"released": scenario.id.key, "green_runs": green, "needed": GREEN_RUNS}
    call.terminal.answer(document, f"“{_name(scenario)}” counts again ({evidence})")
    return DONE


def _send(call: Call, desk: Desk, scope: Scope, event_type: str, payload: Payload, now: int) -> None:
    event = Event(
        event_id=str(uuid4()),
        timestamp=now,
        tenant_id=scope.tenant,
        iteration_id=scope.iteration,
        event_type=event_type,
        node_id=getattr(payload, "scenario_id", ""),
        payload=payload,
        source="mission-control quarantine",
    )
    onto(desk)([event])
    caught_up(call, desk, call.arguments.wait)


def _review(text: str, now: int) -> int:
    """The end of that day (UTC), in ms. Raises BadRequest for what is no day, or a day that is over."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as flaw:
        raise BadRequest(f"--review takes a day as YYYY-MM-DD, found {text!r}") from flaw
    end = round(day.timestamp() * 1000) + DAY_MS - 1
    if end < now:
        raise BadRequest(f"--review {text} is over; a review lies ahead")
    return end


def _listed(call: Call, state: IterationState, now: int) -> int:
    outcomes, free = outcomes_of(state), {s.id.key for s in releasable(state)}
    held = [
        {
            "scenario": s.id.key,
            "name": _name(s),
            "owner": s.get("owner", ""),
            "reason": s.get("quarantine_reason", ""),
            "ticket": s.get("ticket", ""),
            "review": iso(s.get("review_date"))[:10] if s.get("review_date") else "",
            "overdue": overdue(s, now),
            "runs": measure(outcomes.get(s.id.key, [])).letters,
            "releasable": s.id.key in free,
        }
        for s in quarantined(state)
    ]
    wanted = [
        {"scenario": s.id.key, "name": _name(s), "rate": f.rate, "runs": f.letters} for s, f in candidates(state)
    ]
    call.terminal.answer({"quarantined": held, "candidates": wanted}, "\n".join(_lines(held, wanted)))
    return DONE


def _lines(held: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[str]:
    told = []
    for one in held:
        until = (
            f", review {one['review']}{' (overdue)' if one['overdue'] else ''}"
            if one["review"]
            else ", no review date"
        )
        free = "; two green runs, may be released" if one["releasable"] else ""
        told.append(f"quarantined  {one['scenario']}  “{one['name']}”, {one['owner'] or 'no owner'}{until}{free}")
    told += [
        f"candidate    {one['scenario']}  “{one['name']}”, rate {one['rate']:.2f} ({one['runs']})" for one in wanted
    ]
    return told or ["nothing is quarantined, and no scenario is flaky beyond 0.10"]


def _name(scenario: Node) -> str:
    return str(scenario.get("name", scenario.id.key))


QUARANTINE: Final = Verb(
    "quarantine",
    "flaky scenarios: who is held, by whom, until when, who may come out",
    (
        "mission-control quarantine --iteration shop",
        "mission-control quarantine S.41f209a77de01b3c --owner m.keller --reason 'sandbox' --review 2027-01-31",
        "mission-control quarantine 'Pay by card' --release",
    ),
    arguments,
    run,
)
