"""What search no longer finds, as it was told of too long ago. The graph, the archive and the log keep it."""

from typing import Final

from app.domain.events import DAY_MS
from app.ports import SearchIndex

KEPT_DAYS: Final = {"temp": 7, "compliance": 365, "audit": 2_555}
"""How long each retention policy is kept (domain 9); ``standard`` is a setting."""


def forget(index: SearchIndex, now: int, standard_ms: int) -> int:
    """Let go of what is older than its policy says, at ``now`` (ms). How many documents."""
    kept = {policy: days * DAY_MS for policy, days in KEPT_DAYS.items()} | {"standard": standard_ms}
    return index.forget({policy: max(0, now - ms) for policy, ms in kept.items()})
