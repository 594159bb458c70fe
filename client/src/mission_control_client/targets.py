"""Where events go: a running Mission Control, or a file of event lines that ``mission-control ingest`` reads."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mission_control_client.eventfile import EventFile
from mission_control_client.places import Place
from mission_control_client.server import Server

DEFAULT_URL = "http://127.0.0.1:8050"
_BARE_HOST = re.compile(r"[\w.-]+:\d+(?:/.*)?", re.ASCII)


def place_of(target: str, traceparent: str = "") -> Place:
    """The place that an address or a file name means; ``traceparent``: where requests to it belong."""
    if "://" in target or target.startswith(("http:", "https:")) or _BARE_HOST.fullmatch(target):
        return Server(target, traceparent=traceparent)
    return EventFile(target)


def target_in(environ: Mapping[str, str]) -> str:
    """What the variables say: ``MC_URL``, else ``MC_EVENTS_FILE``, else nothing."""
    return environ.get("MC_URL") or environ.get("MC_EVENTS_FILE") or ""


def default_target(environ: Mapping[str, str]) -> str:
    """What the variables say, else Mission Control on this machine."""
    port = environ.get("MC_PORT", "")
    local = f"http://127.0.0.1:{port}" if port.isdigit() else DEFAULT_URL
    return target_in(environ) or local
