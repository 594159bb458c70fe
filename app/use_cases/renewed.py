"""Stores made anew, put back, or given once more what is kept: the event that says so, for the audit log."""

from typing import Final

from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.identity import derived_id
from app.domain.payloads.convergence import StoreRenewed
from app.use_cases.spoken import spoken

EVERY: Final = "*"
"""Stands for all iterations, where a deed is about a whole store."""
LOG: Final = "archive and log"
"""What stores are made of."""


def rebuilt(done: StoreRenewed, tenant: str, now: int) -> Event:
    """A store was made anew, and is in use."""
    return _told("rebuilt", done, Scope(tenant, EVERY), now)


def restored(done: StoreRenewed, tenant: str, now: int) -> Event:
    """Stores were put back from a snapshot."""
    return _told("restored", done, Scope(tenant, EVERY), now)


def replayed(done: StoreRenewed, scope: Scope, now: int) -> Event:
    """A stretch of what was told was sent once more, as far as it was missing."""
    return _told("replayed", done, scope, now)


def _told(word: str, done: StoreRenewed, scope: Scope, now: int) -> Event:
    event_id = derived_id(f"store.{word}", *scope, str(now), done.store, done.by, done.of)
    return spoken(scope, now, "mission-control", event_id, (f"convergence.store.{word}", done.store, done))
