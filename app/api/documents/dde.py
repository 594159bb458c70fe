"""Dependency-driven execution: graph, lineage, contracts, critical path (domain 7.1, 1 to 3 and 26)."""

from app.api.documents.common import Doc, positions, said, when
from app.api.reading import Asked
from app.domain import labels
from app.domain.graph import Node, NodeId
from app.domain.state import IterationState
from app.use_cases.asked_first import critical_path_of

DONE = ("COMPLETED", "SKIPPED")


def graph(asked: Asked) -> Doc:
    """Tasks, contracts and artifacts, and what depends on what."""
    state, places = asked.state, positions(asked, "dde")
    tasks, workflow = state.of(labels.TASK), state.one(labels.WORKFLOW)
    done = sum(task.get("status") in DONE for task in tasks.values())
    return {
        "iteration_id": asked.scope.iteration,
        "workflow_id": workflow.id.key if workflow else None,
        "nodes": [_node(node, state, places) for node in _drawn(state)],
        "edges": _edges(state),
        "execution_status": workflow.get("status", "PENDING") if workflow else "PENDING",
        "progress_percent": round(100 * done / len(tasks), 1) if tasks else 0.0,
    }


def lineage(asked: Asked) -> Doc:
    """Which task made which artifact, and who builds on it."""
    state = asked.state
    flows = [
        {
            "id": f"{artifact.id.uid}→{consumer.id.uid}",
            "source": f"{labels.TASK}/{artifact.get('task_id', '')}",
            "target": consumer.id.uid,
            "artifact_name": artifact.get("name", artifact.id.key),
            "flow_type": "direct",
        }
        for artifact in state.of(labels.ARTIFACT).values()
        for consumer in state.of(labels.TASK).values()
        if artifact.get("task_id") in consumer.get("depends_on", [])
    ]
    nodes = [_lineage_node(task, state) for task in state.of(labels.TASK).values()]
    return {"iteration_id": asked.scope.iteration, "nodes": nodes, "edges": flows}


def contracts(asked: Asked) -> Doc:
    """Per contract: who defines it, whether it is locked, and who tests it."""
    listed = [_contract(node, asked.state) for node in asked.state.of(labels.CONTRACT).values()]
    return {"iteration_id": asked.scope.iteration, "contracts": listed}


def longest(asked: Asked) -> Doc:
    """The chain of tasks that decides how long it takes, and the slack of all others."""
    path = critical_path_of(asked.desk.graph, asked.scope, asked.as_of, asked.desk.clock())
    slack = [{"id": f"{labels.TASK}/{key}", "slack_minutes": minutes} for key, minutes in sorted(path.slack.items())]
    return {
        "iteration_id": asked.scope.iteration,
        "task_ids": [f"{labels.TASK}/{key}" for key in path.tasks],
        "total_minutes": path.minutes,
        "tasks": slack,
    }


def _drawn(state: IterationState) -> list[Node]:
    return [node for label in (labels.TASK, labels.CONTRACT, labels.ARTIFACT) for node in state.of(label).values()]


def _node(node: Node, state: IterationState, places: dict[str, Doc]) -> Doc:
    status = node.get("status") or node.get("state") or "PENDING"
    made: Doc = {
        "id": node.id.uid,
        "type": str(node.get("kind", node.id.label)).lower(),
        "label": node.get("name", node.id.key),
        "status": status,
        "retry_count": node.get("retry_count", 0),
        "gates": [_gate(g) for g in state.of(labels.GATE).values() if g.get("task_id") == node.id.key],
        "outputs": node.get("outputs", []),
        "effort": node.props.get("estimated_effort"),
        "agent": node.props.get("assigned_agent"),
        "contract_locked": _locked(node, state),
        "times": {name: when(node.get(name)) for name in ("start_time", "end_time", "next_retry_at", "locked_at")},
        "error": node.props.get("error_message"),
    }
    made |= said(node, "capability", "max_retries", "contract_version", "file_path", "sha256")
    return made | ({"position": places.get(node.id.uid)} if places else {})


def _gate(gate: Node) -> Doc:
    return {"id": gate.id.uid} | said(gate, "name", "status", "severity", "message", "value", "threshold")


def _locked(node: Node, state: IterationState) -> bool | None:
    if node.id.label == labels.CONTRACT:
        return bool(node.get("state") == "LOCKED")
    owned = [e.id.target.key for e in state.joined(labels.DEFINES) if e.id.source == node.id]
    return all(state.of(labels.CONTRACT)[key].get("state") == "LOCKED" for key in owned) if owned else None


_FLOWS = {labels.DEPENDS_ON: "dependency", labels.DEFINES: "contract", labels.GENERATES: "artifact_flow"}


def _edges(state: IterationState) -> list[Doc]:
    tasks = state.of(labels.TASK)
    return [
        {
            "id": edge.id.uid,
            "source": edge.id.source.uid,
            "target": edge.id.target.uid,
            "type": flow,
            "animated": _busy(tasks.get(edge.id.source.key)),
        }
        for kind, flow in _FLOWS.items()
        for edge in state.joined(kind, labels.TASK)
    ]


def _busy(task: Node | None) -> bool:
    return task is not None and task.get("status") in ("RUNNING", "RETRYING")


def _lineage_node(task: Node, state: IterationState) -> Doc:
    needed = {key for other in state.of(labels.TASK).values() for key in other.get("depends_on", [])}
    source = task.get("kind") == "INTERFACE"
    made = [a for a in state.of(labels.ARTIFACT).values() if a.get("task_id") == task.id.key]
    return {
        "id": task.id.uid,
        "label": task.get("name", task.id.key),
        "type": "source" if source else "intermediate" if task.id.key in needed else "consumer",
        "artifacts": [{"id": a.id.uid} | said(a, "name", "state", "file_path", "sha256") for a in made],
    }


def _contract(contract: Node, state: IterationState) -> Doc:
    me = contract.id
    scenarios = [e for e in state.joined(labels.VALIDATES, target=labels.CONTRACT) if e.id.target == me]
    definers = [e.id.source.uid for e in state.joined(labels.DEFINES) if e.id.target == me]
    return {
        "id": me.uid,
        "task_id": definers[0] if definers else None,
        "name": contract.get("name", me.key.partition(":")[0]),
        "version": contract.get("version", me.key.partition(":")[2]),
        "locked": contract.get("state") == "LOCKED",
        "locked_at": when(contract.get("locked_at")),
        "dependents": contract.get("dependents", []),
        "artifacts": _artifacts_of(definers, state),
        "bdv_scenarios": [e.id.source.uid for e in scenarios],
    }


def _artifacts_of(tasks: list[str], state: IterationState) -> list[str]:
    keys = {NodeId.parse(uid).key for uid in tasks}
    return [a.id.uid for a in state.of(labels.ARTIFACT).values() if a.get("task_id") in keys]
