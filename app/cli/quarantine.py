"""``quarantine``: takes a flaky scenario out of the pass rule, with an owner and a date, and lets it out again."""

import argparse
import getpass
import os
from pathlib import Path
from typing import Any, Final

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
    overdue,
    quarantined,
    releasable,
)
from app.domain.graph import Node, Scope
from app.domain.moments import NOW, iso
from app.domain.state import IterationState
from app.use_cases.find_scenario import find_scenario
from app.use_cases.looking import looking
from app.use_cases.quarantine import Place, Wish, green_of, quarantine

SOURCE: Final = "mission-control quarantine"


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
        does = _let_out if given.release else _put_in
        return does(call, desk, Place(scope, state, desk.clock(), SOURCE), scenario)


def _put_in(call: Call, desk: Desk, place: Place, scenario: Node) -> int:
    given = call.arguments
    _send(call, desk, _said(call, scenario, "quarantine"), place)
    said = f"“{_name(scenario)}” is quarantined; {given.owner} looks at it again by {given.review}"
    call.terminal.answer({"quarantined": scenario.id.key, "review": given.review, "owner": given.owner}, said)
    return DONE


def _let_out(call: Call, desk: Desk, place: Place, scenario: Node) -> int:
    given, green = call.arguments, green_of(scenario, place.state)
    if scenario.get("quarantined") and green < GREEN_RUNS and not given.force:
        said = f"“{_name(scenario)}” has {green} of {GREEN_RUNS} green runs in a row since it went in; run it again"
        call.terminal.answer({"released": None, "green_runs": green, "needed": GREEN_RUNS}, said)
        return REFUSED
    _send(call, desk, _said(call, scenario, "release"), place)
    evidence = given.reason or f"{green} green runs in a row"
    document = {"released": scenario.id.key, "green_runs": green, "needed": GREEN_RUNS}
    call.terminal.answer(document, f"“{_name(scenario)}” counts again ({evidence})")
    return DONE


def _said(call: Call, scenario: Node, action: str) -> Wish:
    given = call.arguments
    return Wish(
        scenario=scenario.id.key,
        action=action,
        by=getpass.getuser(),
        reason=given.reason,
        owner=given.owner,
        review=given.review,
        ticket=given.ticket,
        force=given.force,
    )


def _send(call: Call, desk: Desk, wish: Wish, place: Place) -> None:
    onto(desk)([quarantine(wish, wish.by, place)])
    caught_up(call, desk, call.arguments.wait)


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
