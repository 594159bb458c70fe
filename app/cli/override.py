"""``override``: a person opens or shuts the gate of an iteration by hand, answers to who wants to, or ends it."""

import argparse
import getpass
from collections.abc import Iterator
from typing import Any, Final

from app.cli.actions import add_actions
from app.cli.catch_up import add_iteration, caught_up
from app.cli.desks import reading
from app.cli.verb import DONE, Call, Verb
from app.desk import Desk
from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.moments import NOW, iso
from app.domain.verdict.overrides import ACTIONS, LIFE_MS, PRODUCTION, About, Override
from app.errors import BadRequest
from app.use_cases.looking import looking
from app.use_cases.override import ANSWERS, HOUR_MS, Answer, Place, Request, answered, in_words, requested, told
from app.use_cases.people import person
from app.use_cases.post import message_of
from app.use_cases.resolve import resolve
from app.wire.avro import encode

SOURCE: Final = "mission-control override"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``override`` takes."""
    add_actions(
        parser,
        {
            "list": ("every override of this gate as it stands, the newest first", add_iteration),
            "ask": ("ask that the gate be opened (approve), or shut it (block)", _ask_arguments),
            "approve": ("agree to one that another person asked for; takes the role admin", _answer_arguments),
            "reject": ("decline one that was asked for", _answer_arguments),
            "revoke": ("end one before its time", _answer_arguments),
        },
    )


def _ask_arguments(parser: argparse.ArgumentParser) -> None:
    add_iteration(parser)
    parser.add_argument("what", choices=ACTIONS, help="approve takes a second person, block takes nobody else")
    parser.add_argument("--reason", required=True, help="why, in 10 characters or more; everybody sees it")
    parser.add_argument("--hours", type=float, default=LIFE_MS / HOUR_MS, help="how long it holds (24, at most 168)")
    parser.add_argument("--environment", default=PRODUCTION, help="where it counts (production)")
    parser.add_argument("--build", default="", metavar="VERSION", help="of which version (the one that was judged)")
    parser.add_argument("--commit", default="", help="of which commit (the one that was judged)")
    _by(parser)


def _answer_arguments(parser: argparse.ArgumentParser) -> None:
    add_iteration(parser)
    parser.add_argument("override", metavar="OVERRIDE", help="its id, as list tells it")
    parser.add_argument("--reason", default="", help="why; reject and revoke take one")
    _by(parser)


def _by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", default="", help="who decides (default: the user of this shell)")


def run(call: Call) -> int:
    """List them; or put a wish or an answer on the log, and say how the override stands then."""
    given = call.arguments
    if not given.action:
        raise BadRequest(f"override takes an action: list, ask, {', '.join(ANSWERS)}")
    with reading(call) as desk:
        caught_up(call, desk, given.wait)
        scope, _ = resolve(desk.graph, given.tenant or desk.tenant, given.iteration)
        place = _place(desk, scope)
        if given.action == "list":
            return _listed(call, place)
        event = _said(call, desk, place)
        desk.log.append([message_of(event, encode)])
        caught_up(call, desk, given.wait)
        return _sent(call, event, _place(desk, scope))


def _place(desk: Desk, scope: Scope) -> Place:
    now = desk.clock()
    return Place(scope, looking(desk.graph).judgement(scope, NOW, now), now, SOURCE)


def _said(call: Call, desk: Desk, place: Place) -> Event:
    given = call.arguments
    by = given.by or getpass.getuser()
    who = person(by, desk.admins)
    if given.action != "ask":
        return answered(Answer(given.action, by, given.reason), who, given.override, place)
    wish = Request(
        action=given.what,
        by=by,
        reason=given.reason,
        hours=given.hours,
        environment=given.environment,
        version=given.build,
        commit=given.commit,
    )
    return requested(wish, who, place)


def _sent(call: Call, event: Event, place: Place) -> int:
    """Where no worker runs it is on the log, and counts once one does."""
    found = next((one for one in place.judged.overrides if one.id == event.node_id), None)
    document = {"override_id": event.node_id, "event_id": event.event_id, "iteration_id": place.scope.iteration}
    said = "\n".join(_lines(found)) if found else f"{event.node_id}: on the log, and counts once it is taken in"
    call.terminal.answer({**document, "override": told(found) if found else None}, said)
    return DONE


def _listed(call: Call, place: Place) -> int:
    judged = place.judged
    deciding = judged.override(About())
    document: dict[str, Any] = {"iteration_id": place.scope.iteration, "overrides": [*map(told, judged.overrides)]}
    lines = [line for one in judged.overrides for line in _lines(one)] or ["nobody has overridden this gate"]
    lines += [f"! {gap.title}: {gap.explain} → {gap.clears}" for gap in judged.gaps]
    call.terminal.answer({**document, "in_force": deciding.id if deciding else None}, "\n".join(lines))
    return DONE


def _lines(one: Override) -> Iterator[str]:
    yield f"{one.state:<9}  {one.id}  {one.action}: {in_words(one)}, until {iso(one.expires)}"
    agreed = f", approved by {one.approver}" if one.approver else ""
    yield f"           {one.requester}{agreed}: {one.reason}"
    if one.ended_by:
        yield f"           {one.state} by {one.ended_by}: {one.ended_reason}"
    elif one.flaw:
        yield f"           it does not hold: {one.flaw}"


OVERRIDE: Final = Verb(
    "override",
    "open or shut a gate by hand: ask, approve, reject, revoke, list",
    (
        "mission-control override ask shop approve --reason 'the fix cannot wait'",
        "mission-control override approve shop override-1790000000000-1a2b3c --by ada",
        "mission-control override list shop",
    ),
    arguments,
    run,
)
