"""A second search index, filled from archive and log beside the one in use, and put in its place.

Readers find what the old one holds until the new one stands. The worker goes on with the old one meanwhile; once the
new one is in use it finds itself elsewhere than it believes, and goes on from where the new one stands.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import msgspec

from app.desk import Desk
from app.errors import StoreUnavailable
from app.ports import UNDIVIDED, SearchIndex
from app.use_cases import record
from app.use_cases.contents import Contents, contents
from app.use_cases.progress import reached
from workers.follow import SEARCH, Search
from workers.rebuild import PAUSE_S, WAIT_S, Retold

Say = Callable[[int], None]


class SearchRebuilt(msgspec.Struct, frozen=True):
    """How it went: the records read, what the old index held, what the new one holds, and whether that is in use."""

    records: int
    before: Contents
    after: Contents
    switched: bool


def rebuild_search(desk: Desk, say: Say, *, switch: bool = True, wait_s: float = WAIT_S) -> SearchRebuilt:
    """Fill a fresh index with all that the graph has taken in, and switch to it; ``say`` hears the records read.

    Raises StoreUnavailable when there has been nothing to read for ``wait_s``: the graph holds what the log does not.
    """
    fresh = desk.search.fresh()
    try:
        taken = _filled(desk, fresh, say, wait_s)
        before, after = contents(desk.search), contents(fresh)
        if switch:
            desk.search.switch(fresh)
    finally:
        fresh.close()
    return SearchRebuilt(taken, before, after, switch)


def _filled(desk: Desk, fresh: SearchIndex, say: Say, wait_s: float) -> int:
    """Read until the fresh index has all that the graph has. How many records that were."""
    filling = Search(replace(desk, search=fresh, shares=UNDIVIDED, log=Retold(desk.log, desk.graph)))
    taken, moved = 0, time.monotonic()
    while not reached(fresh.positions(SEARCH), desk.graph.positions(record.CONSUMER)):
        if number := filling.step():
            taken, moved = taken + number, time.monotonic()
            say(taken)
        elif time.monotonic() > moved + wait_s:
            raise StoreUnavailable(
                f"the graph is ahead of what archive and log hold, and has been for {wait_s:g} s; was it restored "
                "without its log? mission-control status shows where it stands"
            )
        else:
            time.sleep(PAUSE_S)
    return taken
