"""What dbt calls things: ``type.package.name`` and, for tests, a hash at the end."""

import re
from typing import Annotated, Final

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]

CHECKS: Final = ("test", "unit_test")
RUN: Final = ("model", "seed", "snapshot", "operation", "analysis", "saved_query", "function", *CHECKS)
"""The types of nodes that dbt executes; sources, metrics and the like are only referred to."""

_HASH: Final = re.compile(r"\.[0-9a-f]{10}$")


def type_of(unique_id: str) -> str:
    """What kind of thing it is: ``model``, ``test``, …"""
    return unique_id.partition(".")[0]


def name_of(unique_id: str) -> str:
    """Its name without type, package and hash."""
    parts = _HASH.sub("", unique_id).split(".", 2)
    return parts[-1] or unique_id


def kind_of(unique_id: str) -> str:
    """The kind of task that it is."""
    return "TEST" if type_of(unique_id) in CHECKS else "ACTION"
