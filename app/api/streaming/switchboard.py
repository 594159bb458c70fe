"""All open streams of a process on one thread: messages go out to whoever listens to a channel.

A reader who does not keep up is let go rather than waited for: it comes back and says what it saw last.
"""

import resource
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Final

from app.api.streaming.message import BEAT, HEAD

BEATS_S: Final = 10.0
MOST_WAITING: Final = 1 << 20
"""Bytes that may wait for one reader beyond what the kernel takes, unless it is a single message."""

Channel = Hashable
Shift = Callable[[int], None]


class Listener:
    """One open stream. ``waiting`` is what its connection did not take yet."""

    def __init__(self, connection: socket.socket, channel: Channel) -> None:
        self.connection = connection
        self.channel = channel
        self.waiting = b""


class Switchboard:
    """``join``, ``say`` and ``tell`` may be called by any thread; all reading and writing is done by one of its own.

    ``shift`` is told by how many the number of open streams changes.
    """

    def __init__(self, shift: Shift = lambda by: None, beats_s: float = BEATS_S) -> None:
        self._shift = shift
        self._beats_s = beats_s
        self._channels: dict[Channel, set[Listener]] = {}
        self._todo: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = False
        self._selector = selectors.DefaultSelector()

    def __len__(self) -> int:
        return sum(map(len, list(self._channels.values())))

    def join(self, listener: Listener, first: bytes) -> None:
        """From now on the listener hears its channel, after this."""
        self._do(lambda: self._joined(listener, first))

    def say(self, channel: Channel, text: bytes) -> None:
        """Send it to all who listen to the channel."""
        self._do(lambda: self._said(channel, text))

    def dismiss(self, channel: Channel) -> None:
        """Let go of all who listen to the channel."""
        self._do(lambda: self._dismissed(channel))

    def channels(self) -> list[Channel]:
        """Those that anybody listens to."""
        return [channel for channel, there in list(self._channels.items()) if there]

    def close(self) -> None:
        """Let go of every stream, and end the thread."""
        self._do(self._end)
        if self._thread is not None:
            self._thread.join()
        self._wake.close()

    def _end(self) -> None:
        for key in list(self._selector.get_map().values()):
            if isinstance(key.data, Listener):
                self._leave(key.data)
            else:
                key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()
        self._ended = True

    def _do(self, what: Callable[[], None]) -> None:
        self._todo.append(what)
        with self._lock:
            if self._thread is None:
                _make_room()
                self._wake, woken = socket.socketpair()
                self._wake.setblocking(False)
                woken.setblocking(False)
                self._selector.register(woken, selectors.EVENT_READ)
                self._thread = threading.Thread(target=self._run, name="streams", daemon=True)
                self._thread.start()
        with suppress(
            BlockingIOError, BrokenPipeError
        ):  # it is woken already, or has seen by itself that it is to end
            self._wake.send(b".")

    def _run(self) -> None:
        beat = time.monotonic() + self._beats_s
        while not self._ended:
            for key, mask in self._selector.select(max(0.0, beat - time.monotonic())):
                self._moved(key, mask)
            while self._todo and not self._ended:
                self._todo.popleft()()
            if time.monotonic() >= beat and not self._ended:
                beat = time.monotonic() + self._beats_s
                self._beat()

    def _moved(self, key: selectors.SelectorKey, mask: int) -> None:
        if not isinstance(key.data, Listener):
            with suppress(BlockingIOError):
                key.fileobj.recv(4096)  # type: ignore[union-attr]
        elif mask & selectors.EVENT_WRITE:
            self._send(key.data, b"")
        elif not _still_there(key.data.connection):
            self._leave(key.data)

    def _joined(self, listener: Listener, first: bytes) -> None:
        self._channels.setdefault(listener.channel, set()).add(listener)
        self._selector.register(listener.connection, selectors.EVENT_READ, listener)
        self._shift(1)
        self._send(listener, HEAD + first)

    def _beat(self) -> None:
        """Who still has something to read needs no sign of life."""
        for listener in [one for there in self._channels.values() for one in there if not one.waiting]:
            self._send(listener, BEAT)

    def _said(self, channel: Channel, text: bytes) -> None:
        for listener in list(self._channels.get(channel, ())):
            self._send(listener, text)

    def _dismissed(self, channel: Channel) -> None:
        for listener in list(self._channels.get(channel, ())):
            self._leave(listener)

    def _send(self, listener: Listener, text: bytes) -> None:
        """Send as much as the connection takes; the rest when it takes more."""
        before = listener.waiting
        if text and before and len(before) + len(text) > MOST_WAITING:
            return self._leave(listener)
        wanted = before + text
        try:
            sent = listener.connection.send(wanted) if wanted else 0
        except BlockingIOError:
            sent = 0
        except OSError:
            return self._leave(listener)
        listener.waiting = wanted[sent:]
        if bool(before) != bool(listener.waiting):
            more = selectors.EVENT_WRITE if listener.waiting else 0
            self._selector.modify(listener.connection, selectors.EVENT_READ | more, listener)
        return None

    def _leave(self, listener: Listener) -> None:
        there = self._channels.get(listener.channel, set())
        if listener not in there:
            return
        there.discard(listener)
        if not there:
            del self._channels[listener.channel]
        self._selector.unregister(listener.connection)
        listener.connection.close()
        self._shift(-1)


def _make_room() -> None:
    """Each stream is an open file to the kernel: as many as this process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _still_there(connection: socket.socket) -> bool:
    """Whether the browser still holds its end; what it may send is passed over."""
    try:
        return bool(connection.recv(4096))
    except BlockingIOError:
        return True
    except OSError:
        return False
