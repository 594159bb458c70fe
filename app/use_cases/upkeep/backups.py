"""A backup is one only when it was restored: every copy is opened and compared with what it was made of."""

from itertools import islice
from typing import Final

import msgspec

from app.domain.graph import Scope
from app.errors import StoreUnavailable
from app.ports import BackupInfo, Backups, GraphStore

KEPT: Final = 7


class Checked(msgspec.Struct, frozen=True):
    """A copy that was restored and compared: how many iterations and entries it holds, which older ones went."""

    info: BackupInfo
    scopes: int
    entries: int
    dropped: tuple[str, ...]


def back_up(graph: GraphStore, backups: Backups, now: int, kept: int = KEPT) -> Checked:
    """Copy, restore the copy, compare; then let go of older copies.

    Raises StoreUnavailable when it differs, or when an older copy that is kept is no longer as it was made.
    """
    info = backups.make(now)
    with backups.restored(info.name) as copy:
        scopes = [found.scope for found in copy.scopes()]
        entries = sum(_compared(copy, graph, scope) for scope in scopes)
    old = [found.name for found in backups.listed()[:-kept]]
    for name in old:
        backups.drop(name)
    _look_after(backups, info.name)
    return Checked(info, len(scopes), entries, tuple(old))


def _look_after(backups: Backups, fresh: str) -> None:
    """What was whole when it was made may have been damaged since; better told now than on the day it is needed."""
    told = [(one.name, backups.damaged(one.name)) for one in backups.listed()]
    if flaws := [f"{name} ({flaw})" for name, flaw in told if flaw]:
        raise StoreUnavailable(
            f"{fresh} was made, restored and compared, but these copies are damaged: {', '.join(flaws)}; "
            "remove them, and look after the disk"
        )


def _compared(copy: GraphStore, graph: GraphStore, scope: Scope) -> int:
    """How many entries the copy has of a scope. Raises StoreUnavailable at the first that is another one."""
    count = copy.revision(scope)
    for number, (kept, live) in enumerate(zip(copy.entries(scope), islice(graph.entries(scope), count), strict=True)):
        if kept != live:
            raise StoreUnavailable(f"entry {number + 1} of {scope.tenant}/{scope.iteration} differs in the copy")
    copy.snapshot(scope)
    return count
