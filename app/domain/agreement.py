"""Whether DDE and BDV say the same of a contract (domain 4): that it is fulfilled, or that it is not.

Nothing here opens or closes a gate; it says how far the two streams can be taken for witnesses of each other.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from app.domain import labels
from app.domain.behaviour import outcomes
from app.domain.graph import Node
from app.domain.state import IterationState

AGREED: Final = 0.8
"""What it is worth when both say the same; each of the two that is sure of it adds ``SURER``."""
SURER: Final = 0.1
SURE_FROM: Final = 0.9
ONE_SIDED: Final = 0.5
DISAGREED: Final = 0.3

_ENDED: Final = ("COMPLETED", "SKIPPED", "FAILED")
_RELIABLE: Final = ("LOCKED", "DEPRECATED")


class Agreement(msgspec.Struct, frozen=True):
    """What both say of one contract; ``None``: that side has no answer yet.

    ``quality``: the share of tasks and gates behind the contract that are done and passed. ``pass_rate``: that
    of its scenarios. Both are 0 where there is nothing to count.
    """

    contract: str
    dde: bool | None
    bdv: bool | None
    quality: float = 0.0
    pass_rate: float = 0.0

    @property
    def word(self) -> str:
        """``agreement``, ``disagreement``, ``one side only``, or ``nothing known``."""
        if self.dde is None and self.bdv is None:
            return "nothing known"
        if self.dde is None or self.bdv is None:
            return "one side only"
        return "agreement" if self.dde == self.bdv else "disagreement"

    @property
    def confidence(self) -> float:
        """How far the two bear each other out, 0 to 1."""
        if self.word != "agreement":
            return {"disagreement": DISAGREED, "one side only": ONE_SIDED}.get(self.word, 0.0)
        sure = (self.quality >= SURE_FROM) + (self.pass_rate >= SURE_FROM)
        return round(AGREED + SURER * sure, 2)

    @property
    def fulfilled(self) -> bool:
        """Whether both say that the contract is fulfilled."""
        return bool(self.dde and self.bdv)


class Overall(msgspec.Struct, frozen=True):
    """Of all contracts: the share on which both agree, and the share that both call fulfilled."""

    confidence: float
    fulfilment: float


def overall(found: Sequence[Agreement]) -> Overall:
    """Both are 0 where there is no contract."""
    number = len(found) or 1
    agreed = sum(one.word == "agreement" for one in found)
    return Overall(agreed / number, sum(one.fulfilled for one in found) / number)


def agreements(state: IterationState) -> list[Agreement]:
    """One per contract that is not sunset, by name and version."""
    tasks, scenarios = state.of(labels.TASK), state.of(labels.SCENARIO)
    definers: dict[str, list[Node]] = {}
    for edge in state.joined(labels.DEFINES, labels.TASK, labels.CONTRACT):
        definers.setdefault(edge.id.target.key, []).append(tasks[edge.id.source.key])
    tested: dict[str, dict[str, Node]] = {}
    for edge in state.joined(labels.VALIDATES, labels.SCENARIO, labels.CONTRACT):
        if edge.get("alignment") != "mismatched":  # such a scenario tests another version
            tested.setdefault(edge.id.target.key, {})[edge.id.source.key] = scenarios[edge.id.source.key]
    gates = _gates(state)
    return [
        _agreement(contract, definers.get(key, []), tested.get(key, {}).values(), gates)
        for key, contract in state.of(labels.CONTRACT).items()
        if contract.get("state") != "SUNSET"
    ]


def _gates(state: IterationState) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for edge in state.joined(labels.GUARDED_BY, labels.TASK, labels.GATE):
        found.setdefault(edge.id.source.key, []).append(state.of(labels.GATE)[edge.id.target.key])
    return found


def _agreement(
    contract: Node, definers: Sequence[Node], tested: Iterable[Node], gates: dict[str, list[Node]]
) -> Agreement:
    checks = [task.get("status") == "COMPLETED" for task in definers]
    checks += [_passed(gate) for task in definers for gate in gates.get(task.id.key, ())]
    counted = [s for s in tested if not s.get("quarantined")]
    passed = sum(outcomes.passed(s) for s in counted)
    failed = sum(s.get("outcome") in ("FAILED", "ERROR") for s in counted)
    return Agreement(
        contract.id.key,
        _built(contract, definers),
        False if failed else True if passed else None,
        _share(sum(checks), len(checks)),
        _share(passed, passed + failed),
    )


def _built(contract: Node, definers: Sequence[Node]) -> bool | None:
    """Fulfilled is what is locked, not found invalid, and defined by tasks that completed."""
    ends = [task.get("status") for task in definers]
    if contract.get("validated") is False or "FAILED" in ends:
        return False
    if any(end not in _ENDED for end in ends):
        return None
    if contract.get("state") in _RELIABLE:
        return True
    return False if ends else None


def _passed(gate: Node) -> bool:
    return gate.get("status") in ("PASSED", "SKIPPED") or bool(gate.get("bypass_reason"))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
