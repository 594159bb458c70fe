"""What a scenario says of itself: its displayed status, its name, its group, its contracts."""

from collections import defaultdict
from collections.abc import Iterable

from app.domain import labels
from app.domain.behaviour import outcomes
from app.domain.graph import Edge, Node
from app.domain.state import ByKey, IterationState
from app.lenses.tones import SCENARIO, UNKNOWN, Face


def status(scenario: Node) -> str:
    """Quarantined before flaky before running before its last outcome."""
    if scenario.get("quarantined"):
        return "QUARANTINED"
    if scenario.get("running_run"):
        return "RUNNING"
    if scenario.get("flaky"):
        return "FLAKY"
    if outcomes.empty(scenario):
        return "EMPTY"
    outcome = str(scenario.get("outcome", ""))
    # An outcome PENDING is a step that was left to be written; that is not the same as no result.
    return "UNIMPLEMENTED" if outcome == "PENDING" else outcome or "PENDING"


def face(scenario: Node) -> Face:
    """How the scenario shows itself; an outcome nobody knows counts as failed."""
    word = status(scenario)
    return SCENARIO.get(word, Face("fail", "fail", word.lower()))


def name(scenario: Node) -> str:
    """What people call it."""
    return str(scenario.get("name", scenario.id.key))


def label(scenario: Node) -> str:
    """The same; of an outline, whose examples share a name, with the line of the example where that is known."""
    line = scenario.get("line")
    example = scenario.get("kind") == "scenario_outline" and line
    return f"{name(scenario)} (example, line {line})" if example else name(scenario)


def groups(state: IterationState) -> dict[str, list[Node]]:
    """Scenarios by the uid of their feature, else of their suite; in the order of the feature file."""
    found: dict[str, list[Node]] = {f.id.uid: [] for f in state.of(labels.FEATURE).values()}
    for scenario in state.of(labels.SCENARIO).values():
        found.setdefault(group_of(scenario, state.of(labels.FEATURE)), []).append(scenario)
    for listed in found.values():
        listed.sort(key=lambda s: (s.get("position", 0), s.get("line", 0), name(s), s.id.key))
    return dict(sorted(found.items(), key=lambda item: (_path(item[0], state), item[0])))


def _path(uid: str, state: IterationState) -> str:
    """Features in the order of their files, as people find them."""
    node = state.get(uid)
    return str(node.get("feature_path", "")) if node else ""


def group_of(scenario: Node, features: ByKey) -> str:
    """The feature, if it was reported; else the suite that the scenario ran in."""
    feature = scenario.get("feature_id", "")
    if feature in features:
        return f"{labels.FEATURE}/{feature}"
    return f"{labels.SUITE}/{scenario.get('suite', 'no suite')}"


def rolled_up(scenarios: Iterable[Node]) -> Face:
    """A feature's state: failed if any child failed, passed if all passed, else partial (domain 5.2)."""
    faces = [face(s) for s in scenarios]
    if not faces:
        return UNKNOWN
    if any(f.tone == "fail" for f in faces):
        return SCENARIO["FAILED"]
    if all(f.tone == "pass" for f in faces):
        return SCENARIO["PASSED"]
    if any(f.glyph == "run" for f in faces):
        return SCENARIO["RUNNING"]
    return (
        Face("idle", "idle", "partial") if any(f.glyph == "idle" for f in faces) else Face("gap", "flaky", "partial")
    )


def validations(state: IterationState) -> dict[str, list[Edge]]:
    """Per scenario key its links to contracts."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in state.joined(labels.VALIDATES, labels.SCENARIO, labels.CONTRACT):
        found[edge.id.source.key].append(edge)
    return found


def unknown_contracts(scenario: Node, state: IterationState) -> list[str]:
    """``Name:X.Y`` tags that no contract of that name answers."""
    known = {key.partition(":")[0] for key in state.of(labels.CONTRACT)}
    return [tag for tag in scenario.get("contract_tags", []) if tag.partition(":")[0] not in known]
