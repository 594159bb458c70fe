"""Rules that join by what people wrote down: requirement ids and tags, contract tags (C1, C3, C8, C9, C12)."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.correlate.outcomes import EXPLICIT, TAG, Offers, all_of, link, pending
from app.domain.correlate.timelines import Decided, Entity, Props
from app.domain.graph import EdgeId, Node, NodeId
from app.domain.verdict.versions import Alignment, best_fit


def fulfilled_by(task: Node, requirements: Offers) -> Decided:
    """C1: the task names the requirement it fulfils."""
    wanted = task.get("requirement_id")
    if not wanted:
        return {}
    if all(r.id.key != wanted for r in requirements):
        sentence = f"Task {task.id.key} names requirement {wanted}, which has not been reported yet."
        return all_of([pending("C1", task.id, wanted, sentence)])
    edge = EdgeId(labels.FULFILLED_BY, NodeId(labels.REQUIREMENT, wanted), task.id)
    return all_of([link(edge, "C1", 1.0, EXPLICIT, f"Task {task.id.key} names requirement {wanted} by id.")])


def validated_by(feature: Node, requirements: Offers) -> Decided:
    """C3: the feature names a requirement by id, or carries a tag ``@req:``."""
    known = {r.id.key for r in requirements}
    return all_of(_requirement_links(feature, known))


def _requirement_links(feature: Node, known: set[str]) -> Iterator[tuple[Entity, Props]]:
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


def validates(scenario: Node, contracts: Offers) -> Decided:
    """C8 and C9: a scenario's contract tag; the same version is certain, another one is linked and marked."""
    return all_of(_contract_link(scenario, tag, contracts) for tag in scenario.get("contract_tags", []))


def _contract_link(scenario: Node, tag: str, contracts: Offers) -> tuple[Entity, Props]:
    fit = best_fit(tag, contracts)
    name, _, asked = tag.partition(":")
    if fit.alignment is Alignment.MISSING:
        sentence = f"The scenario is tagged for contract {name} v{asked}, and no contract {name} is known yet."
        return pending("C8", scenario.id, tag, sentence)
    edge = EdgeId(labels.VALIDATES, scenario.id, NodeId(labels.CONTRACT, fit.contract))
    more = {"alignment": fit.alignment.value, "asked": asked}
    if fit.alignment is Alignment.ALIGNED:
        sentence = f"The tag @contract:{name}:v{asked} names contract {name} v{fit.version}."
        return link(edge, "C8", 1.0, TAG, sentence, **more)
    sentence = f"The tag asks for {name} v{asked}; of that name there is v{fit.version}."
    return link(edge, "C9", 0.8, TAG, sentence, **more)


def enforced_by(component: Node, contracts: Offers) -> Decided:
    """C12: the manifest lists the contract (``Name`` or ``Name:version``) under the component."""
    return all_of(_enforcements(component, contracts))


def _enforcements(component: Node, contracts: Offers) -> Iterator[tuple[Entity, Props]]:
    for wanted in component.get("contracts", []):
        name, _, version = str(wanted).partition(":")
        found = [c for c in contracts if _is_meant(c.id.key, name, version)]
        if not found:
            sentence = f"The manifest lists contract {wanted} under {component.id.key}; it has not been reported yet."
            yield pending("C12", component.id, str(wanted), sentence)
        for contract in found:
            edge = EdgeId(labels.ENFORCED_BY, contract.id, component.id)
            sentence = f"The manifest lists contract {wanted} under component {component.id.key}."
            yield link(edge, "C12", 1.0, EXPLICIT, sentence)


def _is_meant(key: str, name: str, version: str) -> bool:
    contract, _, number = key.partition(":")
    return contract == name and version.lstrip("v") in ("", number)
