"""Workers that follow the graph come to the same, however far it is ahead of them."""

from pathlib import Path

from app.desk import Desk
from tests.workers.desks import desk_in
from tests.workers.test_ingest import DECLARED, SCOPE, messages, run
from workers.drain import drain

LATE = [event for event in run("FAILED", 5, "r1") if event.event_type == "bdv.scenario.failed"]
"""Fails one minute before the run of minute 5 is completed, and is told after that."""


def figures(desk: Desk) -> dict[str, list[tuple[int, float]]]:
    return {name: desk.metrics.series(SCOPE, name, 0, 1 << 53) for name in desk.metrics.measures(SCOPE)}


def test_what_is_measured_is_what_was_known_then_whoever_measures_later(tmp_path: Path) -> None:
    at_once, later = (desk_in(tmp_path / name) for name in ("at-once", "later"))
    for desk in (at_once, later):
        desk.log.append(messages(DECLARED, *run("PASSED", 5, "r1")))
        if desk is at_once:
            drain(desk)
        desk.log.append(messages(*LATE))
        drain(desk)
    assert figures(at_once)["bdv.failed"] == figures(later)["bdv.failed"]
    assert figures(at_once) == figures(later) != {}
    for desk in (at_once, later):
        desk.close()
