"""A client that tells Mission Control what happens, from inside any program, and never gets in its way.

::

    with Client("http://127.0.0.1:8050") as client:
        client.emit("dde.task.started", {"task_id": "build"})

Nothing it does raises into the caller or keeps it waiting; what could not be told is counted in ``lost`` and
said in one line on the standard error stream at the end.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Optional

from mission_control_client.belonging import Belonging, Given, belonging
from mission_control_client.build import BEGINNINGS, build_in
from mission_control_client.names import event_id
from mission_control_client.places import Place
from mission_control_client.sender import Sender
from mission_control_client.tally import Limits
from mission_control_client.targets import place_of, target_in
from mission_control_client.trace import Span, span_around, span_of

Payload = Optional[Mapping[str, Any]]
LIMITS = Limits()


class Setting(NamedTuple):
    """What else a client may be told: variables, folder, what is said by hand, source, limits, that its owner tells
    of the end (``quiet``), and a place that is neither server nor file."""

    environ: Mapping[str, str] | None = None
    folder: Path | None = None
    given: Given = Given()
    source: str = "mission-control-client"
    limits: Limits = LIMITS
    quiet: bool = False
    place: Place | None = None


class Client:
    """Sends to ``url``, or appends to ``file``, or does what ``MC_URL`` and ``MC_EVENTS_FILE`` say; else nothing."""

    def __init__(
        self,
        url: str | None = None,
        file: str | os.PathLike[str] | None = None,
        setting: Setting = Setting(),  # noqa: B008
    ) -> None:
        environ = os.environ if setting.environ is None else setting.environ
        target = url or (os.fspath(file) if file else "") or target_in(environ)
        self._setting, self._said = setting, False
        self._build = build_in(environ)
        self._session, self._count = secrets.token_hex(8), 0
        self.span: Span = span_of(environ)
        self.belonging = Belonging("", "", "")
        self._sender: Sender | None = None
        if target or setting.place:
            self.belonging = belonging(environ, setting.folder or Path.cwd(), setting.given)
            self._sender = Sender(setting.place or place_of(target, self.span.header), setting.limits)
            atexit.register(self.close)

    @property
    def on(self) -> bool:
        """Whether events go anywhere."""
        return self._sender is not None

    @property
    def place(self) -> str:
        """Where they go, for people."""
        return self._sender.place.shown if self._sender else ""

    @property
    def sent(self) -> int:
        """How many events were taken in so far."""
        return self._sender.tally.sent if self._sender else 0

    @property
    def lost(self) -> int:
        """How many were not, and will not be."""
        return self._sender.tally.lost if self._sender else 0

    @property
    def trouble(self) -> str:
        """Why the first of them was lost."""
        return self._sender.tally.trouble if self._sender else ""

    def emit(self, event_type: str, payload: Payload = None, **envelope: Any) -> str:
        """Tell that something happened; its event's id, or nothing where it goes nowhere.

        ``envelope`` takes the other fields of an event: ``timestamp`` (ms; now), ``node_id``, ``span`` (a Span; the
        one that the program is in, else the client's), ``event_id`` (one that stays the same makes telling twice the
        same as telling once), ….
        """
        if self._sender is None:
            return ""
        try:
            fields = self._fields(event_type, payload, envelope)
            line = _written(fields)
        except (TypeError, ValueError, RecursionError) as error:
            self._sender.tally.lose(1, f"{event_type} cannot be written as JSON: {error}")
            return ""
        self._sender.put(line)
        return str(fields["event_id"])

    def _fields(self, event_type: str, payload: Payload, envelope: Mapping[str, Any]) -> dict[str, Any]:
        more = dict(envelope)
        span = more.pop("span", None) or span_around() or self.span
        self._count += 1
        home = self.belonging
        known = {
            "event_id": event_id(self._session, os.getpid(), self._count),
            "timestamp": int(time.time() * 1000),
            "tenant_id": home.tenant,
            "iteration_id": home.iteration,
            "project": home.project,
            "commit_sha": home.commit,
            "event_type": event_type,
            "payload": dict(payload or {}),
            "trace_id": span.trace_id,
            "span_id": span.span_id,
            "parent_span_id": span.parent_span_id,
            "traceparent": span.header,
            "source": self._setting.source,
        }
        if span.state:
            known["tracestate"] = span.state
        if self._build and event_type in BEGINNINGS:
            more["metadata"] = {**self._build, **(more.get("metadata") or {})}
        return {**known, **{name: value for name, value in more.items() if value is not None}}

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait, no longer than that, until all that was told is sent; True when it is."""
        return self._sender.flush(timeout_s) if self._sender else True

    def close(self, timeout_s: float | None = None) -> None:
        """Send what waits, no longer than that (5 s), and say in one line what could not be sent."""
        if self._sender is None:
            return
        tally = self._sender.close(timeout_s)
        atexit.unregister(self.close)
        if tally.lost and not self._said and not self._setting.quiet:
            self._said = True
            say(self.summary())

    def summary(self) -> str:
        """What became of the events, in one line."""
        where = f"{self.sent} events of {self.belonging.iteration} → {self.place}"
        if not self.lost:
            return where
        return f"{self.lost} of {self.sent + self.lost} events were not sent ({self.trouble})"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _written(fields: Mapping[str, Any]) -> bytes:
    """The event on one line. Raises TypeError, ValueError or RecursionError for what JSON has no form for."""
    # A lone half of a surrogate pair has no form in UTF-8; it becomes a question mark.
    return json.dumps(fields, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode("utf-8", "replace")


def say(text: str) -> None:
    """One line on the standard error stream, if there is one that can take it."""
    if sys.stderr is None:
        return
    try:
        print(f"mission-control: {text}", file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return
