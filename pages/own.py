"""A part of our own beside Dash's; its other half is in assets/bus.js.

Dash's own stores travel with everything else that Dash can show: half a megabyte of scripts that no page here needs.
"""

from collections.abc import Callable
from typing import Final

from dash.development.base_component import Component

LIBRARY: Final = "mission_control"


class Held(Component):
    """A value that callbacks know by its id. Nothing is drawn."""

    _namespace = LIBRARY
    _type = "Held"
    _prop_names = ["id", "data"]
    _valid_wildcard_attributes: list[str] = []

    def __init__(self, id: str) -> None:
        told: Callable[..., None] = super().__init__  # untyped in dash
        told(id=id)
