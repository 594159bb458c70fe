"""One file that holds what was made of the log: to keep, to take to another machine, to put back in place."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, Protocol

import msgspec

from app.domain.graph import Scope
from app.ports.audit import AuditBook
from app.ports.graph import GraphStore
from app.ports.measures import MetricStore
from app.ports.search import SearchIndex

FORMAT: Final = 2
"""The form of the file that this program writes; it reads this and every earlier one."""


class Part(msgspec.Struct, frozen=True):
    """One store in the file: its name, how large it is (bytes), and its SHA-256."""

    name: str
    size: int
    sha256: str


class Kept(msgspec.Struct, frozen=True):
    """One iteration in the file: how many entries it has, and the hash of its state (R-32)."""

    scope: Scope
    entries: int
    state_hash: str


class Manifest(msgspec.Struct, frozen=True):
    """What the file says of itself.

    ``positions`` says, per consumer, where in the log the stores stand; ``marks``, per partition, which acceptance
    the last record before the graph's position has, so that a log can be told from another one.
    """

    format: int
    program: str
    made_at: int
    iterations: tuple[Kept, ...]
    positions: Mapping[str, Mapping[str, int]]
    marks: Mapping[str, int]
    parts: tuple[Part, ...] = ()


class Copies(Protocol):
    """Graph, measures, search and audit log in a place of their own, opened; nobody else knows of them."""

    graph: GraphStore
    metrics: MetricStore
    search: SearchIndex
    audit: AuditBook


class Snapshots(Protocol):
    """Writes and reads snapshot files."""

    def copied(self) -> AbstractContextManager[Copies]:
        """Copies of the stores as they are now, the graph's the latest; gone when the block ends."""

    def write(self, file: Path, copies: Copies, manifest: Manifest) -> Manifest:
        """Close the copies and put them into one file, which gets its name last. Returns the manifest with its parts.

        Raises BadRequest when the file cannot be written."""

    def manifest(self, file: Path) -> Manifest:
        """What the file says of itself. Raises BadFile, and SchemaTooNew for a file of a later program."""

    def unpacked(self, file: Path) -> AbstractContextManager[Copies]:
        """The stores in the file, their digests checked; gone when the block ends, unless they were put in place.

        Raises BadFile when the file is damaged, and SchemaTooNew when a store in it is of a later program."""

    def put_graph(self, copies: Copies) -> str:
        """Close the graph and make it one that stands beside the one in use. Returns its name (see GraphBuilds)."""

    def put_others(self, copies: Copies) -> None:
        """Let measures, search and audit log hold what these hold, at one moment each; readers go on."""
