"""The base of all view models."""

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all view models."""
