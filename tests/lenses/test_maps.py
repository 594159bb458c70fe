"""Maps: every node and line is on them, nothing lies on anything else, and a change moves hardly anything."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.payloads import acc
from app.domain.state import IterationState
from app.lenses.maps import HEADS, MAPS, MOST_DRAWN, nodes_of, patch
from app.lenses.maps.heads import MOST_ROWS
from app.lenses.views.mapping import MapPatch, MapView, Region
from tests.lenses.builders import NOW_MS, Step, done, failed, feature, judged, locked, ran, state, task

unhurried = settings(deadline=None, max_examples=25)


def modules(*names: str, needs: tuple[tuple[str, str], ...] = ()) -> list[Step]:
    """An analysis of these modules in the components ``a`` and ``b``."""
    parts = [acc.ComponentSpec(name=c, paths=[f"shop/{c}"], layer=n) for n, c in enumerate("ab")]
    built = acc.GraphBuilt(
        analysis_id="x",
        generation="g",
        modules=[acc.ModuleSpec(name=name, file_path=name.replace(".", "/") + ".py") for name in names],
        imports=[acc.ImportSpec(source=one, target=other) for one, other in needs],
    )
    return [
        ("acc.manifest.loaded", acc.ManifestLoaded(manifest_name="default", generation="g", components=parts)),
        ("acc.graph.built", built),
    ]


def plan(count: int, wide: int = 5) -> list[Step]:
    """Tasks in steps, each needing two of the step before it."""
    return [
        task(f"T{n:03}", *(f"T{n - n % wide - wide + (n + k) % wide:03}" for k in (0, 2) if n >= wide))
        for n in range(count)
    ]


def drawn(lens: str, seen: IterationState) -> MapView:
    return MAPS[lens](seen, NOW_MS)


def inside(region: Region, x: float, y: float) -> bool:
    return abs(x - region.x) <= region.w / 2 + 0.1 and abs(y - region.y) <= region.h / 2 + 0.1


STRUCTURE = [f"shop.{c}.p{p}.m{m:02}" for c in "ab" for p in range(3) for m in range(7)]
NEEDS = tuple((STRUCTURE[n], STRUCTURE[(n * 5 + 3) % len(STRUCTURE)]) for n in range(0, len(STRUCTURE), 2))
BEHAVIOUR = [feature("shop/pay.feature", *(f"s{n}" for n in range(12)), tags=["@contract:C:v1.0"]), locked("C")]
MADE = {"acc": modules(*STRUCTURE, needs=NEEDS), "dde": plan(63), "bdv": [*BEHAVIOUR, ran("s1"), ran("s2", "FAILED")]}


@pytest.mark.parametrize("lens", MAPS)
def test_every_node_stands_in_its_region_and_no_two_nodes_on_one_place(lens: str) -> None:
    made = drawn(lens, state(*MADE[lens]))
    on = made.ground
    assert len(set(on.ids)) == len(on.ids) >= nodes_of(state(*MADE[lens]), lens) > 0
    for at, home in enumerate(on.homes):
        assert home >= 0 and inside(on.regions[home], on.x[at], on.y[at])
    for (ax, ay), (bx, by) in combinations(zip(on.x, on.y, strict=True), 2):
        assert abs(ax - bx) > 30 or abs(ay - by) > 30


@pytest.mark.parametrize("lens", MAPS)
def test_regions_lie_in_the_region_around_them_and_beside_each_other(lens: str) -> None:
    regions = drawn(lens, state(*MADE[lens])).ground.regions
    for region in regions:
        if region.parent >= 0:
            around = regions[region.parent]
            assert region.w <= around.w and region.h <= around.h and inside(around, region.x, region.y)
    for one, other in combinations(regions, 2):
        if one.parent == other.parent:
            apart = abs(one.x - other.x) - (one.w + other.w) / 2, abs(one.y - other.y) - (one.h + other.h) / 2
            assert max(apart) >= -0.2


def test_every_line_is_on_the_map_and_says_what_it_is() -> None:
    made = drawn("acc", state(*MADE["acc"]))
    ids = made.ground.ids
    ends = {(ids[a], ids[b]) for a, b in zip(made.ground.sources, made.ground.targets, strict=True)}
    assert ends == {(f"CodeModule/{a}", f"CodeModule/{b}") for a, b in NEEDS}


def test_steps_of_a_plan_run_to_the_right_within_a_phase() -> None:
    on = drawn("dde", state(*MADE["dde"])).ground
    for a, b in zip(on.sources, on.targets, strict=True):
        if on.homes[a] == on.homes[b]:
            assert on.x[a] < on.x[b]
        else:
            assert on.homes[a] < on.homes[b]


def test_a_change_of_state_moves_nothing_and_travels_alone() -> None:
    before = drawn("dde", state(*MADE["dde"]))
    after = drawn("dde", state(*MADE["dde"], *failed("T060")))
    assert after.ground is before.ground
    way = patch(before, after)
    assert [after.ground.ids[at] for at in way.at] == ["Task/T060"]
    assert after.faces[way.states[0]] == ("fail", "fail", "failed")
    assert not len(way.gone) + len(way.came) + len(way.lines.gone) + len(way.lines.sources)


def test_a_module_that_comes_moves_none_of_another_package() -> None:
    before = drawn("acc", state(*MADE["acc"]))
    after = drawn("acc", state(*modules(*STRUCTURE, "shop.a.p1.m03b", needs=NEEDS)))
    way = patch(before, after)
    moved = {after.ground.ids[at] for at in way.at}
    assert len(way.came) == 1 and all(uid.startswith("CodeModule/shop.a.p1.") for uid in moved)


def applied(old: MapView, way: MapPatch) -> dict[str, Any]:
    """What the browser makes of a map and a patch, by uid; lines by their two ends."""
    kept = [at for at in range(len(old.ground.ids)) if at not in set(way.gone.tolist())]
    came = dict(zip(way.came.tolist(), way.ids, strict=True))
    rest = iter(kept)
    ids = [came[at] if at in came else old.ground.ids[next(rest)] for at in range(len(kept) + len(came))]
    nodes = {
        uid: (x, y, s) for uid, x, y, s in zip(old.ground.ids, old.ground.x, old.ground.y, old.states, strict=True)
    }
    told = zip(way.at, way.x, way.y, way.states, strict=True)
    nodes = {uid: nodes.get(uid) for uid in ids} | {ids[at]: (x, y, s) for at, x, y, s in told}
    gone = set(way.lines.gone.tolist())
    was = old.ground
    lines = {
        (was.ids[a], was.ids[b], t)
        for n, (a, b, t) in enumerate(zip(was.sources, was.targets, old.ties, strict=True))
        if n not in gone and was.ids[a] in nodes and was.ids[b] in nodes
    }
    lines |= {
        (ids[a], ids[b], t) for a, b, t in zip(way.lines.sources, way.lines.targets, way.lines.ties, strict=True)
    }
    return {"ids": ids, "nodes": nodes, "lines": lines}


picked = st.lists(st.sampled_from(STRUCTURE), min_size=1, max_size=20, unique=True)


@given(picked, picked, st.data())
@unhurried
def test_a_patch_leads_from_any_map_to_any_other(first: list[str], second: list[str], data: st.DataObject) -> None:
    def some(names: list[str]) -> MapView:
        pairs = data.draw(
            st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=12, unique=True)
        )
        needs = tuple((a, b) for a, b in pairs if a != b)
        return drawn("acc", state(*modules(*names, needs=needs)))

    old, new = some(first), some(second)
    found = applied(old, patch(old, new))
    on = new.ground
    assert found["ids"] == list(on.ids)
    assert found["nodes"] == {uid: (x, y, s) for uid, x, y, s in zip(on.ids, on.x, on.y, new.states, strict=True)}
    ends = zip(on.sources, on.targets, new.ties, strict=True)
    assert found["lines"] == {(on.ids[a], on.ids[b], t) for a, b, t in ends}


def test_equal_maps_have_equal_versions_and_an_empty_patch() -> None:
    one, other = (drawn("bdv", state(*MADE["bdv"])) for _ in range(2))
    way = patch(one, other)
    assert one.version == other.version and not len(way.at) + len(way.gone)
    assert drawn("bdv", state(*MADE["bdv"], ran("s3"))).version != one.version


@pytest.mark.parametrize("lens", MAPS)
def test_a_map_of_nothing_is_empty(lens: str) -> None:
    made = drawn(lens, state())
    assert made.ground.ids == () and len(made.states) == 0


def test_a_long_chain_and_a_wide_fan_become_maps_that_are_no_thin_line() -> None:
    chain = state(*(task(f"T{n:04}", *([f"T{n - 1:04}"] if n else [])) for n in range(MOST_DRAWN["dde"] + 1)))
    fan = state(task("root"), *(task(f"T{n:04}", "root") for n in range(MOST_DRAWN["dde"])))
    for seen in (chain, fan):
        on = drawn("dde", seen).ground
        width, height = np.ptp(on.x), np.ptp(on.y)
        assert 1 / 5 < width / height < 6


def test_the_head_of_a_map_has_conditions_and_the_beginnings_of_tables_but_no_mark() -> None:
    seen = state(*plan(MOST_ROWS + 10), *done("T000"))
    head = HEADS["dde"](seen, judged(seen), NOW_MS)
    assert head.marks == () and head.conditions
    assert len(head.tables[0].rows) == MOST_ROWS and head.tables[0].total == MOST_ROWS + 10
