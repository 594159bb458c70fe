"""Which rules a repository brings along: its manifest, or else its import-linter contracts."""

import configparser
import tomllib
from typing import Any

import msgspec
import yaml

from app.domain.architecture import Manifest, as_fields, manifest_from
from app.errors import BadFile
from app.scan.plain import plain
from app.scan.tree import CONTRACT_FILES, MANIFESTS, Tree


class ContractFile(msgspec.Struct, frozen=True):
    """A configuration of import-linter, and the packages that it speaks of."""

    name: str
    source: bytes
    packages: frozenset[str] = frozenset()


class Rulebook(msgspec.Struct, frozen=True):
    """At most one of the two; neither where the repository has no rules."""

    manifest: Manifest | None = None
    contracts: ContractFile | None = None

    def __bool__(self) -> bool:
        return self.manifest is not None or self.contracts is not None

    def named(self) -> frozenset[str]:
        """The top packages that the rules name, which belong to the target whatever they are called."""
        if self.contracts:
            return self.contracts.packages
        components = self.manifest.components if self.manifest else ()
        paths = (path.replace("/", ".") for component in components for path in component.paths)
        return frozenset(path.partition(".")[0] for path in paths)


def rulebook_in(tree: Tree) -> Rulebook:
    """The rules that lie in this tree. Raises BadFile where a manifest cannot be understood."""
    for name in MANIFESTS:
        if name in tree.files:
            return Rulebook(manifest=read_manifest(tree.read(name), name))
    for name in CONTRACT_FILES:
        if name in tree.files and (found := _contracts(name, tree.read(name))):
            return Rulebook(contracts=found)
    return Rulebook()


def read_manifest(source: bytes, name: str) -> Manifest:
    """The manifest in this file. Raises BadFile naming the file and the place in it."""
    fields = plain(source, name)
    try:
        return manifest_from(fields, origin=name)
    except BadFile as flaw:
        raise BadFile(flaw.reason, f"{name}: {flaw.place}") from flaw


def to_yaml(manifest: Manifest, project: str) -> str:
    """The manifest as the text of an ``architecture.yaml`` that reads back as the same rules."""
    text = yaml.safe_dump(as_fields(manifest, project), sort_keys=False, allow_unicode=True, width=110)
    return f"# Components from top (layer 1) to bottom, and the rules between them.\n{text}"


def _contracts(name: str, source: bytes) -> ContractFile | None:
    """The import-linter configuration in this file, if it holds contracts."""
    try:
        text = source.decode()
        session = _of_toml(text) if name.endswith(".toml") else _of_ini(text)
    except (tomllib.TOMLDecodeError, configparser.Error, UnicodeDecodeError):
        return None
    if session is None:
        return None
    roots = session.get("root_packages", session.get("root_package", ""))
    listed = roots.split() if isinstance(roots, str) else [str(root) for root in roots]
    return ContractFile(name, source, frozenset(root.partition(".")[0] for root in listed))


def _of_toml(text: str) -> dict[str, Any] | None:
    session = tomllib.loads(text).get("tool", {}).get("importlinter", {})
    return session if session.get("contracts") else None


def _of_ini(text: str) -> dict[str, Any] | None:
    config = configparser.ConfigParser(interpolation=None)
    config.read_string(text)
    has_contracts = any(name.startswith("importlinter:contract") for name in config.sections())
    return dict(config["importlinter"]) if "importlinter" in config and has_contracts else None
