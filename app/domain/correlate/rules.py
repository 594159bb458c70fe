"""The rules that join the streams (domain 4). Each says who seeks, under which keys, and what it decides.

C10 needs no search: an interface task states its contract itself (see :mod:`app.domain.effects.dde`).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from app.domain import labels
from app.domain.correlate import paths, tags
from app.domain.correlate.outcomes import Offers
from app.domain.correlate.timelines import Decided
from app.domain.graph import EdgeId, Node, NodeId

Keys = Callable[[NodeId, Callable[[str], set[str]]], Iterable[str]]
"""A node's keys from its id and from every value a property of it ever took."""


class Rule(msgspec.Struct, frozen=True):
    """Seekers and offers meet where they share a key. ``decide`` sees one seeker and the offers present."""

    name: str
    seeker: str
    offer: str
    seeker_keys: Keys
    offer_keys: Keys
    decide: Callable[[Node, Offers], Decided]


def _own_key(node: NodeId, ever: Callable[[str], set[str]]) -> Iterable[str]:
    return [node.key]


def _name_of_contract(node: NodeId, ever: Callable[[str], set[str]]) -> Iterable[str]:
    return [node.key.partition(":")[0]]


def _everywhere(node: NodeId, ever: Callable[[str], set[str]]) -> Iterable[str]:
    return ["*"]


def _valued(*names: str) -> Keys:
    return lambda node, ever: [value for name in names for value in ever(name)]


def _file_names(node: NodeId, ever: Callable[[str], set[str]]) -> Iterable[str]:
    return [paths.file_name(path) for path in ever("file_path")]


def _names_in(prop: str) -> Keys:
    return lambda node, ever: [value.partition(":")[0] for value in ever(prop)]


RULES: Final[Sequence[Rule]] = (
    Rule("C1", labels.TASK, labels.REQUIREMENT, _valued("requirement_id"), _own_key, tags.fulfilled_by),
    Rule(
        "C3",
        labels.FEATURE,
        labels.REQUIREMENT,
        _valued("requirement_id", "requirements"),
        _own_key,
        tags.validated_by,
    ),
    Rule("C5", labels.ARTIFACT, labels.MODULE, _file_names, _file_names, paths.contains),
    Rule("C8", labels.SCENARIO, labels.CONTRACT, _names_in("contract_tags"), _name_of_contract, tags.validates),
    Rule("C11", labels.MODULE, labels.COMPONENT, _everywhere, _everywhere, paths.belongs_to),
    Rule("C12", labels.COMPONENT, labels.CONTRACT, _names_in("contracts"), _name_of_contract, tags.enforced_by),
)
"""C6 is decided with C5, and C9 with C8: the better method replaces the weaker one."""

_DERIVED_KINDS: Final = frozenset(
    {labels.FULFILLED_BY, labels.VALIDATED_BY, labels.CONTAINS, labels.VALIDATES, labels.ENFORCED_BY}
)
_DERIVED_LABELS: Final = frozenset({labels.PENDING_LINK, labels.REVIEW, labels.VERDICT})


def is_derived(entity: NodeId | EdgeId) -> bool:
    """Whether the entity is a conclusion rather than something an event stated."""
    if isinstance(entity, NodeId):
        return entity.label in _DERIVED_LABELS
    if entity.kind == labels.BELONGS_TO:
        return entity.source.label == labels.MODULE
    return entity.kind in _DERIVED_KINDS
