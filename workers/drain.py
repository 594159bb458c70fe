"""Working the log off in this very process, for commands that run while no worker does."""

import time
from dataclasses import replace

from app.desk import Desk
from app.ports import UNDIVIDED
from workers.ingest import Ingest
from workers.readers import FOLLOWERS


def drain(desk: Desk) -> int:
    """Take in and judge everything on the log, and let all followers follow. Returns the number of records."""
    alone = replace(desk, shares=UNDIVIDED)
    ingest = Ingest(alone)
    taken = 0
    while True:
        number = ingest.step()
        taken += number
        if not number and ingest.idle():
            break
        if not number:
            time.sleep(0.02)  # the last burst of acceptance may still grow
    for follower in FOLLOWERS:
        step = follower.begin(alone)
        while step():
            pass
    return taken
