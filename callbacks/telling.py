"""What is told on streams: looks whenever something was heard, once for all who look at the same place."""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import Final

from app.api.streaming import Listener, Switchboard, message
from app.desk import Desk
from app.errors import StoreUnavailable
from app.use_cases.flips import Flip, Flips
from app.use_cases.news import CHANNEL, News
from callbacks.guests import Door, Seat
from callbacks.pace import Pace
from callbacks.standing import Place, Standing, look, told

LOOKS_S: Final = 1.0
"""News may be lost: after so long everything is looked at all the same."""
AGAIN_S: Final = 1.0
LEFT: Final = 8
"""How many places that nobody looks at any more are remembered, for those who come back."""
_log = logging.getLogger(__name__)


class Teller:
    """Two threads of this process, from the first stream on: one hears, one looks and tells."""

    def __init__(self, desk: Desk, board: Switchboard) -> None:
        self._desk, self._board, self._news = desk, board, News(desk)
        self._door = Door(desk, board)
        self._newcomers: deque[tuple[Listener, str]] = deque()
        self._known: OrderedDict[Place, Standing] = OrderedDict()
        self._flips: dict[str, Flips] = {}
        self._due = threading.Event()
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def welcome(self, listener: Listener, have: str) -> None:
        """Tell the listener, whose channel is a seat, what became of the version it has, and what follows."""
        self._newcomers.append((listener, have))
        with self._lock:
            for name, work in (("hears", self._hear), ("tells", self._tell)):
                if name not in self._threads or not self._threads[name].is_alive():
                    self._threads[name] = threading.Thread(target=work, name=f"stream {name}", daemon=True)
                    self._threads[name].start()
        self._due.set()

    def _hear(self) -> None:
        """Until the bus is closed, or nobody is there to be told; who has just been welcomed takes a moment to be."""
        while True:
            try:
                if list(self._desk.bus.listen(CHANNEL, LOOKS_S)):
                    self._due.set()
            except StoreUnavailable:
                return
            with self._lock:
                if not self._board.channels() and not self._newcomers:
                    del self._threads["hears"]
                    return

    def _tell(self) -> None:
        pace, met = Pace(), False
        while True:
            self._due.wait(LOOKS_S if met or self._board.channels() else None)
            self._due.clear()
            began = time.monotonic()
            met = bool(self._newcomers)
            try:
                self._round()
            except Exception:  # a fault of ours must not silence all pages of this process for good
                _log.exception("what streams tell could not be worked out; it is tried again")
                self._due.wait(AGAIN_S)
            time.sleep(pace.rest(began))

    def _round(self) -> None:
        self._meet()
        seats = self._door.admit(self._seats())
        for place in {seat.place for seat in seats}:
            self._look(place)
        self._turned(seats)
        self._forget()

    def _seats(self) -> list[Seat]:
        return [channel for channel in self._board.channels() if isinstance(channel, Seat)]

    def _meet(self) -> None:
        """Newcomers are told where their place stands, from what they have on."""
        while self._newcomers:
            listener, have = self._newcomers[0]
            seat = listener.channel
            assert isinstance(seat, Seat)
            standing = self._look(seat.place)
            self._board.join(listener, told(standing, have, outside=seat.is_guests))
            self._newcomers.popleft()

    def _look(self, place: Place) -> Standing:
        """Where the place stands now; those who listen are told, if that is elsewhere than before."""
        before = self._known.get(place)
        now = look(self._desk, place, self._news, before)
        self._known[place] = now
        self._known.move_to_end(place)
        if before is not None and now is not before:
            for seat in (seat for seat in self._seats() if seat.place == place):
                self._board.say(seat, told(now, before.version, outside=seat.is_guests))
        return now

    def _turned(self, seats: Sequence[Seat]) -> None:
        """Whoever of the house listens to anything of a tenant hears of its verdicts that turned."""
        own = [seat for seat in seats if not seat.is_guests]
        for tenant in {seat.place.tenant for seat in own}:
            flips = self._flips_of(tenant)
            for seat in (seat for seat in own if flips and seat.place.tenant == tenant):
                self._board.say(seat, message("flips", flips))

    def _flips_of(self, tenant: str) -> list[Flip]:
        try:
            if tenant not in self._flips:
                self._flips[tenant] = Flips(self._desk.audit, tenant)
            return self._flips[tenant].fresh(self._desk.clock())
        except StoreUnavailable:
            return []

    def _forget(self) -> None:
        looked_at = {seat.place for seat in self._seats()}
        left = [place for place in self._known if place not in looked_at]
        for place in left[: max(0, len(left) - LEFT)]:
            del self._known[place]
