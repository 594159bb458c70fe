"""Working the log off in this very process, for commands that run while no worker does."""

import time

from app.desk import Desk
from workers.follow import Measures, Search
from workers.ingest import Ingest


def drain(desk: Desk) -> int:
    """Take in and judge everything on the log, measure it and make it findable. Returns the number of records."""
    ingest = Ingest(desk)
    taken = 0
    while True:
        number = ingest.step()
        taken += number
        if not number and ingest.idle():
            break
        if not number:
            time.sleep(0.02)  # the last burst of acceptance may still grow
    for follower in (Measures(desk), Search(desk)):
        while follower.step():
            pass
    return taken
