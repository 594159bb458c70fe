"""What kind of specification it is, what is wrong with it, and what it changes against the one before."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from app.domain.verdict.versions import parts
from app.domain.workflow.specs import graphql, openapi, proto


class Spec(Struct, frozen=True):
    """A specification: its type, and what it says (a parsed document or a text)."""

    type: str
    content: Any


class Changes(Struct, frozen=True):
    """What a new version takes away or demands (``breaking``), and what it only adds (``added``)."""

    breaking: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """All of them, the breaking ones first and marked."""
        return [f"breaking: {line}" for line in self.breaking] + list(self.added)


_SIGNATURES: Final = {"graphql": graphql.signature, "grpc": proto.signature}


def problems(spec: Spec) -> list[str]:
    """What keeps the specification from being locked; empty when it is sound or of a type that is not looked into."""
    match spec.type:
        case "openapi" | "rest_api":
            return openapi.problems(spec.content)
        case "graphql":
            return graphql.problems(spec.content)
        case "grpc":
            return proto.problems(spec.content)
    return []


def changes(old: Spec, new: Spec) -> Changes:
    """What the new specification changes."""
    if old.type != new.type:
        return Changes((f"type {old.type} became {new.type}",))
    if old.type in ("openapi", "rest_api"):
        return Changes(*openapi.compared(old.content, new.content))
    signature = _SIGNATURES.get(old.type)
    return _compared(signature(old.content), signature(new.content)) if signature else Changes()


def _compared(old: Mapping[str, str], new: Mapping[str, str]) -> Changes:
    """Signatures by name: gone or different is breaking, unless only something optional was added."""
    gone = [f"{name} removed" for name in sorted(old.keys() - new.keys())]
    other = [
        f"{name} changed from {old[name]} to {new[name]}"
        for name in sorted(old.keys() & new.keys())
        if old[name] != new[name]
    ]
    demanded = [f"{name} added as required" for name in sorted(new.keys() - old.keys()) if _demanded(name, new, old)]
    added = [f"{name} added" for name in sorted(new.keys() - old.keys()) if not _demanded(name, new, old)]
    return Changes((*gone, *other, *demanded), tuple(added))


def _demanded(name: str, new: Mapping[str, str], old: Mapping[str, str]) -> bool:
    """A required argument or input field of something that callers know already."""
    owner = name.rpartition("(")[0] or name.rpartition(".")[0]
    return new[name].endswith("!") and owner in old and ("(" in name or old[owner] == "input")


def bump(previous: str, version: str) -> str:
    """``major``, ``minor`` or ``patch``; below 1.0 a new minor is as free as a new major. Empty: not newer."""
    old, new = parts(previous), parts(version)
    if old is None or new is None or new <= old:
        return ""
    if new[0] > old[0] or (new[0] == 0 and new[1] > old[1]):
        return "major"
    return "minor" if new[1] > old[1] else "patch"
