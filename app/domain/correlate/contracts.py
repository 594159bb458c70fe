"""Who tests, defines, uses and enforces a contract (C8, C9, C10, C12, C13)."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.correlate.outcomes import DIGITS, EXPLICIT, TAG, TRANSITIVE, Ask, all_of, link, pending
from app.domain.correlate.timelines import Decided, Entity, Props
from app.domain.graph import EdgeId, Node, NodeId
from app.domain.identity import contract_key, plain_version
from app.domain.verdict.versions import Alignment, best_fit, same

DISCOUNT = 0.8
"""What an inferred enforcement is worth of the weakest link that it stands on (C13)."""


def validates(ask: Ask) -> Decided:
    """C8 and C9: a scenario's contract tags; the same version is certain, another one is linked and marked.

    A version that differs in its patch alone is another one, and aligned.
    Each version that is asked for has a link of its own, also where one contract has to answer several.
    """
    return all_of(_answer(ask, tag) for tag in ask.me.get("contract_tags", []))


def _answer(ask: Ask, tag: str) -> tuple[Entity, Props]:
    scenario, fit = ask.me, best_fit(tag, ask.offers)
    name, _, asked = tag.partition(":")
    if fit.alignment is Alignment.MISSING:
        hint = f", but there is {fit.near}" if fit.near else ""
        sentence = f"The scenario is tagged for contract {name} v{asked}; no contract {name} is known yet{hint}."
        return pending("C8", scenario.id, tag, sentence)
    facet = "" if asked == fit.version else asked
    edge = EdgeId(labels.VALIDATES, scenario.id, NodeId(labels.CONTRACT, fit.contract), facet)
    more = {"alignment": fit.alignment.value, "asked": asked}
    if same(asked, fit.version):
        sentence = f"The tag @contract:{name}:v{asked} names contract {name} v{fit.version}."
        return link(edge, "C8", 1.0, TAG, sentence, **more)
    sentence = f"The tag asks for {name} v{asked}; of that name there is v{fit.version}."
    return link(edge, "C9", 0.8, TAG, sentence, **more)


def defined(task: Node) -> str:
    """The key of the contract that an interface task defines: its own name, in its version; else nothing."""
    version = task.get("contract_version", "")
    if task.get("kind") != "INTERFACE" or not version:
        return ""
    return contract_key(task.id.key.removeprefix("IF."), version)


def defines(ask: Ask) -> Decided:
    """C10: an interface task defines the contract of its own name and version."""
    contract = NodeId(labels.CONTRACT, defined(ask.me))
    if all(offer.id != contract for offer in ask.offers):
        return {}
    name, _, version = contract.key.partition(":")
    sentence = f"Interface task {ask.me.id.key} carries contract version {version} of {name}."
    return all_of([link(EdgeId(labels.DEFINES, ask.me.id, contract), "C10", 1.0, EXPLICIT, sentence)])


def consumes(ask: Ask) -> Decided:
    """The other side of C10: a task that depends on an interface task uses the contract which that one defines."""
    return all_of(
        link(
            EdgeId(labels.CONSUMES, ask.me.id, contract),
            "C10",
            way.confidence,
            EXPLICIT,
            f"Task {ask.me.id.key} depends on {way.via[0].key}, which defines {contract.key}.",
        )
        for contract, way in ask.ways.items()
    )


def listed(ask: Ask) -> Decided:
    """C12, from the component's side: contracts that its manifest lists and that are not there yet."""
    return all_of(_waiting(ask))


def _waiting(ask: Ask) -> Iterator[tuple[Entity, Props]]:
    for wanted in ask.me.get("contracts", []):
        if not any(is_meant(contract.id.key, str(wanted)) for contract in ask.offers):
            sentence = f"The manifest lists contract {wanted} under {ask.me.id.key}; it has not been reported yet."
            yield pending("C12", ask.me.id, str(wanted), sentence)


def enforced_by(ask: Ask) -> Decided:
    """C12: the manifest lists the contract (``Name`` or ``Name:version``) under the component. C13: it lists it
    nowhere, and tasks that use the contract made modules of the component."""
    by_manifest = all_of(_listings(ask))
    return by_manifest if by_manifest or ask.accepted else all_of(_built(ask))


def _listings(ask: Ask) -> Iterator[tuple[Entity, Props]]:
    for component in ask.offers:
        for wanted in component.get("contracts", []):
            if is_meant(ask.me.id.key, str(wanted)):
                sentence = f"The manifest lists contract {wanted} under component {component.id.key}."
                yield link(EdgeId(labels.ENFORCED_BY, ask.me.id, component.id), "C12", 1.0, EXPLICIT, sentence)


def _built(ask: Ask) -> Iterator[tuple[Entity, Props]]:
    for component, way in ask.ways.items():
        task, artifact, module = way.via
        uses, _, contains, belongs = way.hops
        sentence = (
            f"Task {task.key} uses the contract ({uses:.2f}) and made {artifact.key}, which is module {module.key} "
            f"({contains:.2f}) of component {component.key} ({belongs:.2f}): the least of these × {DISCOUNT}."
        )
        edge = EdgeId(labels.ENFORCED_BY, ask.me.id, component)
        yield link(edge, "C13", round(way.confidence * DISCOUNT, DIGITS), TRANSITIVE, sentence)


def is_meant(key: str, wanted: str) -> bool:
    """Whether ``Name`` or ``Name:version`` of a manifest means the contract of this key."""
    contract, _, number = key.partition(":")
    name, _, version = wanted.partition(":")
    return contract == name and plain_version(version) in ("", number)
