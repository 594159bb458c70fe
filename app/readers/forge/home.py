"""Where a forge's event belongs (R-33): as was said, else as the event itself says.

A project is called like its repository; its default branch feeds the iteration named like the project, any
other branch one of its own, ``project:branch``. A tag is on the main line.
"""

import re
from typing import Final, NamedTuple

import msgspec

from app.readers.origin import Origin

MAIN: Final = ("main", "master", "trunk", "develop", "HEAD", "")
"""Branches that are taken for the main line where nobody says which one it is."""

_VERSION: Final = re.compile(r"v?\d+(\.\d+)+")


class Home(NamedTuple):
    """What an event says of where it happened. ``ref`` is a branch, or empty for a tag or none."""

    project: str
    ref: str = ""
    default: str = ""
    commit: str = ""

    @property
    def iteration(self) -> str:
        """The iteration that the event is about."""
        main = self.ref == self.default if self.default else self.ref in MAIN
        return self.project if main or not self.ref else f"{self.project}:{self.ref}"


def branch(ref: str | None) -> str:
    """The branch that a ref names; empty for tags, versions, bare commits and requests' own refs."""
    ref = ref or ""
    if ref.startswith(("refs/tags/", "refs/pull/")) or _VERSION.fullmatch(ref) or re.fullmatch("[0-9a-f]{40}", ref):
        return ""
    return ref.removeprefix("refs/heads/")


def at_home(origin: Origin, home: Home) -> Origin:
    """The origin, filled in with what the event says: its commit always, the rest where nobody said it."""
    said = bool(origin.iteration) and not origin.assumed
    return msgspec.structs.replace(
        origin,
        iteration=origin.iteration if said else (home.iteration or origin.iteration),
        project=(origin.project if said else home.project) or origin.project or home.project,
        commit=home.commit or origin.commit,
    )
