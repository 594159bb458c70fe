"""The base of all view models."""

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The base of all view models: trees, in which nothing leads back, so that nobody needs to look for that."""
