"""What tells Mission Control of a run, from inside other people's processes; its parts are imported one by one.

``from mission_control_client import Client`` is the client for programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mission_control_client.client import Client

__all__ = ["Client"]


def __getattr__(name: str) -> Any:
    """Import the client only where it is asked for: every pytest run of an environment imports this module."""
    if name != "Client":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mission_control_client.client import Client

    return Client
