"""The W3C trace that a run belongs to: the caller's (``TRACEPARENT``), else a new one."""

import re
import secrets
from collections.abc import Mapping
from typing import Final

from app.readers.origin import Trace

VARIABLE: Final = "TRACEPARENT"
_PARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


def caller(environ: Mapping[str, str]) -> Trace | None:
    """The span of whoever called, if the variable says one; what is no such header is not believed."""
    found = _PARENT.fullmatch(environ.get(VARIABLE, "").strip().lower())
    if not found or not found[1].strip("0") or not found[2].strip("0") or found[0].startswith("ff"):
        return None
    return Trace(found[1], found[2])


def span_below(parent: Trace | None) -> Trace:
    """A new span: a child of the parent's, or the first of a new trace."""
    own = secrets.token_hex(8)
    return Trace(parent.trace_id, own, parent.span_id) if parent else Trace(secrets.token_hex(16), own)


def header(trace: Trace) -> str:
    """What a child process is told."""
    return f"00-{trace.trace_id}-{trace.span_id}-01"
