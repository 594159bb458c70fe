"""Comparing: between two iterations another content is no change of its own; between two moments it is."""

from app.domain import fold
from app.domain.moments import AsOf
from app.domain.payloads import acc
from app.domain.state import read
from app.lenses.compare import Side, compare
from app.lenses.views import CompareView
from tests.lenses.builders import NOW_MS, Step, entries, judged


def module(sha256: str, name: str = "shop.pay") -> Step:
    spec = acc.ModuleSpec(name=name, sha256=sha256)
    return "acc.module.analyzed", acc.ModuleAnalyzed(module=spec, generation="g")


def compared(before: list[Step], after: list[Step], *, apart: bool) -> CompareView:
    snapshots = [fold.fold(entries(steps), AsOf()) for steps in (before, after)]
    sides = [Side(read(one), judged(read(one)), NOW_MS) for one in snapshots]
    return compare(*sides, fold.diff(*snapshots), [], apart=apart)


def test_another_content_alone_is_no_change_between_iterations_but_is_counted() -> None:
    found = compared([module("1a")], [module("2b")], apart=True)
    assert [m for m in found.changes if m.id == "CodeModule/shop.pay"] == []
    assert found.changed == () and found.content == ("CodeModule/shop.pay",)


def test_another_content_is_a_change_between_moments() -> None:
    found = compared([module("1a")], [module("2b")], apart=False)
    assert [m.text for m in found.changes] == ["sha256 1a → 2b"]


def test_what_else_changed_is_told_between_iterations_too() -> None:
    found = compared([module("1a")], [module("1a"), module("3c", "shop.new")], apart=True)
    assert [(m.id, m.change) for m in found.changes] == [("CodeModule/shop.new", "added")]
    assert found.content == ()
