"""``hash`` and ``verify``: by which hash is a state known, and does the graph still say what its own facts say?"""

import argparse
from typing import Any, Final

from app.cli.desks import reading
from app.cli.letters import letters_of
from app.cli.verb import DONE, ERROR, Call, Verb
from app.desk import Desk
from app.domain.fold import diff, fold
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.domain.statehash import state_hash, timeless_hash
from app.errors import UnknownIteration
from app.use_cases.letters.book import statement


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``verify`` takes."""
    parser.add_argument("iteration", nargs="?", metavar="ITERATION", default="", help="one only (default: all)")
    parser.add_argument("--tenant", default="", help="whose iteration (default: MC_TENANT)")


def run(call: Call) -> int:
    """Fold every entry anew, compare, and name the hashes (R-32); exit code 2 when they disagree."""
    with reading(call) as desk:
        scopes = _chosen(call, desk)
        found = [_verified(desk, scope) for scope in call.terminal.follow("verify", scopes, len(scopes))]
    agree = all(item["agrees"] for item in found)
    call.terminal.answer(
        {"agrees": agree, "iterations": found}, "\n".join(map(_line, found)) or "nothing is kept yet"
    )
    return DONE if agree else ERROR


def _chosen(call: Call, desk: Desk) -> list[Scope]:
    wanted, tenant = call.arguments.iteration, call.arguments.tenant or desk.tenant
    scopes = [info.scope for info in desk.graph.scopes()]
    if not wanted:
        return scopes
    if Scope(tenant, wanted) not in scopes:
        raise UnknownIteration(f"no event of iteration {wanted!r} of tenant {tenant!r} has been seen")
    return [Scope(tenant, wanted)]


def _verified(desk: Desk, scope: Scope) -> dict[str, Any]:
    entries = list(desk.graph.entries(scope))
    apart = diff(desk.graph.snapshot(scope), fold(entries, NOW))
    return {**_hashed(desk, scope), "agrees": not (apart.added or apart.removed or apart.changed)}


def _hashed(desk: Desk, scope: Scope) -> dict[str, Any]:
    """Both hashes; dead letters that were not sent again belong to every state: what they hold is missing from it."""
    entries = list(desk.graph.entries(scope))
    set_aside = [said for said in map(statement, letters_of(desk.log)) if said]
    return {
        "tenant": scope.tenant,
        "iteration": scope.iteration,
        "entries": len(entries),
        "state_hash": state_hash(entries, set_aside),
        "timeless_hash": timeless_hash(entries, set_aside),
    }


def hash_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``hash`` takes."""
    parser.add_argument("iteration", metavar="ITERATION", help="whose state")
    parser.add_argument("--tenant", default="", help="whose iteration (default: MC_TENANT)")


def run_hash(call: Call) -> int:
    """Name the hashes of one iteration."""
    with reading(call) as desk:
        (scope,) = _chosen(call, desk)
        found = _hashed(desk, scope)
    call.terminal.answer(found, f"{found['state_hash']}\n{found['timeless_hash']} (timeless)")
    return DONE


def _line(found: dict[str, Any]) -> str:
    word = (
        "agrees" if found["agrees"] else "DISAGREES with its facts: mission-control reset, then seed or ingest again"
    )
    where = f"{found['tenant']}/{found['iteration']}"
    return (
        f"{where}: {found['entries']} entries, {word}\n  {found['state_hash']}\n  {found['timeless_hash']} (timeless)"
    )


VERIFY: Final = Verb(
    "verify",
    "does the graph say what its facts say? names the state hashes",
    ("mission-control verify", "mission-control verify AllPass --json"),
    arguments,
    run,
)

HASH: Final = Verb(
    "hash",
    "the hash of an iteration's state: equal hashes, equal states",
    ("mission-control hash AllPass", "mission-control hash shop --json"),
    hash_arguments,
    run_hash,
)
