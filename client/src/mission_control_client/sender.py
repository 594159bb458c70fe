"""The way of events out of the process: a bounded queue, and a thread that sends batches until it is told to stop.

Nobody who puts an event in is ever kept waiting, and nothing that goes wrong is ever raised: what could not be
sent is counted, and the reason kept.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
import weakref
from collections import deque

from mission_control_client.places import Place, Refused, TooLarge, Unreachable
from mission_control_client.tally import Limits, Tally


class Sender:
    """Sends lines to a place, in the order in which they were put in.

    A process that is forked off sends only what is put in there: what waited is sent by its parent.
    """

    def __init__(self, place: Place, limits: Limits) -> None:
        self.place, self._limits = place, limits
        self._anew()
        if hasattr(os, "register_at_fork"):
            me = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _forked(me()))

    def _anew(self) -> None:
        self.tally = Tally()
        self._lines: deque[bytes] = deque()
        self._bytes, self._failures, self._most = 0, 0, self._limits.batch
        self._sending: list[bytes] = []
        self._state = threading.Condition()
        self._thread: threading.Thread | None = None
        self._hurry = self._closed = False
        self._until, self._last_reason = 0.0, ""

    def put(self, line: bytes) -> None:
        """Have the line sent, or count it as lost where too much waits already."""
        with self._state:
            if flaw := self._no_room(line):
                self.tally.lose(1, flaw)
                return
            self._lines.append(line)
            self._bytes += len(line)
            self._started()
            self._state.notify_all()

    def _no_room(self, line: bytes) -> str:
        """Why the line cannot wait with the others; empty where it can."""
        if self._closed:
            return "told after the end"
        if len(line) > self._limits.longest:
            return f"an event of {len(line)} bytes; {self._limits.longest} is the most"
        if len(self._lines) >= self._limits.waiting or self._bytes + len(line) > self._limits.waiting_bytes:
            return self._last_reason or f"{len(self._lines)} events were waiting, {self.place.shown} is too slow"
        return ""

    def flush(self, timeout_s: float) -> bool:
        """Send all that waits, as far as that goes within the time; True when nothing is left."""
        end = time.monotonic() + timeout_s
        with self._state:
            self._hurry = True
            self._until = min(self._until, time.monotonic() + 0.2)
            self._started()
            self._state.notify_all()
            while (self._lines or self._sending) and self._thread and time.monotonic() < end:
                self._state.wait(min(0.1, max(end - time.monotonic(), 0.0)))
            self._hurry = False
            return not (self._lines or self._sending)

    def close(self, timeout_s: float | None = None) -> Tally:
        """Send what waits within the time, count the rest as lost, and take nothing more."""
        wait_s = self._limits.close_s if timeout_s is None else timeout_s
        if not self._closed:
            self.flush(wait_s)
        with self._state:
            left = len(self._lines) + len(self._sending)
            if left and not self._closed:
                self.tally.lose(left, self._last_reason or f"{self.place.shown}: no answer within {wait_s:g} s")
            self._closed = True
            self._lines.clear()
            self._state.notify_all()
        return self.tally

    def _started(self) -> None:
        """See to it that the thread runs. At the very end of a process none can be started any more."""
        if self._thread is not None or not self._lines:
            return
        thread = threading.Thread(target=self._run, name="mission-control-client", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            self._last_reason = str(error)
            return
        self._thread = thread
        _close_with_worker(self)

    def _run(self) -> None:
        while self._batch():
            self._send()

    def _batch(self) -> bool:
        """Wait for a batch; False at the end. What was not sent yet is the next batch."""
        with self._state:
            while not self._ready():
                if self._closed:
                    return False
                self._state.wait(self._pause())
            self._take()
            return True

    def _ready(self) -> bool:
        if self._closed or not (self._sending or self._lines):
            self._until = 0.0
            return False
        now = time.monotonic()
        if not self._sending and not self._until:
            self._until = now + (self._limits.age_s if self.tally.sent else 0.0)  # that it began is told at once
        full = not self._sending and len(self._lines) >= self._limits.batch
        hurried = self._hurry and not self._failures
        return full or hurried or now >= self._until

    def _pause(self) -> float | None:
        return max(self._until - time.monotonic(), 0.005) if self._until else None

    def _take(self) -> None:
        self._until, size = 0.0, 0
        while not self._full(size):
            self._sending.append(self._lines.popleft())
            size += len(self._sending[-1])
            self._bytes -= len(self._sending[-1])

    def _full(self, size: int) -> bool:
        return not self._lines or len(self._sending) >= self._most or size >= self._limits.batch_bytes

    def _send(self) -> None:
        """Send the batch; it stays where it may be sent later."""
        batch = list(self._sending)
        try:
            taken = self.place.take(batch)
        except Unreachable as error:
            self._later(str(error), error.after)
        except TooLarge:
            self._halve(batch)
        except Refused as error:
            self._done(0, len(batch), str(error))
        else:
            self._done(len(batch) - taken.rejected, taken.rejected, taken.reason)

    def _later(self, reason: str, after: float) -> None:
        with self._state:
            self._last_reason = reason
            self._failures += 1
            longest = min(self._limits.first_pause_s * 2 ** min(self._failures, 20), self._limits.longest_pause_s)
            if self._hurry:
                longest = min(longest, 1.0)
            self._until = time.monotonic() + max(after, random.uniform(longest / 4, longest))

    def _halve(self, batch: list[bytes]) -> None:
        """Send the first half now, and no more at once from now on; an event that alone is too large is lost."""
        if len(batch) == 1:
            self._done(0, 1, f"an event of {len(batch[0])} bytes is more than {self.place.shown} takes")
            return
        half = self._most = len(batch) // 2
        with self._state:
            self._lines.extendleft(reversed(batch[half:]))
            self._bytes += sum(map(len, batch[half:]))
            self._sending = batch[:half]
            self._until = time.monotonic()
        self._send()

    def _done(self, sent: int, lost: int, reason: str) -> None:
        with self._state:
            if self._closed:  # counted as lost already
                return
            self.tally.sent += sent
            self._sending, self._failures = [], 0
            if lost:
                self.tally.lose(lost, reason)
            self._state.notify_all()


def _close_with_worker(sender: Sender) -> None:
    """Processes of multiprocessing end without the usual farewell; they have one of their own."""
    process, util = sys.modules.get("multiprocessing.process"), sys.modules.get("multiprocessing.util")
    if process is not None and util is not None and process.parent_process() is not None:
        util.Finalize(None, sender.close, exitpriority=0)


def _forked(sender: Sender | None) -> None:
    if sender is not None:
        sender._anew()
