"""The suite put to the test: stores that are wrong on purpose must fail it, and a right one must not."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from app.domain.difference import Diff
from app.domain.fold import diff, first_of_each_key, fold
from app.domain.graph import Entry, Scope, Snapshot
from app.domain.moments import LATEST, NOW, AsOf
from app.ports import Batch, GraphStore
from tests.contracts import graph_checks as check
from tests.contracts.histories import HERE, batches

SEARCH = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@dataclass
class RightStore:
    """Just enough of a graph store: a list and ``fold``."""

    kept: list[Entry] = field(default_factory=list)

    def append(self, batch: Batch) -> list[bool]:
        known = {e.key for e in self.kept}
        fresh = []
        for entry in batch.entries:
            fresh.append(entry.key not in known)
            known.add(entry.key)
        self.keep([e for e, new in zip(batch.entries, fresh, strict=True) if new], list(batch.entries))
        return fresh

    def keep(self, fresh: list[Entry], brought: list[Entry]) -> None:
        self.kept += fresh

    def visible(self, scope: Scope) -> list[Entry]:
        return [e for e in self.kept if e.scope == scope]

    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        return fold(self.visible(scope), as_of)

    def diff(self, scope: Scope, before: AsOf, after: AsOf) -> Diff:
        return diff(self.snapshot(scope, before), self.snapshot(scope, after))


class IgnoresKnownTime(RightStore):
    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        return fold(self.visible(scope), AsOf(as_of.valid, LATEST))


class IgnoresValidTime(RightStore):
    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        return fold(self.visible(scope), AsOf(LATEST, as_of.known))


class RedeliveryOverwrites(RightStore):
    def keep(self, fresh: list[Entry], brought: list[Entry]) -> None:
        self.kept = [e for e in self.kept if e.key not in {b.key for b in brought}] + brought


class NewestArrivalWinsTies(RightStore):
    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        seen = [e for e in self.visible(scope) if e.accepted <= as_of.known]
        again = [msgspec.structs.replace(e, accepted=n) for n, e in enumerate(seen)]
        return fold(again, AsOf(as_of.valid, LATEST))


class ForgetsVoids(RightStore):
    def keep(self, fresh: list[Entry], brought: list[Entry]) -> None:
        self.kept += [e for e in fresh if not any(f.op == 3 for f in e.facts)]


class ReaddKeepsOldProperties(RightStore):
    def keep(self, fresh: list[Entry], brought: list[Entry]) -> None:
        self.kept += [e for e in fresh if not any(f.op == 2 for f in e.facts)]


class TrueIsOne(RightStore):
    def snapshot(self, scope: Scope, as_of: AsOf = NOW) -> Snapshot:
        whole = super().snapshot(scope, as_of)
        for node in whole.nodes.values():
            assert isinstance(node.props, dict)
            node.props.update({k: 1 for k, v in node.props.items() if v is True})
        return whole


def examine(make: Callable[[], object]) -> None:
    """The suite's comparison with fold, over many histories, for one kind of store."""

    @given(cut=batches())
    @SEARCH
    def agrees(cut: list[list[Entry]]) -> None:
        store: GraphStore = make()  # type: ignore[assignment]
        arrived = [e for part in cut for e in part]
        flags = check.bring(store, cut)
        assert sum(flags) == len(first_of_each_key(arrived))
        check.answers_like_fold(store, HERE, arrived)
        check.differs_like_fold(store, HERE, arrived, [(AsOf(1_001, 53), NOW)])

    agrees()


def test_a_right_store_passes() -> None:
    examine(RightStore)


@pytest.mark.parametrize(
    "wrong",
    [
        IgnoresKnownTime,
        IgnoresValidTime,
        RedeliveryOverwrites,
        NewestArrivalWinsTies,
        ForgetsVoids,
        ReaddKeepsOldProperties,
        TrueIsOne,
    ],
)
def test_a_wrong_store_is_caught(wrong: type[RightStore]) -> None:
    with pytest.raises(AssertionError):
        examine(wrong)
