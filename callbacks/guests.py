"""Who listens: people of the house, and guests, who came by a share link and stay while that counts."""

import time
from collections.abc import Iterable
from typing import Final, NamedTuple

from app.api.streaming import Switchboard
from app.desk import Desk
from app.errors import MissionControlError
from app.use_cases.share import visited
from callbacks.standing import Place

ASKS_S: Final = 1.0
"""So often it is asked whether a link still counts."""


class Seat(NamedTuple):
    """The channel of those who look at one place; guests sit apart, under the token that they bear."""

    place: Place
    token: str = ""

    @property
    def is_guests(self) -> bool:
        """Whether who sits there came by a link, and hears of nothing beyond its place."""
        return bool(self.token)


class Door:
    """Shows guests out when their link has expired, was revoked, or cannot be looked up."""

    def __init__(self, desk: Desk, board: Switchboard) -> None:
        self._desk, self._board = desk, board
        self._asked = 0.0

    def admit(self, seats: Iterable[Seat]) -> list[Seat]:
        """Those of the seats whose guests may stay, and all others."""
        now = time.monotonic()
        if now - self._asked < ASKS_S:
            return list(seats)
        self._asked = now
        return [seat for seat in seats if not seat.is_guests or self._stays(seat)]

    def _stays(self, seat: Seat) -> bool:
        try:
            visited(self._desk, seat.token)
        except MissionControlError:
            self._board.dismiss(seat)
            return False
        return True
