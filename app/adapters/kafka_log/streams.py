"""The few ways along the log that one process has open at once, each gone on with by whoever reads on there."""

import os
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Final

from app.adapters.kafka_log.brokers import Brokers, leave_behind
from app.adapters.kafka_log.stream import Stream
from app.errors import StoreUnavailable
from app.ports import Clock, Record

_MOST: Final = 4
"""Consumers that read in turn in one process find their own way again; each has connections and buffers."""


class Streams:
    """Reads by any thread, in any order: who goes on where a stream stands is served from what was read ahead."""

    def __init__(self, brokers: Brokers, clock: Clock, grace_ms: int) -> None:
        self._brokers = brokers
        self._clock = clock
        self._grace_ms = grace_ms
        self._free: list[Stream] = []
        self._room = threading.Semaphore(_MOST)
        self._lock = threading.Lock()
        self._process = os.getpid()

    def read(self, lanes: Iterable[int], after: Mapping[int, int], limit: int) -> list[Record]:
        """Up to ``limit`` records of the lanes at or past these offsets, oldest first. Raises StoreUnavailable."""
        wanted = frozenset(lanes)
        if limit <= 0 or not wanted:
            return []
        with self._room, self._brokers.plain_errors():
            stream = self._chosen(wanted, after)
            try:
                return stream.take(after, limit)
            finally:
                self._hand_back(stream)

    def rest(self, seconds: float) -> None:
        """Return when something has come for who read last, after so long at the latest. Raises StoreUnavailable."""
        with self._lock:
            self._leave_behind()
            stream = self._free.pop() if self._free else None
        if stream is None:
            time.sleep(seconds)
            return
        try:
            with self._brokers.plain_errors():
                stream.rest(seconds)
        finally:
            self._hand_back(stream)

    def close(self) -> None:
        """Let go of the streams that nobody reads; the others are let go of by their readers."""
        with self._lock:
            free, self._free = self._free, []
        for stream in free:
            self._end(stream)

    def _chosen(self, lanes: frozenset[int], after: Mapping[int, int]) -> Stream:
        """The stream that goes on there; else a new one, while there is room; else the one not used for longest."""
        with self._lock:
            if self._brokers.closed:
                raise StoreUnavailable(f"{self._brokers.where} is closed in this process")
            self._leave_behind()
            fit = [stream for stream in self._free if stream.lanes == lanes and stream.leads_to(after)]
            spare = [*fit, *([] if len(self._free) < _MOST else self._free)][:1]
            for stream in spare:
                self._free.remove(stream)
        if fit:
            return fit[0]
        for stream in spare:
            stream.close()
        return Stream(self._brokers, lanes, self._clock, self._grace_ms)

    def _hand_back(self, stream: Stream) -> None:
        with self._lock:
            if not self._brokers.closed:
                self._free.append(stream)
                return
        stream.close()

    def _leave_behind(self) -> None:
        """On the other side of a fork the streams of the first process are none of ours."""
        if self._process != os.getpid():
            for stream in self._free:
                leave_behind(stream)
            self._free, self._process = [], os.getpid()

    def _end(self, stream: Stream) -> None:
        if self._process == os.getpid():
            stream.close()
        else:
            leave_behind(stream)
