"""What a repository forgives and why: its suppressions and its decision records, as they lie in a tree.

Suppressions stand in the manifest (``suppressions:``) or in ``.mission-control/suppressions.yaml`` (a list, or
an object with that list); decision records in the folders that :mod:`app.domain.architecture.adrs` names.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.domain.architecture import Manifest
from app.domain.architecture.adrs import Adr, adr_from, is_record
from app.domain.architecture.faults import Faults
from app.domain.architecture.suppressions import Suppression, suppressions_from
from app.domain.architecture.tolerance import by_number
from app.errors import BadFile
from app.scan.plain import plain
from app.scan.tree import SUPPRESSIONS, Tree


class Decided(msgspec.Struct, frozen=True):
    """Suppressions in order, and decision records by number."""

    suppressions: tuple[Suppression, ...] = ()
    adrs: Mapping[str, Adr] = {}


def decided_in(tree: Tree, manifest: Manifest | None) -> Decided:
    """What is decided in this tree. Raises BadFile where suppressions cannot be understood, naming all faults."""
    faults = Faults()
    found = list(manifest.suppressions if manifest else ())
    for name in SUPPRESSIONS:
        if name in tree.files:
            listed = suppressions_from(_list(plain(tree.read(name), name)), name, faults)
            taken = {one.id for one in found}
            for one in (one for one in listed if one.id in taken):
                faults.add(f"{one.id} is named in the manifest as well", name)
            found += [one for one in listed if one.id not in taken]
    try:
        faults.raise_any()
    except BadFile as flaw:
        raise BadFile(flaw.reason, f"suppressions, {flaw.place}") from flaw
    return Decided(tuple(found), by_number(_records(tree)))


def _list(read: Any) -> Any:
    """The list itself, or the one in an object; nothing at all is an empty list."""
    return read.get("suppressions", []) if isinstance(read, dict) else [] if read is None else read


def _records(tree: Tree) -> list[Adr]:
    found = [path for path in tree.files if is_record(path)]
    return [adr_from(path, tree.read(path).decode(errors="replace")) for path in sorted(found)]
