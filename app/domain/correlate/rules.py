"""The relationships that are derived (domain 4): who seeks, where it meets its candidates, what decides.

All methods of one relationship decide together, seeker by seeker, so that the better one replaces the
weaker. A relationship that stands on others comes in a later stage.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from app.domain import labels
from app.domain.correlate import code, contracts, requirements
from app.domain.correlate.meetings import ByCrowdedKey, ByKey, Meeting
from app.domain.correlate.naming import ByName
from app.domain.correlate.outcomes import Ask
from app.domain.correlate.places import ByPlace
from app.domain.correlate.tails import ByTail
from app.domain.correlate.timelines import Decided
from app.domain.graph import EdgeId, Node, NodeId


class Relationship(msgspec.Struct, frozen=True):
    """``outward``: the seeker is the source of the links. ``ways`` names the chains that lead to candidates."""

    name: str
    seeker: str
    offer: str
    outward: bool
    decide: Callable[[Ask], Decided]
    meetings: Callable[[], Sequence[Meeting]] = tuple
    stage: int = 1
    ways: str = ""
    kind: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """The labels of source and target."""
        return (self.seeker, self.offer) if self.outward else (self.offer, self.seeker)

    def edge(self, seeker: NodeId) -> EdgeId:
        """All links of this seeker: one whose other end is empty."""
        nobody = NodeId("", "")
        return EdgeId(self.kind, seeker, nobody) if self.outward else EdgeId(self.kind, nobody, seeker)


def _own_key(node: Node) -> Iterable[str]:
    return [node.id.key]


def _own_contract(node: Node) -> Iterable[str]:
    """The name in lower case: who asks for ``pay`` is told that there is ``Pay``."""
    return [node.id.key.partition(":")[0].casefold()]


def _valued(*names: str) -> Callable[[Node], Iterable[str]]:
    def keys(node: Node) -> Iterable[str]:
        for name in names:
            value = node.get(name, ())
            yield from [value] if isinstance(value, str) else value

    return keys


def _contracts_in(name: str) -> Callable[[Node], Iterable[str]]:
    return lambda node: [str(value).partition(":")[0].casefold() for value in node.get(name, ())]


def _defined(node: Node) -> Iterable[str]:
    return [key] if (key := contracts.defined(node)) else []


def _content(node: Node) -> Iterable[str]:
    return [content] if (content := code.content_of(node)) else []


def _for_requirements() -> Sequence[Meeting]:
    by_name = ByName(requirements.name_to_guess_by, requirements.name_of)
    return ByKey(_valued("requirement_id"), _own_key), by_name


def _for_modules() -> Sequence[Meeting]:
    return ByTail(code.path_of), ByCrowdedKey(_content)


RELATIONSHIPS: Final = tuple(
    msgspec.structs.replace(found, kind=found.kind or found.name)
    for found in (
        Relationship(
            labels.FULFILLED_BY,
            labels.TASK,
            labels.REQUIREMENT,
            False,
            requirements.fulfilled_by,
            _for_requirements,
        ),
        Relationship(
            labels.DEFINES,
            labels.TASK,
            labels.CONTRACT,
            True,
            contracts.defines,
            lambda: [ByKey(_defined, _own_key)],
        ),
        Relationship(
            labels.VALIDATES,
            labels.SCENARIO,
            labels.CONTRACT,
            True,
            contracts.validates,
            lambda: [ByKey(_contracts_in("contract_tags"), _own_contract)],
        ),
        Relationship(labels.CONTAINS, labels.ARTIFACT, labels.MODULE, True, code.contains, _for_modules),
        Relationship(
            labels.BELONGS_TO,
            labels.MODULE,
            labels.COMPONENT,
            True,
            code.belongs_to,
            lambda: [ByPlace()],
        ),
        Relationship(
            "C12",
            labels.COMPONENT,
            labels.CONTRACT,
            True,
            contracts.listed,
            lambda: [ByKey(_contracts_in("contracts"), _own_contract)],
        ),
        Relationship(
            labels.CONSUMES,
            labels.TASK,
            labels.CONTRACT,
            True,
            contracts.consumes,
            stage=2,
            ways="consumes",
        ),
        Relationship(
            labels.VALIDATED_BY,
            labels.FEATURE,
            labels.REQUIREMENT,
            False,
            requirements.validated_by,
            lambda: [ByKey(_valued("requirement_id", "requirements"), _own_key)],
            stage=3,
            ways="C4",
        ),
        Relationship(
            labels.ENFORCED_BY,
            labels.CONTRACT,
            labels.COMPONENT,
            True,
            contracts.enforced_by,
            lambda: [ByKey(_own_contract, _contracts_in("contracts"))],
            stage=3,
            ways="C13",
        ),
    )
)

_DECIDABLE: Final = {r.kind: r for r in RELATIONSHIPS if r.kind != "C12"}
_DERIVED_LABELS: Final = frozenset({labels.PENDING_LINK, labels.REVIEW, labels.VERDICT})


def decidable(kind: str) -> Relationship | None:
    """The relationship of this type, if people can decide upon its links."""
    return _DECIDABLE.get(kind)


def decidable_kinds() -> list[str]:
    """The types of links that people can decide upon."""
    return sorted(_DECIDABLE)


def is_derived(entity: NodeId | EdgeId) -> bool:
    """Whether the entity is a conclusion rather than something an event stated."""
    if isinstance(entity, NodeId):
        return entity.label in _DERIVED_LABELS
    if entity.kind == labels.BELONGS_TO:
        return entity.source.label == labels.MODULE
    return entity.kind in _DECIDABLE
