"""What a rule looks at, and what it can decide: a link, a pending link, or an entry on the review list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from app.domain import labels
from app.domain.correlate.chains import Chain
from app.domain.correlate.timelines import Decided, Entity, Props
from app.domain.graph import EdgeId, Node, NodeId

EXPLICIT: Final = "explicit_id"
TAG: Final = "contract_tag"
PATH_EXACT: Final = "file_path_exact"
PATH_FUZZY: Final = "file_path_fuzzy"
CONTENT: Final = "content"
HEURISTIC: Final = "heuristic"
TRANSITIVE: Final = "transitive"
MANUAL: Final = "manual"

DIGITS: Final = 6
"""Decimals of a confidence that is worked out from others."""

TOO_CLOSE: Final = 0.05
"""Two candidates whose scores lie no further apart than this are tied."""
_ROUNDING: Final = 1e-9
MOST_NAMED: Final = 5
"""So many tied candidates are named."""


class Ask(NamedTuple):
    """One seeker at one moment: the candidates present, the ways over other links, and what people decided.

    ``accepted`` and ``rejected`` hold the other ends of the links that a person decided upon.
    """

    me: Node
    offers: Sequence[Node]
    ways: Mapping[NodeId, Chain] = {}
    accepted: frozenset[NodeId] = frozenset()
    rejected: frozenset[NodeId] = frozenset()

    def open(self) -> list[Node]:
        """The candidates that nobody rejected."""
        return [offer for offer in self.offers if offer.id not in self.rejected]


def link(edge: EdgeId, rule: str, confidence: float, method: str, sentence: str, **more: str) -> tuple[Entity, Props]:
    """The two belong together, how sure that is, by which method, and why in one sentence."""
    props: Props = {"rule": rule, "confidence": confidence, "method": method, "sentence": sentence, **more}
    return edge, props


def pending(rule: str, seeker: NodeId, wanted: str, sentence: str) -> tuple[Entity, Props]:
    """The other end is not there yet; the link resolves when it appears."""
    node = NodeId(labels.PENDING_LINK, f"{rule}/{seeker.uid}/{wanted}")
    return node, {"rule": rule, "source": seeker.uid, "wanted": wanted, "sentence": sentence}


def by_age(tied: Iterable[Node]) -> list[Node]:
    """Those that were there first come first."""
    return sorted(tied, key=lambda node: (node.since, node.id))


def review(rule: str, seeker: NodeId, tied: Sequence[Node], sentence: str) -> tuple[Entity, Props]:
    """Several fit equally well: a person decides. The names of the first few are put behind the sentence."""
    found = sorted(node.id for node in tied[:MOST_NAMED])
    said = f"{sentence} {', '.join(one.key for one in found)}."
    node = NodeId(labels.REVIEW, f"{rule}/{seeker.uid}")
    return node, {"rule": rule, "source": seeker.uid, "candidates": [one.uid for one in found], "sentence": said}


def too_close(best: float, second: float) -> bool:
    """Whether two scores do not tell their candidates apart."""
    return best - second <= TOO_CLOSE + _ROUNDING


def all_of(outcomes: Iterable[tuple[Entity, Props]]) -> Decided:
    """Several outcomes as one decision; of two about the same entity the more confident stands."""
    decided: dict[Entity, Props] = {}
    for entity, props in outcomes:
        known = decided.get(entity)
        if known is None or confidence_of(props) > confidence_of(known):
            decided[entity] = props
    return decided


def confidence_of(props: Props) -> float:
    """How sure a link is; 0 for what is no link."""
    value = props.get("confidence", 0.0)
    return value if isinstance(value, float) else 0.0
