"""The W3C trace that a process is part of (``TRACEPARENT``), and new spans in it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import NamedTuple

VARIABLE = "TRACEPARENT"
_HEADER = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


class Span(NamedTuple):
    """A span: its trace (32 hex digits), itself and its parent (16 each; the parent may be unknown)."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""

    @property
    def header(self) -> str:
        """What a child process is told in ``TRACEPARENT``."""
        return f"00-{self.trace_id}-{self.span_id}-01"

    def below(self) -> Span:
        """A new span whose parent this is."""
        return Span(self.trace_id, secrets.token_hex(8), self.span_id)


def span_of(environ: Mapping[str, str]) -> Span:
    """A new span, below that of whoever started this process if ``TRACEPARENT`` names one."""
    found = _HEADER.fullmatch(environ.get(VARIABLE, "").strip().lower())
    if not found or found[1] == "ff" or not found[2].strip("0") or not found[3].strip("0"):
        return Span(secrets.token_hex(16), secrets.token_hex(8))
    return Span(found[2], secrets.token_hex(8), found[3])
