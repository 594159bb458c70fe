"""Recorded workflows: Airflow, dbt, Argo, Temporal, WfCommons; see :mod:`.telling` for how all are told."""

import re
from typing import Final

from app.readers.process import airflow, argo, dbt_manifest, dbt_results, temporal, wfcommons
from app.readers.reader import Look, Reader, has_keys

_ARGO_YAML: Final = re.compile(r"^[ -]*apiVersion:\s*[\"']?argoproj\.io/", re.MULTILINE)
_ARGO_LABEL: Final = re.compile(r"^[ \t]+workflows\.argoproj\.io/(?s:.*)^status:", re.MULTILINE)


def _is_argo(look: Look) -> bool:
    keys = look.json.keys
    if look.kind == "json":
        named = keys.get("apiVersion", "").startswith("argoproj.io/")
        listed = keys.get("kind") in ("List", "WorkflowList") and "argoproj.io/" in look.text
        return named or listed or ({"metadata", "status"} <= keys.keys() and _about_nodes(look.text))
    return look.kind == "text" and bool(_ARGO_YAML.search(look.text) or _ARGO_LABEL.search(look.text))


def _about_nodes(text: str) -> bool:
    return any(f'"{name}"' in text for name in ("compressedNodes", "nodes", "boundaryID")) and '"spec"' in text


def _is_history(look: Look) -> bool:
    return look.kind == "json" and look.json.keys.get("events") == "[{" and '"eventType"' in look.text


def _is_results(look: Look) -> bool:
    """Source freshness has results too, and no arguments of an invocation."""
    keys = look.json.keys.keys()
    return {"metadata", "results"} <= keys and ("args" in keys or "dbt/run-results/" in look.text)


def _is_manifest(look: Look) -> bool:
    """A catalog has nodes too, and nothing that would connect them."""
    keys = look.json.keys
    named = {"metadata", "nodes"} <= keys.keys() and (keys["metadata"], keys["nodes"]) == ("{", "{")
    return named and ("dbt/manifest/" in look.text or "macros" in keys)


READERS: Final[tuple[Reader, ...]] = (
    Reader(airflow.FORMAT, airflow.read, has_keys("task_instances"), 1),
    Reader(dbt_results.FORMAT, dbt_results.read, _is_results, 1),
    Reader(dbt_manifest.FORMAT, dbt_manifest.read, _is_manifest, 1),
    Reader(argo.FORMAT, argo.read, _is_argo, 1),
    Reader(temporal.FORMAT, temporal.read, _is_history, 1),
    Reader(wfcommons.FORMAT, wfcommons.read, has_keys("workflow", "schemaVersion"), 1),
)
