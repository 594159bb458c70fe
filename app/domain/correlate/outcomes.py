"""What a rule can decide: a link, a pending link, or an entry on the review list."""

from collections.abc import Iterable, Sequence

from app.domain import labels
from app.domain.correlate.timelines import Decided, Entity, Props
from app.domain.graph import EdgeId, Node, NodeId

Offers = Sequence[Node]
"""The candidates present at the moment of the decision, in order of id."""

EXPLICIT = "explicit_id"
TAG = "contract_tag"
PATH_EXACT = "file_path_exact"
PATH_FUZZY = "file_path_fuzzy"


def link(edge: EdgeId, rule: str, confidence: float, method: str, sentence: str, **more: str) -> tuple[Entity, Props]:
    """The two belong together, how sure that is, by which method, and why in one sentence."""
    props: Props = {"rule": rule, "confidence": confidence, "method": method, "sentence": sentence, **more}
    return edge, props


def pending(rule: str, seeker: NodeId, wanted: str, sentence: str) -> tuple[Entity, Props]:
    """The other end is not there yet; the link resolves when it appears."""
    node = NodeId(labels.PENDING_LINK, f"{rule}/{seeker.uid}/{wanted}")
    return node, {"rule": rule, "source": seeker.uid, "wanted": wanted, "sentence": sentence}


def review(rule: str, seeker: NodeId, candidates: Iterable[str], sentence: str) -> tuple[Entity, Props]:
    """Several fit equally well: a person decides."""
    node = NodeId(labels.REVIEW, f"{rule}/{seeker.uid}")
    return node, {"rule": rule, "source": seeker.uid, "candidates": sorted(candidates), "sentence": sentence}


def all_of(outcomes: Iterable[tuple[Entity, Props]]) -> Decided:
    """Several outcomes as one decision; of two about the same entity the more confident stands."""
    decided: dict[Entity, Props] = {}
    for entity, props in outcomes:
        known = decided.get(entity)
        if known is None or _confidence(props) > _confidence(known):
            decided[entity] = props
    return decided


def _confidence(props: Props) -> float:
    value = props.get("confidence", 0.0)
    return value if isinstance(value, float) else 0.0
