"""``rebuild``: graph or search index anew from archive and log, compared with the one in use, put in its place."""

import argparse
from typing import Any, Final, NamedTuple

import msgspec

from app.cli.catch_up import caught_up
from app.cli.noting import note_rebuilt
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.desk import Desk
from app.wiring import open_desk
from workers.comparison import Compared
from workers.lock import only_one
from workers.rebuild import Rebuilt, Say, rebuild
from workers.rebuild_search import rebuild_search

GRAPH: Final = "graph"
SEARCH: Final = "search"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``rebuild`` takes."""
    parser.add_argument("what", nargs="?", choices=(GRAPH, SEARCH), default=GRAPH, help="which store (graph)")
    parser.add_argument("--dry-run", action="store_true", help="build and compare, change nothing")
    parser.add_argument("--accept-differences", action="store_true", help="take the new graph even if it differs")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for the worker to rest (60)")


def run(call: Call) -> int:
    """Build, compare, switch. 1: the graphs differ, and the one in use stays."""
    desk = open_desk(call.settings, "writer")
    try:
        with only_one(call.settings.data, "rebuild"):
            caught_up(call, desk, call.arguments.wait)
            total = sum(desk.log.ends(("dde", "bdv", "acc")).values())
            with call.terminal.progress("rebuild (records)", total) as bar:
                build = _search if call.arguments.what == SEARCH else _graph
                done = build(call, desk, lambda taken: bar.at(taken, total))
    finally:
        desk.close()
    call.terminal.answer(done.document, done.text)
    return done.code


class _Done(NamedTuple):
    """What is answered."""

    document: dict[str, Any]
    text: str
    code: int


def _graph(call: Call, desk: Desk, say: Say) -> _Done:
    given = call.arguments
    done = rebuild(desk, say, switch=not given.dry_run, differing=given.accept_differences, wait_s=given.wait)
    if done.switched:
        note_rebuilt(desk, GRAPH, _agreement(done), done.records)
    return _Done(_document(done), _text(done), DONE if done.agrees or done.switched else REFUSED)


def _search(call: Call, desk: Desk, say: Say) -> _Done:
    """What the index held may rightly differ: it had an older form, or had forgotten what was old."""
    done = rebuild_search(desk, say, switch=not call.arguments.dry_run, wait_s=call.arguments.wait)
    if done.switched:
        note_rebuilt(desk, SEARCH, f"{done.after.documents} documents", done.records)
    same = "the same" if done.before == done.after else f"{done.before.documents} before"
    text = f"{done.records} records, {done.after.documents} documents ({same}); "
    text += "the new search index is in use now" if done.switched else "the search index in use stays as it was"
    return _Done(msgspec.to_builtins(done), text, DONE)


def _document(done: Rebuilt) -> dict[str, Any]:
    iterations = [
        {**one.scope._asdict(), "entries": one.entries, "agrees": one.agrees, "state_hash": one.built}
        for one in done.compared
    ]
    return {"records": done.records, "agrees": done.agrees, "switched": done.switched, "iterations": iterations}


def _text(done: Rebuilt) -> str:
    differing = [_line(one) for one in done.compared if not one.agrees]
    head = f"{done.records} records, {_agreement(done)}"
    end = f"{done.name} is in use now" if done.switched else "the graph in use stays as it was"
    return "\n".join([head, *differing, end])


def _agreement(done: Rebuilt) -> str:
    differing = sum(not one.agrees for one in done.compared)
    said = f"{differing} differ" if differing else "every state hash is the same"
    return f"{len(done.compared)} iterations: {said}"


def _line(one: Compared) -> str:
    return f"  {one.scope.tenant}/{one.scope.iteration}: {one.live[:16] or 'nothing'} → {one.built[:16] or 'nothing'}"


REBUILD: Final = Verb(
    "rebuild",
    "the graph (compared by state hash) or search anew from archive and log, put in place while readers go on",
    (
        "mission-control rebuild",
        "mission-control rebuild --dry-run",
        "mission-control rebuild --accept-differences",
        "mission-control rebuild search",
    ),
    arguments,
    run,
)
