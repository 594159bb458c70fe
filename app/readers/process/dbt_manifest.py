"""dbt's ``manifest.json`` (v4 to v12) → DDE events.

==============================  =================================================================
in the file                     event
==============================  =================================================================
a node that dbt executes        ``dde.task.created``, named by its unique_id, needing the nodes it is built on; unit
(models, seeds, snapshots,      tests too; kind TEST for tests INTERFACE for a model under an enforced contract
tests, operations, …)
an enforced model contract      ``dde.contract.created`` and ``.locked`` (dbt refuses to build anything else), of the
                                model's version or of 1, with its checksum and the nodes that build on it;
                                ``.deprecated`` once its deprecation date has passed
an exposure                     ``dde.requirement.created``: what somebody outside builds on; the nodes it names
                                carry its id (a node that several name, that of the first)
==============================  =================================================================

A manifest is a plan: what of it no run executes stays pending. Results come from ``run_results.json``, whose
tasks have the same ids. Left out: sources, metrics, semantic models, macros, docs, selectors and groups (nothing
of them is executed, and a node does not wait for them), disabled nodes, columns and code; a version
without an enforced contract, which promises nothing.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.identity import contract_key
from app.domain.payloads import Payload, dde
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp, clipped
from app.readers.process.dbt_names import CHECKS, RUN, Name, kind_of, name_of, type_of
from app.readers.process.times import moment
from app.readers.source import Source, document

FORMAT: Final = "dbt-manifest"


class Needs(msgspec.Struct, frozen=True):
    nodes: list[Name] | None = None


class Contract(msgspec.Struct, frozen=True):
    enforced: bool | None = None
    checksum: str | None = None


class Config(msgspec.Struct, frozen=True):
    enabled: bool | None = True
    contract: Contract | None = None


class Node(msgspec.Struct, frozen=True):
    unique_id: Name
    name: str = ""
    depends_on: Needs | None = None
    contract: Contract | None = None
    config: Config | None = None
    version: str | int | float | None = None
    deprecation_date: str | None = None
    original_file_path: str | None = None

    @property
    def enforced(self) -> Contract | None:
        """The contract that dbt holds the node to, if any."""
        said = self.contract or (self.config.contract if self.config else None)
        return said if said and said.enforced else None


class Exposure(msgspec.Struct, frozen=True):
    unique_id: Name
    name: str = ""
    label: str | None = None
    description: str | None = None
    maturity: str | None = None
    depends_on: Needs | None = None


class Metadata(msgspec.Struct, frozen=True):
    generated_at: str | None = None
    project_name: str | None = None
    dbt_schema_version: str | None = None


class Manifest(msgspec.Struct, frozen=True):
    metadata: Metadata
    nodes: dict[str, Node]
    unit_tests: dict[str, Node] | None = None
    exposures: dict[str, Exposure] | None = None


_FILE: Final = msgspec.json.Decoder(Manifest)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The tasks, contracts and requirements of the project. Raises BadFile with path."""
    file = decode(document(source), _FILE)
    at = moment(file.metadata.generated_at, "$.metadata.generated_at") or origin.modified_ms
    yield from _Plan(file, Stamp(origin, FORMAT, ""), at).events()


class _Plan:
    """The nodes that are executed, and who builds on whom."""

    def __init__(self, file: Manifest, stamp: Stamp, at: int) -> None:
        self._stamp, self._at = stamp, at
        listed = [*file.nodes.values(), *(file.unit_tests or {}).values()]
        self._nodes = {node.unique_id: node for node in listed if type_of(node.unique_id) in RUN}
        self._exposures = {one.unique_id: one for one in (file.exposures or {}).values()}
        self._wanted: dict[str, str] = {}
        for key, exposure in sorted(self._exposures.items()):
            for needed in _needed(exposure):
                self._wanted.setdefault(needed, key)

    def events(self) -> Iterator[Event]:
        """Requirements, then tasks and their contracts, in order of name."""
        for key, exposure in sorted(self._exposures.items()):
            name, text = exposure.label or exposure.name or name_of(key), clipped(exposure.description)
            wanted = dde.RequirementCreated(
                requirement_id=key, name=name, text=text, priority=exposure.maturity or ""
            )
            yield self._event("dde.requirement.created", key, wanted)
        for key, node in sorted(self._nodes.items()):
            yield self._event("dde.task.created", key, self._task(node))
            if node.enforced:
                yield from self._contract(node, node.enforced)

    def _event(self, event_type: str, node: str, payload: Payload) -> Event:
        said = hashlib.sha256(msgspec.json.encode(payload)).hexdigest()[:16]
        natural = f"{node}|{self._at}|{said}"
        return self._stamp.event(
            event_type, self._at, node, payload, place="$.metadata.generated_at", natural=natural
        )

    def _task(self, node: Node) -> dde.TaskCreated:
        key = node.unique_id
        return dde.TaskCreated(
            task_id=key,
            name=name_of(key),
            kind=kind_of(key),
            depends_on=sorted({needed for needed in _needed(node) if needed in self._nodes} - {key}),
            requirement_id=self._wanted.get(key, ""),
            max_retries=0,
        )

    def _contract(self, node: Node, said: Contract) -> Iterator[Event]:
        name, version = node.name or name_of(node.unique_id), _version(node)
        about = dde.ContractEvent(
            contract_name=name, version=version, contract_type="dbt_model", owner_task=node.unique_id
        )
        key = contract_key(name, version)
        users = sorted(other for other, one in self._nodes.items() if node.unique_id in _needed(one))
        users = [other for other in users if type_of(other) not in CHECKS]
        yield self._event("dde.contract.created", key, about)
        locked = dde.ContractLocked(
            contract_name=name, version=version, locked_by="dbt", dependents=users, spec_hash=said.checksum or ""
        )
        yield self._event("dde.contract.locked", key, locked)
        gone = moment(node.deprecation_date, f"$.nodes.{node.unique_id}.deprecation_date")
        if gone is not None and gone <= self._at:
            yield self._event("dde.contract.deprecated", key, msgspec.structs.replace(about, sunset_date=gone))


def _needed(one: Node | Exposure) -> list[str]:
    return list(one.depends_on.nodes or ()) if one.depends_on else []


def _version(node: Node) -> str:
    return "1" if node.version is None else str(node.version)
