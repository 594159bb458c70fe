"""The W3C trace that a process is part of (``TRACEPARENT``, ``TRACESTATE``), and new spans in it."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Mapping
from typing import NamedTuple

VARIABLE = "TRACEPARENT"
STATE = "TRACESTATE"
_HEADER = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


class Span(NamedTuple):
    """A span: its trace (32 hex digits), itself and its parent (16 each; the parent may be unknown), whether it is
    wanted (``01``) or not (``00``), and what other systems say of the trace."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""
    flags: str = "01"
    state: str = ""

    @property
    def header(self) -> str:
        """What a child process is told in ``TRACEPARENT``."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

    def below(self) -> Span:
        """A new span whose parent this is."""
        return self._replace(span_id=secrets.token_hex(8), parent_span_id=self.span_id)


def span_of(environ: Mapping[str, str]) -> Span:
    """A new span, below that of whoever started this process if ``TRACEPARENT`` names one."""
    found = _HEADER.fullmatch(environ.get(VARIABLE, "").strip().lower())
    if not found or found[1] == "ff" or not found[2].strip("0") or not found[3].strip("0"):
        return Span(secrets.token_hex(16), secrets.token_hex(8))
    flags = f"{int(found[4], 16) & 1:02x}"
    return Span(found[2], secrets.token_hex(8), found[3], flags, environ.get(STATE, "").strip())


def span_around() -> Span | None:
    """The span that the program is in, where it is traced with OpenTelemetry itself; nothing is loaded for that."""
    api = sys.modules.get("opentelemetry.trace")
    if api is None:
        return None
    try:
        here = api.get_current_span().get_span_context()
        flags, state = f"{here.trace_flags & 1:02x}", here.trace_state.to_header()
        return Span(f"{here.trace_id:032x}", f"{here.span_id:016x}", "", flags, state) if here.is_valid else None
    except Exception:  # whatever another library may raise, telling never disturbs the program
        return None
