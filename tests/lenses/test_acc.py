"""Structure: layers, containers, and what each import is; folded where modules are many, never in what is found."""

from itertools import pairwise

import pytest

from app.domain.payloads import acc
from app.lenses.views import GraphView
from tests.lenses.builders import NOW_MS, Step, view
from tests.lenses.structure_steps import analysed, cycle, graph, manifest, suppressed, violation

DAY = 86_400_000


def built(*more: Step) -> list[Step]:
    """Three layers that look down, but for one import."""
    imports = [("api.routes", "service.pay"), ("service.pay", "domain.money"), ("domain.refund", "api.schemas")]
    return [manifest("api", "service", "domain"), graph(*imports), *more, *analysed()]


def kinds(found: GraphView) -> dict[tuple[str, str], str]:
    return {(li.source.partition("/")[2], li.target.partition("/")[2]): li.kind for li in found.lines}


def test_a_broken_rule_is_a_red_line_that_names_it() -> None:
    found = view(
        "acc", *built(violation("domain.refund", "api.schemas", file_path="src/domain/refund.py", lines=[4]))
    )
    line = next(li for li in found.lines if li.kind == "violation")
    assert (line.label, line.tone) == ("R4", "fail")
    assert kinds(found)["api.routes", "service.pay"] == "allowed"
    states = {m.id: m.state for m in found.marks if m.kind == "module"}
    assert states["CodeModule/domain.refund"] == "violation" and states["CodeModule/api.schemas"] == "compliant"


def test_a_finding_tells_place_reason_and_way_out() -> None:
    hint = "move RefundView into api"
    steps = built(violation("domain.refund", "api.schemas", file_path="src/refund.py", lines=[4], hint=hint))
    finding = view("acc", *steps).findings[0]
    assert (finding.title, finding.clears, finding.blocking) == ("domain.refund imports api.schemas", hint, True)
    assert (finding.evidence[0].file, finding.evidence[0].line) == ("src/refund.py", 4)


def test_a_suppressed_violation_is_grey_and_tells_its_end() -> None:
    hidden = suppressed("domain.refund", "api.schemas", NOW_MS + 5 * DAY)
    found = view("acc", *built(violation("domain.refund", "api.schemas"), hidden))
    assert kinds(found)["domain.refund", "api.schemas"] == "suppressed"
    finding = next(f for f in found.findings if f.code == "suppressed")
    assert (finding.blocking, finding.badges) == (False, ("ADR-0031", "ends in 5 days"))


def test_a_suppression_that_has_ended_hides_nothing() -> None:
    over = suppressed("domain.refund", "api.schemas", NOW_MS - 1)
    found = view("acc", *built(violation("domain.refund", "api.schemas"), over))
    assert kinds(found)["domain.refund", "api.schemas"] == "violation"


def test_imports_within_a_cycle_run_both_ways_in_one_kind() -> None:
    circle = graph(("domain.a", "domain.b"), ("domain.b", "domain.a"), ("domain.a", "domain.c"))
    found = view("acc", manifest("domain"), circle, cycle("domain.a", "domain.b"), *analysed())
    assert kinds(found)["domain.a", "domain.b"] == kinds(found)["domain.b", "domain.a"] == "cycle"
    assert kinds(found)["domain.a", "domain.c"] == "allowed"
    assert {m.label for m in found.marks if "in-cycle" in m.classes} == {"a", "b"}


def test_an_approved_cycle_is_told_with_its_cheapest_cut() -> None:
    circle = graph(("domain.a", "domain.b"), ("domain.b", "domain.a"))
    found = view("acc", manifest("domain"), circle, cycle("domain.a", "domain.b", approved=True), *analysed())
    finding = next(f for f in found.findings if f.code == "known_cycle")
    assert (finding.title, finding.clears) == ("domain.a ⇄ domain.b", "Cut domain.b → domain.a.")
    assert finding.badges == ("ADR-0027",)


def test_a_rule_broken_through_others_shows_on_the_imports_of_its_way() -> None:
    way = graph(("domain.a", "domain.b"), ("domain.b", "api.c"))
    broken = violation("domain.a", "api.c", chain=["domain.a", "domain.b", "api.c"])
    found = view("acc", manifest("api", "domain"), way, broken, *analysed())
    assert kinds(found) == {("domain.a", "domain.b"): "violation", ("domain.b", "api.c"): "violation"}


def test_a_rule_broken_by_a_way_that_nobody_told_is_an_indirect_line() -> None:
    found = view(
        "acc",
        manifest("api", "domain"),
        graph(alone=["domain.a", "api.c"]),
        violation("domain.a", "api.c"),
        *analysed(),
    )
    assert [(li.kind, li.classes) for li in found.lines] == [("violation", ("indirect",))]
    assert {m.badge for m in found.marks if m.kind == "module"} == {"0|0"}


def test_without_a_rule_no_module_is_called_compliant() -> None:
    found = view("acc", graph(("a", "b")))
    assert {m.state for m in found.marks} == {"unknown"}


def test_modules_stand_inside_their_component_and_layers_go_down() -> None:
    found = view("acc", *built())
    boxes = {m.id: m for m in found.marks if m.kind == "component"}
    for m in found.marks:
        if m.parent:
            box = boxes[m.parent]
            assert abs(m.x - box.x) <= box.w / 2 and abs(m.y - box.y) <= box.h / 2
    heights = [boxes[f"ArchitectureComponent/{name}"].y for name in ("api", "service", "domain")]
    assert heights == sorted(heights)


def test_modules_of_one_name_are_told_apart() -> None:
    found = view(
        "acc", manifest("api"), graph(("api.x.routes", "api.y.routes"), ("api.y.routes", "api.z.views")), *analysed()
    )
    assert {m.label for m in found.marks if m.kind == "module"} == {"x.routes", "y.routes", "views"}


def many() -> list[Step]:
    """Six hundred modules in thirty packages of two layers."""
    names = [f"{c}.p{p:02}.m{n:02}" for c in ("api", "domain") for p in range(15) for n in range(20)]
    imports = list(zip(names, names[7:], strict=False))
    return [manifest("api", "domain"), graph(*imports), *analysed()]


def test_above_four_hundred_modules_packages_stand_for_them() -> None:
    found = view("acc", *many(), violation("domain.p03.m01", "api.p01.m01"))
    packages = [m for m in found.marks if m.kind == "package"]
    assert len(packages) == 30 and {m.sub for m in packages} == {"20 modules"}
    assert [m.id for m in packages if m.tone == "fail"] == ["Package/domain/domain.p03"]
    assert found.findings[0].title == "domain.p03.m01 imports api.p01.m01"
    assert len({t.title: t for t in found.tables}["Coupling"].rows) == 600


def test_a_package_with_very_many_parts_stays_closed_and_others_open_alike() -> None:
    languages = [f"web.locale.l{n:03}.formats" for n in range(450)]
    views = [f"web.views.v{p}.m{n:02}" for p in range(3) for n in range(20)]
    found = view("acc", graph(*pairwise([*languages, *views])), *analysed())
    assert [(m.label, m.sub) for m in found.marks if m.kind == "package"] == [("locale", "450 modules")]
    assert {m.label for m in found.marks if m.kind == "module"} == {view.removeprefix("web.views.") for view in views}


def test_components_can_be_looked_at_alone() -> None:
    found = view("acc-components", *built(violation("domain.refund", "api.schemas")))
    assert [m.label for m in found.marks] == ["api", "domain", "service"]
    assert kinds(found)["domain", "api"] == "violation"


def test_the_table_twin_has_the_same_nodes_as_the_drawing() -> None:
    for lens in ("acc", "acc-components"):
        found = view(lens, *many())
        drawn = [m.id for m in found.marks if "container" not in m.classes]
        assert [row.id for row in found.tables[0].rows] == drawn


def test_coupling_counts_modules_and_instability_is_the_share_going_out() -> None:
    tables = {t.title: t for t in view("acc", *built()).tables}
    rows = {r.cells[0]: r.cells[1:4] for r in tables["Coupling"].rows}
    assert rows["service.pay"] == ("1", "1", "0.50")
    assert rows["api.routes"] == ("0", "1", "1.00")


def decided(status: str = "accepted") -> list[Step]:
    """A suppression as it is written down, and the decision that it names."""
    kept = acc.SuppressionDeclared(
        suppression_id="sup-1",
        pattern="src/domain/refund.py",
        level="file",
        adr="ADR-0031",
        expires=NOW_MS + 3 * DAY,
        author="ada",
        justification="being moved",
        matches=1,
        generation="g",
    )
    record = acc.AdrSeen(
        number="ADR-0031", title="Refunds move", status=status, path="docs/adr/0031.md", generation="g"
    )
    return [("acc.adr.seen", record), ("acc.suppression.declared", kept)]


@pytest.mark.parametrize(("status", "word"), [("accepted", "expiring"), ("proposed", "ADR-0031 is proposed")])
def test_suppressions_and_decisions_are_listed_with_state_adr_and_end(status: str, word: str) -> None:
    broken = violation("domain.refund", "api.schemas"), suppressed("domain.refund", "api.schemas", NOW_MS + 3 * DAY)
    tables = {table.title: table for table in view("acc", *built(*broken, *decided(status))).tables}

    [row] = tables["Suppressions"].rows
    assert row.cells[0] == "sup-1" and word in row.cells[1]
    assert row.cells[4:6] == ("domain.refund → api.schemas", "ADR-0031") and "ada" in row.cells
    [record] = tables["Decisions"].rows
    assert record.cells[:3] == ("ADR-0031", "Refunds move", status)


def test_without_a_suppression_there_is_no_table_of_them() -> None:
    assert "Suppressions" not in {table.title for table in view("acc", *built()).tables}
