"""Contracts from OpenAPI files (3.x, and Swagger 2.0), YAML or JSON.

==============================  =================================================================
the document                    ``dde.contract.created``: name from ``info.x-contract-name`` or the words of
                                ``info.title`` joined, version from ``info.version``, the operations as its changes
valid or not                    ``dde.contract.validated``: it has a title, a version and paths (or webhooks)
a released version              ``dde.contract.locked``, with the digest of the text: what is published under a
                                version does not change any more; a pre-release (``1.2.0-rc1``) stays a draft
==============================  =================================================================

Schemas, servers and security are left out; they are in the digest.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.domain.events import Event
from app.domain.identity import contract_key, plain_version
from app.domain.payloads.dde import ContractEvent, ContractLocked, ContractValidated
from app.errors import BadFile
from app.readers.origin import Origin, Stamp
from app.readers.reader import Look
from app.readers.source import Source, digest
from app.readers.yaml_text import loaded

FORMAT: Final = "openapi"
_TOP_LEVEL: Final = re.compile(r"""^["']?(?:openapi|swagger)["']?\s*:""", re.MULTILINE)
_VERSION: Final = re.compile(r"v?(\d+(?:\.\d+){0,2})([-+].*)?$")
_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MOST_OPERATIONS: Final = 500


def fits(look: Look) -> bool:
    """A document that says which version of OpenAPI or Swagger it is."""
    if look.kind == "text":
        return bool(_TOP_LEVEL.search(look.text)) and "info:" in look.text
    return look.kind == "json" and "info" in look.json.keys and bool({"openapi", "swagger"} & look.json.keys.keys())


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The contract of the file. Raises BadFile for one without title or a version in numbers."""
    spec = loaded(source)
    if not isinstance(spec, Mapping):
        raise BadFile("is no mapping", "$")
    text = digest(source)
    stamp, at = Stamp(origin, FORMAT, text), origin.modified_ms
    name, version, released = _named(spec)
    key = contract_key(name, version)
    created = ContractEvent(
        contract_name=name, version=version, contract_type="openapi", changes=operations(spec)[:MOST_OPERATIONS]
    )
    yield stamp.event("dde.contract.created", at, key, created)
    valid = bool(spec.get("paths") or spec.get("webhooks"))
    told = ContractValidated(contract_name=name, version=version, valid=valid)
    yield stamp.event("dde.contract.validated", at, key, told)
    if released and valid:
        by = f"{origin.source_file or FORMAT}{f' at {origin.commit[:12]}' if origin.commit else ''}"
        locked = ContractLocked(contract_name=name, version=version, locked_by=by, spec_hash=text)
        yield stamp.event("dde.contract.locked", at, key, locked)


def _named(spec: Mapping[Any, Any]) -> tuple[str, str, bool]:
    info = spec.get("info")
    told = info if isinstance(info, Mapping) else {}
    title = str(told.get("x-contract-name") or told.get("title") or "")
    name = "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", title))[:200]
    if not name:
        raise BadFile("a contract needs a title", "$.info.title")
    version = str(told.get("version") or "").strip()
    found = _VERSION.match(version)
    if not found:
        raise BadFile(f"a contract needs a version such as 1.2.0, found {version[:40]!r}", "$.info.version")
    return name, plain_version(version)[:100], not found[2]


def operations(spec: Mapping[Any, Any]) -> list[str]:
    """``GET /orders/{id}`` and so on, sorted."""
    paths = spec.get("paths")
    found = paths.items() if isinstance(paths, Mapping) else ()
    return sorted(
        f"{method.upper()} {path}"
        for path, item in found
        if isinstance(item, Mapping)
        for method in _METHODS
        if method in item
    )
