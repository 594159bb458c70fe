"""What commands do to whole stores leaves a record on the log, under the name of who gave the command."""

import getpass

from app.cli.sending import onto
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.payloads.convergence import StoreRenewed
from app.use_cases.renewed import EVERY, LOG, rebuilt, replayed, restored


def note_rebuilt(desk: Desk, store: str, outcome: str, records: int) -> None:
    """The store was made anew of archive and log, and is in use."""
    done = StoreRenewed(store=store, by=getpass.getuser(), of=LOG, outcome=outcome, records=records)
    onto(desk)([rebuilt(done, desk.tenant, desk.clock())])


def note_restored(desk: Desk, file: str, outcome: str, records: int) -> None:
    """What the file holds is in use; that many records of archive and log come on top."""
    done = StoreRenewed(store="graph", by=getpass.getuser(), of=file, outcome=outcome, records=records)
    onto(desk)([restored(done, desk.tenant, desk.clock())])


def note_replayed(desk: Desk, scope: Scope, outcome: str, records: int) -> None:
    """That many messages were sent once more, to this iteration; without a name, to those they are of."""
    whose = scope._replace(iteration=scope.iteration or EVERY)
    done = StoreRenewed(store="graph", by=getpass.getuser(), of=LOG, outcome=outcome, records=records)
    onto(desk)([replayed(done, whose, desk.clock())])
