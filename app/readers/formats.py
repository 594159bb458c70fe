"""Formats that are known by name and not read yet, so that nobody takes them for something else."""

import re
from typing import Final

from app.readers.json_text import Outline

_XML_ROOTS: Final = {
    "coverage": "Cobertura coverage",
    "testExecutions": "SonarQube test executions",
    "checkstyle": "Checkstyle XML",
}

_JSON_KEYS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("Allure container by itself (its folder is read)", frozenset({"uuid", "children"})),
    ("dbt source freshness", frozenset({"metadata", "results", "elapsed_time"})),
    ("dbt catalog", frozenset({"metadata", "nodes", "sources"})),
    ("Kubernetes object", frozenset({"apiVersion", "kind"})),
    ("JSON schema", frozenset({"$schema", "title"})),
    ("JSON schema", frozenset({"$schema", "$id"})),
    ("JSON schema", frozenset({"$schema", "definitions"})),
    ("CDEvents definition of a term", frozenset({"$id", "term", "definition"})),
    ("CDEvents test vectors", frozenset({"valid", "invalid"})),
)

_TEXTS: Final[tuple[tuple[str, "re.Pattern[str]"], ...]] = (
    ("import-linter configuration", re.compile(r"^[ \t]*\[(?:importlinter|tool\.importlinter)[\]:]", re.MULTILINE)),
    (
        "ArchUnit frozen store by itself (its folder is read)",
        re.compile(r"\A(?:#.*\n)+(?:[^\n]*\\ [^\n]*=[0-9a-f]{8}-[0-9a-f-]{27}\s*)+\Z"),
    ),
    (
        "ArchUnit frozen violations by themselves (their folder is read)",
        re.compile(r"\A(?:Class|Method|Field|Constructor|Static Initializer) <[^\n]+\([\w$]+\.\w+:\d+\)\s*$", re.M),
    ),
)


def named_json(found: Outline, text: str) -> str:
    """The name of the JSON format that has these keys; empty for none."""
    if len(found.keys) == 1 and '"_schemaURL"' in text:
        return "OpenLineage facet without its event"
    return next((name for name, keys in _JSON_KEYS if keys <= found.keys.keys()), "")


def named_xml(root: str) -> str:
    """The name of the XML format with this root element."""
    return _XML_ROOTS.get(root, f"XML with root element {root[:60]}")


def named_text(text: str) -> str:
    """The name of the text format that begins like this; empty for none."""
    return next((name for name, pattern in _TEXTS if pattern.search(text)), "")
