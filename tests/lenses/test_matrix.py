"""The matrix: one cell per import, blocks per component, what is legal above the diagonal."""

from tests.lenses.builders import Step, matrix
from tests.lenses.structure_steps import analysed, cycle, graph, manifest, suppressed, violation


def built(*more: Step) -> list[Step]:
    imports = [
        ("api.routes", "service.pay"),
        ("service.pay", "domain.money"),
        ("domain.refund", "domain.money"),
        ("domain.refund", "api.routes"),
    ]
    return [manifest("api", "service", "domain"), graph(*imports), *more, *analysed()]


def test_every_import_is_a_cell_and_every_cell_an_import() -> None:
    found = matrix(*built())
    names = [i.partition("/")[2] for i in found.ids]
    cells = {(names[c.r], names[c.c]): c.weight for c in found.cells}
    assert cells == {
        ("api.routes", "service.pay"): 2,
        ("service.pay", "domain.money"): 2,
        ("domain.refund", "domain.money"): 2,
        ("domain.refund", "api.routes"): 2,
    }


def test_what_looks_down_lies_above_the_diagonal_and_what_looks_up_below() -> None:
    found = matrix(*built(violation("domain.refund", "api.routes")))
    below = [c for c in found.cells if c.r > c.c]
    assert [c.kind for c in below] == ["violation"]
    assert {c.kind for c in found.cells if c.r < c.c} == {"import"}


def test_blocks_cover_all_rows_one_component_after_the_other() -> None:
    found = matrix(*built())
    assert [(b.label, b.start, b.end, b.layer) for b in found.blocks] == [
        ("api", 0, 1, 0),
        ("service", 1, 2, 1),
        ("domain", 2, 4, 2),
    ]


def test_modules_of_no_component_come_last() -> None:
    found = matrix(manifest("api"), graph(("api.a", "lonely")), *analysed())
    assert [b.label for b in found.blocks] == ["api", "no component"]


def test_cycles_and_suppressed_violations_have_kinds_of_their_own() -> None:
    circle = graph(("domain.a", "domain.b"), ("domain.b", "domain.a"), ("domain.a", "api.c"))
    hidden = [violation("domain.a", "api.c"), suppressed("domain.a", "api.c", 0)]
    found = matrix(manifest("api", "domain"), circle, cycle("domain.a", "domain.b"), *hidden, *analysed())
    assert sorted(c.kind for c in found.cells) == ["cycle", "cycle", "suppressed"]


def test_components_add_up_the_imports_of_their_modules() -> None:
    found = matrix(*built(), lens="matrix-components")
    names = [i.partition("/")[2] for i in found.ids]
    assert names == ["api", "service", "domain"]
    assert {(names[c.r], names[c.c]): c.weight for c in found.cells} == {
        ("api", "service"): 2,
        ("service", "domain"): 2,
        ("domain", "api"): 2,
    }


def test_without_modules_the_matrix_says_so() -> None:
    found = matrix(manifest("api"))
    assert not found.ids and found.empty
