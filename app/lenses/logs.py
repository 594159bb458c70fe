"""Where what was printed about a node can be read: its own log, else that of the run that it belongs to."""

from collections.abc import Iterable
from typing import Final

from msgspec import structs

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.whereabouts import web_address
from app.lenses.views import Evidence, Reason

_RUNS: Final = {labels.WORKFLOW: "run", labels.SUITE: "run_id", labels.ANALYSIS: "running_generation"}

_OWNERS: Final = {labels.SUITE: "suite", labels.WORKFLOW: "workflow"}
_MINE: Final = ("run_id", "seen_run", "run")
"""What names the run that a node was last told of in."""


def log_of(state: IterationState, node: Node) -> str:
    """The address; empty where nobody named one, or only one of an earlier run."""
    for one in (node, *_frames(state, node)):
        if (log := web_address(str(one.get("log", "")))) and _of_now(one):
            return log
    return ""


def with_logs(state: IterationState, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The same reasons; their evidence leads to its log."""
    return tuple(_with_log(state, reason) for reason in reasons)


def _with_log(state: IterationState, reason: Reason) -> Reason:
    evidence = tuple(_logged(state, one) for one in reason.evidence)
    return reason if evidence == reason.evidence else structs.replace(reason, evidence=evidence)


def _logged(state: IterationState, evidence: Evidence) -> Evidence:
    node = state.get(evidence.node)
    log = log_of(state, node) if node else ""
    return structs.replace(evidence, log=log) if log else evidence


def _frames(state: IterationState, node: Node) -> Iterable[Node]:
    """The suite of a scenario or of an attempt at it, the workflow of a task; of what structure says its analyses,
    the latest first."""
    if labels.STREAM_OF.get(node.id.label) == "acc":
        return sorted(state.of(labels.ANALYSIS).values(), key=lambda one: (-one.times.get("log", 0), one.id.key))
    told = (state.get(f"{labels.SCENARIO}/{node.get('scenario_id')}") or node) if node.get("scenario_id") else node
    uids = [f"{label}/{told.get(name)}" for label, name in _OWNERS.items() if told.get(name)]
    mine = next((str(node.get(name)) for name in _MINE if node.get(name)), "")
    found = [one for uid in uids if (one := state.get(uid))]
    return [one for one in found if not mine or one.get("log_run", mine) in ("", mine)]


def _of_now(node: Node) -> bool:
    """Whether the log is of the run that the node tells of now; what names no run, of its latest declaration."""
    of, now = node.get("log_run", ""), node.get(_RUNS.get(node.id.label, "run"), "")
    return bool(of == now if of and now else node.times["log"] >= node.since)
