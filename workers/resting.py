"""Shares of the stream in which a message waits until the registry can be asked about its schema.

All of an iteration is in one share, so the others go on meanwhile and nothing changes its order.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

from app.errors import SchemaAway, StoreUnavailable
from app.ports import Schemas

AGAIN_S: Final = 5.0
"""So often the registry is asked whether it is there."""
_log = logging.getLogger(__name__)


class Resting:
    """The shares of one worker that rest, for want of ``schemas``; all go on once that answers.

    ``whole``: all of them rest with the one, for whoever keeps the order among them.
    """

    def __init__(self, schemas: Schemas, ticks: Callable[[], float] = time.monotonic, *, whole: bool = False) -> None:
        self._schemas = schemas
        self._whole = whole
        self._ticks = ticks
        self._flaws: dict[int, SchemaAway] = {}
        self._asks_at = 0.0

    def rest(self, flaw: SchemaAway) -> None:
        """Its share rests from now on."""
        others = "waits with it" if self._whole else "goes on"
        _log.warning("%s; what lies in other partitions %s", flaw, others)
        self._flaws[flaw.share] = flaw
        self._asks_at = self._ticks() + AGAIN_S

    def active(self, shares: frozenset[int]) -> frozenset[int]:
        """Those of the shares that do not rest."""
        if self._flaws and self._ticks() >= self._asks_at:
            self._ask()
        return frozenset() if self._flaws and self._whole else shares - self._flaws.keys()

    def check(self) -> None:
        """Raises SchemaAway when a share rests."""
        for flaw in self._flaws.values():
            raise flaw

    def _ask(self) -> None:
        try:
            self._schemas.ping()
        except StoreUnavailable:
            self._asks_at = self._ticks() + AGAIN_S
            return
        _log.warning("the schemas can be asked about again; all partitions go on")
        self._flaws.clear()
