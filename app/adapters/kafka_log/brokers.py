"""The brokers as every part of the log uses them: handles per process, questions asked again, plain errors."""

import ctypes
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Final, Generic, Protocol, TypeVar

from confluent_kafka import Consumer, IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from app.adapters.kafka_log.flaws import is_hopeless, line
from app.adapters.kafka_log.lanes import Lanes
from app.errors import StoreUnavailable

Key = TypeVar("Key")
Answer = TypeVar("Answer")
Handle = TypeVar("Handle")

_PAUSE_S: Final = 0.05
_log = logging.getLogger("mission_control.kafka")
_log.addHandler(logging.NullHandler())
_QUESTION_S: Final = 1.5
"""One question waits so long for one broker, which may be the one that just died."""


class Closes(Protocol):
    """A handle of the library."""

    def close(self) -> Any: ...


class Brokers:
    """The brokers at ``servers`` (host:port, comma separated) with the topics of one log.

    ``patience_s``: how long a question is asked again before the log counts as unavailable. It is longer than brokers
    need to notice that one of them died.
    """

    def __init__(self, servers: str, prefix: str, patience_s: float) -> None:
        self.lanes: Final = Lanes(prefix)
        self.patience_s: Final = patience_s
        self.where: Final = f"Kafka at {servers}"
        self.lock: Final = threading.RLock()
        self.closed = False
        self._servers = servers
        self._kept: PerProcess[AdminClient] = PerProcess(self, lambda: AdminClient(self.config()))

    def config(self, **more: Any) -> dict[str, Any]:
        """Settings of a handle; underscores stand for the dots of their names."""
        common = {
            "bootstrap.servers": self._servers,
            "reconnect.backoff.max.ms": 500,
            "topic.metadata.refresh.fast.interval.ms": 100,
            "logger": _log,
        }
        return common | {name.replace("_", "."): value for name, value in more.items()}

    def admin(self) -> AdminClient:
        """The one who asks, in this process."""
        return self._kept.get()

    def consumer(self, **more: Any) -> Consumer:
        """A reader of committed records that is a member of no group and is told of each end."""
        return Consumer(
            self.config(
                group_id=f"{self.lanes.prefix}reader",
                enable_auto_commit=False,
                enable_partition_eof=True,
                isolation_level="read_committed",
                auto_offset_reset="earliest",
                allow_auto_create_topics=False,
                fetch_queue_backoff_ms=10,  # by default a full queue rests for a second, read or not
                **more,
            )
        )

    def ask(self, question: Callable[[AdminClient], Mapping[Key, "Future[Answer]"]]) -> dict[Key, Answer]:
        """What the brokers answer; asked again while they only cannot *now*. Raises StoreUnavailable."""
        until = time.monotonic() + self.patience_s
        with self.plain_errors():
            while True:
                try:
                    return {key: future.result(_QUESTION_S) for key, future in question(self.admin()).items()}
                except (KafkaException, TimeoutError) as flaw:
                    if is_hopeless(flaw) or time.monotonic() > until or self.closed:
                        raise
                # Who asks keeps in mind which broker leads what, and would go on asking a dead one.
                self._kept.forget()
                time.sleep(_PAUSE_S)

    def ends(self, lanes: Iterable[int], *, committed: bool = True) -> dict[int, int]:
        """The offset at which each lane goes on; ``committed``: before the first transaction that is not over."""
        return self.offsets(lanes, OffsetSpec.latest(), committed)

    def both_ends(self, lanes: Iterable[int]) -> tuple[dict[int, int], dict[int, int]]:
        """Where each lane goes on, with what is not committed yet and without, asked side by side."""
        if not (asked := {self.lanes.partition(lane): lane for lane in lanes}):
            return {}, {}
        wanted = dict.fromkeys(asked, OffsetSpec.latest())
        levels = (IsolationLevel.READ_UNCOMMITTED, IsolationLevel.READ_COMMITTED)
        answers = self.ask(
            lambda admin: {
                (level, asked[partition]): future
                for level in levels
                for partition, future in _listed(admin, wanted, level).items()
            }
        )
        written, settled = ({lane: answers[level, lane].offset for lane in asked.values()} for level in levels)
        return written, settled

    def starts(self, lanes: Iterable[int]) -> dict[int, int]:
        """The offset before which each lane lost everything."""
        return self.offsets(lanes, OffsetSpec.earliest(), True)

    def since(self, lanes: Iterable[int], ms: int) -> dict[int, int]:
        """The first offset of each lane that bears this stamp or a later one; lanes without one are left out."""
        found = self.offsets(lanes, OffsetSpec.for_timestamp(ms), True)
        return {lane: offset for lane, offset in found.items() if offset >= 0}

    def offsets(self, lanes: Iterable[int], spec: OffsetSpec, committed: bool) -> dict[int, int]:
        """What each lane answers to the question; -1 for nothing."""
        if not (asked := {self.lanes.partition(lane): lane for lane in lanes}):
            return {}
        level = IsolationLevel.READ_COMMITTED if committed else IsolationLevel.READ_UNCOMMITTED
        wanted = dict.fromkeys(asked, spec)
        answers = self.ask(lambda admin: _listed(admin, wanted, level))
        return {asked[partition]: answer.offset for partition, answer in answers.items()}

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Errors of the library become StoreUnavailable with one line."""
        try:
            yield
        except KafkaException as flaw:
            raise StoreUnavailable(f"{self.where}: {line(flaw)}") from flaw
        except TimeoutError as flaw:
            raise StoreUnavailable(f"{self.where} did not answer within {self.patience_s:g} s") from flaw

    def close(self) -> None:
        """Nothing is asked from now on; may be called twice."""
        self.closed = True
        self._kept.forget()


def _listed(
    admin: AdminClient, wanted: Mapping[TopicPartition, OffsetSpec], level: IsolationLevel
) -> Mapping[TopicPartition, "Future[Any]"]:
    return admin.list_offsets({**wanted}, isolation_level=level, request_timeout=_QUESTION_S)


class PerProcess(Generic[Handle]):
    """A handle that is made at its first use, anew on the other side of a fork, and never after closing."""

    def __init__(self, brokers: Brokers, make: Callable[[], Handle]) -> None:
        self._brokers = brokers
        self._make = make
        self._handle: Handle | None = None
        self._process = 0

    def get(self) -> Handle:
        """The handle of this process. Raises StoreUnavailable when the log was closed."""
        with self._brokers.lock:
            if self._brokers.closed:
                raise StoreUnavailable(f"{self._brokers.where} is closed in this process")
            if self._handle is None or self._process != os.getpid():
                leave_behind(self._handle)
                self._handle, self._process = self._make(), os.getpid()
            return self._handle

    def forget(self) -> Handle | None:
        """Let go of the handle; it is handed back to be ended when it is one of this process."""
        handle, self._handle = self._handle, None
        if handle is not None and self._process != os.getpid():
            leave_behind(handle)
            return None
        return handle


def leave_behind(handle: object) -> None:
    """Never free a handle that came over a fork: its threads stayed behind, and freeing waits for them for ever."""
    if handle is not None:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(handle))
