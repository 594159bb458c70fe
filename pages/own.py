"""A part of our own beside Dash's; its other half is in assets/bus.js.

Dash's own stores travel with everything else that Dash can show: half a megabyte of scripts that no page here needs.
"""

from typing import Final

from dash.development.base_component import Component

LIBRARY: Final = "mission_control"


class Held(Component):  # type: ignore[misc]  # untyped in dash
    """A value that callbacks know by its id. Nothing is drawn."""

    _namespace, _type = LIBRARY, "Held"
    _prop_names, _valid_wildcard_attributes = ("id", "data"), ()

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
