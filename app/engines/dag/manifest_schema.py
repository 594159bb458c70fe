"""The JSON schema of execution manifests, derived from the structs so that there is one description of each field.

``python -m app.engines.dag.manifest_schema`` writes it to ``app/schemas/execution_manifest.schema.json``.
"""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from app.domain.workflow.manifest import KINDS, Manifest

FILE: Final = Path(__file__).parents[2] / "schemas" / "execution_manifest.schema.json"
VERSION: Final = r"^v\d+\.\d+(\.\d+)?$"
_TEXTS: Final = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}


def schema() -> dict[str, Any]:
    """The schema; it takes whatever the reader takes without a word, short forms included."""
    made = msgspec.json.schema(Manifest)
    parts = made["$defs"]
    task, gate, whole = (parts[name]["properties"] for name in ("Task", "Gate", "Manifest"))
    task["id"]["pattern"] = "^[A-Za-z0-9_][A-Za-z0-9_.+@:-]*$"
    task["type"] |= {"examples": sorted(KINDS)}
    task["contract_version"] = {"type": "string", "pattern": VERSION}
    task["command"] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    task["contract"]["anyOf"].append({"type": "string"})
    for holder in (task, whole):
        holder["gates"]["items"] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Gate"}]}
        holder["env"] = holder["labels"] = _TEXTS
    whole["nodes"]["minItems"] = 1
    whole["timestamp"] |= {"format": "date-time"}
    parts["Task"]["properties"]["retry_policy"] = task["retry"]
    gate["retry_count"] = gate["retries"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Execution manifest", **made}


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
