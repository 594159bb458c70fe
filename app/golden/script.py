"""What a run of the scenarios is told to do."""

from collections.abc import Mapping

import msgspec


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What goes otherwise than green, by name of scenario.

    ``asks`` adds contract tags, ``failing`` do not pass, ``shaky`` pass at the second attempt,
    ``quarantined`` hold a ticket each. ``stops_after`` cuts the run off after so many scenarios;
    ``only`` runs nothing but these. Unless it ``reads_ahead``, each feature is read when its turn comes.
    """

    failing: Mapping[str, str] = {}
    shaky: frozenset[str] = frozenset()
    quarantined: Mapping[str, str] = {}
    asks: Mapping[str, str] = {}
    only: frozenset[str] = frozenset()
    stops_after: int | None = None
    reads_ahead: bool = True

    @property
    def full(self) -> bool:
        """Whether the run speaks for the whole suite."""
        return not self.only
