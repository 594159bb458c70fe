"""Argo workflows, typed as far as they are read, from JSON or YAML; packed nodes are unpacked."""

import base64
import binascii
import zlib
from collections.abc import Iterator
from typing import Final

import msgspec

from app.errors import BadFile
from app.readers.json_text import decode
from app.readers.process.yaml_json import as_json
from app.readers.source import Source, document

MOST_UNPACKED: Final = 64 << 20


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    """The base of all: camelCase in the file."""


class Made(_Part, frozen=True):
    name: str = ""


class Outputs(_Part, frozen=True):
    artifacts: list[Made] | None = None
    exit_code: str | None = None


class Node(_Part, frozen=True):
    """A node of the status. ``children`` come after it; a node in a ``boundary_id`` is part of that node."""

    id: str
    name: str = ""
    display_name: str = ""
    type: str = ""
    phase: str | None = None
    template_name: str | None = None
    boundary_id: str = msgspec.field(default="", name="boundaryID")
    message: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    children: list[str] | None = None
    host_node_name: str | None = None
    outputs: Outputs | None = None

    @property
    def standing(self) -> str:
        """Its phase; one that was recorded without is taken by its times."""
        return self.phase or ("Running" if self.started_at else "Pending")


class Status(_Part, frozen=True):
    phase: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    message: str | None = None
    nodes: dict[str, Node] | None = None
    compressed_nodes: str | None = None
    offload_node_status_version: str | None = None


class Metadata(_Part, frozen=True):
    name: str = ""
    generate_name: str | None = None
    namespace: str | None = None
    uid: str | None = None
    creation_timestamp: str | None = None
    labels: dict[str, str | None] | None = None


class Workflow(_Part, frozen=True):
    kind: str = "Workflow"
    metadata: Metadata = Metadata()
    status: Status | None = None
    items: list[msgspec.Raw] | None = None


_WORKFLOW: Final = msgspec.json.Decoder(Workflow)
_NODES: Final = msgspec.json.Decoder(dict[str, Node])


def workflows_of(source: Source) -> Iterator[Workflow]:
    """The workflow of the file, or those of a list as the command line tools export it. Raises BadFile."""
    text = document(source)
    found = decode(text if text.lstrip()[:1] == b"{" else as_json(text), _WORKFLOW)
    if found.items is None:
        yield _checked(found, "$")
        return
    for index, item in enumerate(found.items):
        place = f"$.items[{index}]"
        yield _checked(decode(bytes(item), _WORKFLOW, path=place), place)


def _checked(found: Workflow, place: str) -> Workflow:
    if found.kind != "Workflow":
        raise BadFile(f"a {found.kind or 'thing without kind'} of Argo, not a workflow that ran", f"{place}.kind")
    if found.status is None:
        raise BadFile("the workflow has no status: it was written down, but did not run", f"{place}.status")
    return found


def nodes_of(status: Status) -> dict[str, Node]:
    """The nodes by id, unpacked where they are. Raises BadFile for those that are kept elsewhere."""
    if status.nodes is not None:
        return status.nodes
    if status.compressed_nodes:
        return decode(_unpacked(status.compressed_nodes), _NODES, path="$.status.compressedNodes")
    if status.offload_node_status_version:
        raise BadFile(
            "the nodes are kept in Argo's database; export the workflow with its own tool, which puts them back",
            "$.status.offloadNodeStatusVersion",
        )
    return {}


def _unpacked(text: str) -> bytes:
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        plain = unpacking.decompress(base64.b64decode(text, validate=True), MOST_UNPACKED)
    except (zlib.error, binascii.Error) as flaw:
        raise BadFile(f"cannot be unpacked: {flaw}", "$.status.compressedNodes") from flaw
    if unpacking.unconsumed_tail:
        raise BadFile(f"more than {MOST_UNPACKED >> 20} MiB when unpacked", "$.status.compressedNodes")
    return plain
