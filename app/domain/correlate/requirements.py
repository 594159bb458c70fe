"""What fulfils and what validates a requirement: by id or tag (C1, C3), by name (C2), over other links (C4)."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.correlate.outcomes import (
    DIGITS,
    EXPLICIT,
    HEURISTIC,
    TAG,
    TRANSITIVE,
    Ask,
    all_of,
    link,
    pending,
    review,
    too_close,
)
from app.domain.correlate.timelines import Decided, Entity, Props
from app.domain.correlate.wording import ENOUGH, alike, common, words_of
from app.domain.graph import EdgeId, Node, NodeId

MOST = 0.89
"""A likeness of names is never worth more than this: green stays for hard evidence."""
DISCOUNT = 0.9
"""What a validation that follows from other links is worth of their product (C4)."""


def fulfilled_by(ask: Ask) -> Decided:
    """C1: the task names the requirement it fulfils. C2: it names none, and its own name is like that of one."""
    task, wanted = ask.me, ask.me.get("requirement_id")
    if not wanted:
        return {} if ask.accepted else _by_name(ask)
    if all(r.id.key != wanted for r in ask.offers):
        sentence = f"Task {task.id.key} names requirement {wanted}, which has not been reported yet."
        return all_of([pending("C1", task.id, wanted, sentence)])
    edge = EdgeId(labels.FULFILLED_BY, NodeId(labels.REQUIREMENT, wanted), task.id)
    return all_of([link(edge, "C1", 1.0, EXPLICIT, f"Task {task.id.key} names requirement {wanted} by id.")])


def name_of(node: Node) -> str:
    """What a task or requirement is called."""
    return str(node.get("name", ""))


def name_to_guess_by(task: Node) -> str:
    """The name of a task that does not say what it fulfils."""
    return "" if task.get("requirement_id") else name_of(task)


def _by_name(ask: Ask) -> Decided:
    mine = words_of(name_of(ask.me))
    scored = [(alike(mine, words_of(name_of(r))), r) for r in ask.open()]
    scored = sorted((s for s in scored if s[0] > ENOUGH), key=lambda s: (-s[0], s[1].since, s[1].id))
    if not scored:
        return {}
    best, requirement = scored[0]
    tied = [r for score, r in scored if too_close(best, score)]
    if len(tied) > 1:
        sentence = f"The name of task “{name_of(ask.me)}” is as like to those of several requirements:"
        return all_of([review("C2", ask.me.id, tied, sentence)])
    shared, either = common(mine, words_of(name_of(requirement)))
    sentence = (
        f"The names of task “{name_of(ask.me)}” and requirement “{name_of(requirement)}” "
        f"have {shared} of {either} words in common ({best:.2f})."
    )
    edge = EdgeId(labels.FULFILLED_BY, requirement.id, ask.me.id)
    return all_of([link(edge, "C2", min(best, MOST), HEURISTIC, sentence)])


def validated_by(ask: Ask) -> Decided:
    """C3: the feature names a requirement by id, or carries a tag ``@req:``. C4: it names none, and tests a
    contract that a task defines which fulfils one."""
    named = all_of(_named(ask.me, {r.id.key for r in ask.offers}))
    return named if named or ask.accepted else all_of(_over_contracts(ask))


def _named(feature: Node, known: set[str]) -> Iterator[tuple[Entity, Props]]:
    explicit = feature.get("requirement_id")
    tagged = feature.get("requirements", [])
    for wanted in sorted({*tagged, *([explicit] if explicit else [])}):
        by_id = wanted == explicit
        how = f"by id {wanted}" if by_id else f"by the tag @req:{wanted}"
        if wanted not in known:
            sentence = f"The feature asks for requirement {wanted}, which has not been reported yet."
            yield pending("C3", feature.id, wanted, sentence)
            continue
        edge = EdgeId(labels.VALIDATED_BY, NodeId(labels.REQUIREMENT, wanted), feature.id)
        sentence = f"The feature names its requirement {how}."
        yield link(edge, "C3", 1.0 if by_id else 0.9, EXPLICIT if by_id else TAG, sentence)


def _over_contracts(ask: Ask) -> Iterator[tuple[Entity, Props]]:
    for requirement, way in ask.ways.items():
        scenario, contract, task = way.via
        _, validates, defines, fulfils = way.hops
        sentence = (
            f"Scenario {scenario.key} of the feature validates contract {contract.key} ({validates:.2f}), "
            f"task {task.key} defines it ({defines:.2f}) and fulfils {requirement.key} ({fulfils:.2f}): "
            f"the product of these × {DISCOUNT}."
        )
        edge = EdgeId(labels.VALIDATED_BY, requirement, ask.me.id)
        yield link(edge, "C4", round(way.confidence * DISCOUNT, DIGITS), TRANSITIVE, sentence)
