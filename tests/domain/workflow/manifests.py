"""Small manifests for tests."""

from typing import Any

from app.domain.workflow.findings import Finding
from app.domain.workflow.manifest import Manifest
from app.domain.workflow.plan import plan_of
from app.domain.workflow.preflight import preflight
from app.domain.workflow.reading import manifest_from

Plain = dict[str, Any]


def plain(*nodes: Plain, **more: Any) -> Plain:
    """A manifest with these nodes, as a file says it."""
    head = {"iteration_id": "Iter-20261104-1200-001", "timestamp": "2026-11-04T12:00:00Z", "project": "shop"}
    return {**head, "nodes": list(nodes), **more}


def node(task_id: str, *needs: str, **more: Any) -> Plain:
    """A task that does nothing, after those it needs."""
    return {"id": task_id, "depends_on": list(needs), "command": "true", "type": "test", **more}


def manifest(*nodes: Plain, **more: Any) -> Manifest:
    """A manifest in which nothing is malformed."""
    found, flaws = manifest_from(plain(*nodes, **more))
    assert found is not None
    assert flaws == []
    return found


def findings(*nodes: Plain, **more: Any) -> list[Finding]:
    """Everything that is found in it."""
    found, flaws = manifest_from(plain(*nodes, **more))
    return flaws if found is None else [*flaws, *preflight(found, plan_of(found, 2))]


def codes(*nodes: Plain, **more: Any) -> dict[str, str]:
    """Per kind of finding the place of the first one."""
    return {finding.code: finding.where for finding in reversed(findings(*nodes, **more))}
