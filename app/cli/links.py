"""``links``: how the streams of an iteration are joined. ``link``: a person decides upon one of these links."""

import argparse
import getpass
from collections.abc import Iterator
from typing import Final

import msgspec

from app.cli.catch_up import add_iteration, caught_up
from app.cli.desks import reading
from app.cli.moments import add_moment, moment_of
from app.cli.verb import DONE, Call, Verb
from app.domain.correlate import decidable_kinds
from app.domain.moments import NOW, iso
from app.errors import BadRequest
from app.use_cases.decide import Decision, decided
from app.use_cases.links import Link, Links, Tied, Waiting, links
from app.use_cases.looking import looking
from app.use_cases.post import message_of
from app.use_cases.resolve import resolve
from app.wire.avro import encode

WORDS: Final = {"accept": "accepted", "reject": "rejected", "withdraw": "withdrawn"}
"""What is typed, and the decision that it stands for."""


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``links`` takes."""
    add_iteration(parser)
    parser.add_argument("--pending", action="store_true", help="only links that wait for their other end")
    parser.add_argument("--review", action="store_true", help="only ties that a person has to break")
    parser.add_argument("--below", type=float, metavar="CONFIDENCE", help="only links less sure than this, 0 to 1")
    parser.add_argument("--kind", default="", choices=("", *decidable_kinds()), help="only links of this type")
    add_moment(parser)


def list_links(call: Call) -> int:
    """Say what is linked and why, the least sure first."""
    given = call.arguments
    if given.below is not None and not 0 <= given.below <= 1:
        raise BadRequest(f"--below takes a confidence from 0 to 1, found {given.below:g}")
    with reading(call) as desk:
        caught_up(call, desk, given.wait)
        scope, bound = resolve(desk.graph, given.tenant or desk.tenant, given.iteration)
        memory, as_of = looking(desk.graph), moment_of(given, bound)
        moment = memory.moment(scope, as_of, desk.clock())
        found = links(memory.state(scope, as_of), moment, given.kind, given.below)
    found = _only(found, given.pending, given.review)
    call.terminal.answer(found, "\n".join(_told(found)) or "no such links")
    return DONE


def _only(found: Links, pending: bool, review: bool) -> Links:
    """Without a wish: everything."""
    if not pending and not review:
        return found
    return Links([], found.pending if pending else [], found.review if review else [])


def _told(found: Links) -> Iterator[str]:
    for link in found.links:
        yield _linked(link)
    for waiting in found.pending:
        yield _waiting(waiting)
    for tied in found.review:
        yield _tied(tied)


def _linked(link: Link) -> str:
    asked = f" (asks for v{link.asked})" if link.asked and not link.target.endswith(f":{link.asked}") else ""
    head = f"{link.confidence:.2f}  {link.rule:<3} {link.kind} {link.source} {link.target}{asked}"
    return f"{head}\n      {link.method}: {link.sentence}"


def _waiting(waiting: Waiting) -> str:
    head = f"{waiting.standing}  {waiting.rule} {waiting.source} waits for {waiting.wanted}"
    return f"{head} since {iso(waiting.since)}\n      {waiting.sentence}"


def _tied(tied: Tied) -> str:
    return f"review  {tied.rule} {tied.source}: {', '.join(tied.candidates)}\n      {tied.sentence}"


def decide_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``link`` takes."""
    parser.add_argument("what", choices=tuple(WORDS), help="withdraw gives the link back to the methods")
    add_iteration(parser)
    parser.add_argument("kind", metavar="KIND", help=f"type of link: {', '.join(decidable_kinds())}")
    parser.add_argument("source", metavar="SOURCE", help="the node it starts at, Label/key")
    parser.add_argument("target", metavar="TARGET", help="the node it leads to, Label/key")
    parser.add_argument("--reason", required=True, help="why; it is shown with the link")
    parser.add_argument("--by", default="", help="who decides (default: the user of this shell)")


def decide(call: Call) -> int:
    """Put the decision on the log."""
    given = call.arguments
    decision = Decision(
        kind=given.kind,
        source=given.source,
        target=given.target,
        decision=WORDS[given.what],
        by=given.by or getpass.getuser(),
        reason=given.reason,
    )
    with reading(call) as desk:
        caught_up(call, desk, given.wait)
        scope, _ = resolve(desk.graph, given.tenant or desk.tenant, given.iteration)
        state = looking(desk.graph).state(scope, NOW)
        event = decided(decision, scope, state, desk.clock(), "mission-control link")
        desk.log.append([message_of(event, encode)])
    document = {**msgspec.structs.asdict(decision), "event_id": event.event_id, "iteration_id": scope.iteration}
    call.terminal.answer(document, f"{decision.decision}: {given.kind} {given.source} {given.target}")
    return DONE


LINKS: Final = Verb(
    "links",
    "how the streams are joined, and what waits or is tied",
    (
        "mission-control links shop --below 0.7",
        "mission-control links shop --pending",
        "mission-control links shop --review --json",
    ),
    list_arguments,
    list_links,
)

LINK: Final = Verb(
    "link",
    "decide upon a link: accept, reject, or withdraw what was decided",
    (
        "mission-control link accept shop FULFILLED_BY Requirement/REQ-1 Task/BE.Pay --reason 'it was split'",
        "mission-control link reject shop CONTAINS Artifact/BE.Pay/pay.py CodeModule/old.pay --reason 'another file'",
        "mission-control link withdraw shop CONTAINS Artifact/BE.Pay/pay.py CodeModule/old.pay --reason 'mistaken'",
    ),
    decide_arguments,
    decide,
)
