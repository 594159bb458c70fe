"""Why DDE does not pass, in words: one function per kind of reason."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.graph import Node
from app.domain.moments import iso
from app.domain.state import IterationState
from app.domain.verdict import build
from app.domain.verdict.model import Reason


def task_failed(task: Node) -> Reason:
    error = task.get("error_message", "")
    return Reason(
        code="task_failed",
        stream="dde",
        title=f"Task {task.id.key} failed",
        explain=error or "It reported no error text.",
        clears=f"Fix the cause and rerun {task.id.key} until it completes.",
        since=task.times.get("status"),
        evidence=build.at_node(task),
    )


def workflow_failed(workflow: Node) -> Reason:
    return Reason(
        code="workflow_failed",
        stream="dde",
        title=f"Workflow {workflow.id.key} failed",
        explain=workflow.get("error", "") or f"It stopped at {workflow.get('failed_node', 'an unnamed task')}.",
        clears="Run the workflow again until it completes.",
        since=workflow.times.get("status"),
        evidence=build.at_node(workflow),
    )


def gate_failed(gate: Node) -> Reason:
    figures = ""
    if gate.get("value") is not None and gate.get("threshold") is not None:
        figures = f" ({gate.get('value'):g}, needs {gate.get('threshold'):g})"
    return Reason(
        code="gate_failed",
        stream="dde",
        title=f"Gate {gate.get('name', gate.id.key)} of {gate.get('task_id', 'a task')} failed{figures}",
        explain=gate.get("message", "") or "It gave no message.",
        clears="Make the gate pass, or bypass it with a reason.",
        since=gate.times.get("status"),
        evidence=build.at_node(gate),
    )


def corrupt(artifact: Node) -> Reason:
    return Reason(
        code="artifact_corrupt",
        stream="dde",
        title=f"Artifact {artifact.id.key} is not what was stamped",
        explain="Its recomputed SHA-256 differs.",
        clears="Produce and stamp the artifact again.",
        since=artifact.times.get("state"),
        evidence=build.at_node(artifact, artifact.get("file_path", "")),
    )


def unstamped(task: Node, key: str) -> Reason:
    return Reason(
        code="artifact_missing",
        stream="dde",
        title=f"Declared output {key} was never stamped",
        explain=f"{task.id.key} declares it and completed without it.",
        clears=f"Stamp {key}, or take it out of the task's outputs.",
        since=task.times.get("status"),
        evidence=build.at_node(task),
    )


def unlocked(contract: Node) -> Reason:
    name, version = contract.id.key.split(":", 1)
    return Reason(
        code="contract_unlocked",
        stream="dde",
        title=f"Contract {name} v{version} is not locked",
        explain="Its consumers build on something that may still change.",
        clears=f"Complete the interface task and lock {name} v{version}.",
        since=contract.since,
        evidence=build.at_node(contract),
    )


def looks(state: IterationState) -> Iterator[Reason]:
    """What blocks nothing but deserves a look: retries that were needed, gates that only warn, contracts that end."""
    yield from (
        _ending(contract, state) for contract in state.of(labels.CONTRACT).values() if _in_use(contract, state)
    )
    yield from (_retried(task) for task in state.of(labels.TASK).values() if _needed_retries(task))
    yield from (_warns(gate) for gate in state.of(labels.GATE).values() if _failed_harmlessly(gate))


def _needed_retries(task: Node) -> bool:
    return bool(task.get("retry_count", 0)) and task.get("status") != "FAILED"


def _retried(task: Node) -> Reason:
    return Reason(
        code="task_retried",
        stream="dde",
        title=f"{task.id.key} needed {task.get('retry_count')} of {task.get('max_retries', 3)} retries",
        explain=task.get("error_message", ""),
        severity="INFO",
        blocking=False,
        since=task.times.get("retry_count"),
        evidence=build.at_node(task),
    )


def _failed_harmlessly(gate: Node) -> bool:
    return gate.get("status") == "FAILED" and bool(gate.get("severity") != "BLOCKING" or gate.get("bypass_reason"))


def _warns(gate: Node) -> Reason:
    return Reason(
        code="gate_warns",
        stream="dde",
        title=f"Gate {gate.get('name')} of {gate.get('task_id')} failed, {gate.get('severity', '').lower()}",
        explain=gate.get("bypass_reason") or gate.get("message", ""),
        severity=gate.get("severity", "WARNING"),
        blocking=False,
        since=gate.times.get("status"),
        evidence=build.at_node(gate),
    )


def _in_use(contract: Node, state: IterationState) -> bool:
    return contract.get("state") in ("DEPRECATED", "SUNSET") and bool(_users(contract, state))


def _users(contract: Node, state: IterationState) -> list[str]:
    """The tasks that said they build on it, by its owner or by its own list of them."""
    owners = {contract.get("owner_task"), contract.get("locked_by")} - {None}
    named = {*contract.get("consumers", []), *contract.get("dependents", [])}
    tasks = state.of(labels.TASK)
    return [key for key, task in tasks.items() if key in named or not owners.isdisjoint(task.get("depends_on", []))]


def _ending(contract: Node, state: IterationState) -> Reason:
    """A contract that is deprecated, or sunset, and that something builds on all the same."""
    name, version = contract.id.key.split(":", 1)
    word, until = str(contract.get("state")).lower(), contract.get("sunset_date")
    users = _users(contract, state)
    others = f" and {len(users) - 1} more" if len(users) > 1 else ""
    return Reason(
        code="contract_ends",
        stream="dde",
        title=f"{users[0]}{others} {'build' if others else 'builds'} on {name} v{version}, which is {word}",
        explain=f"Its last day is {iso(until)[:10]}." if until else "Nobody said which day is its last.",
        clears=f"Build on a newer version of {name}.",
        severity="WARNING",
        blocking=False,
        since=contract.times.get("state"),
        evidence=build.at_node(contract),
    )
