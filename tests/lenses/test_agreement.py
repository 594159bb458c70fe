"""The table of what DDE and BDV say of each contract."""

from app.lenses.views import Table
from tests.lenses.builders import Step, done, feature, interface, locked, ran, view

PAY: list[Step] = [interface("Pay"), *done("IF.Pay"), locked("Pay")]
SHIP: list[Step] = [feature("y", "c", tags=["@contract:Ship:v1.0"]), interface("Ship"), ran("c", "FAILED")]
PAID: list[Step] = [feature("x", "a", tags=["@contract:Pay:v1.0"]), ran("a")]


def table(*steps: Step) -> Table:
    return next(t for t in view("convergence", *steps).tables if t.title == "DDE and BDV")


def test_each_contract_has_a_row_and_several_have_one_together() -> None:
    rows = table(*PAY, *PAID, *SHIP).rows
    assert [row.cells for row in rows] == [
        ("Pay", "v1.0", "fulfilled, quality 100%", "fulfilled, 100% passed", "agreement", "100%"),
        ("Ship", "v1.0", "no answer yet", "not fulfilled, 0% passed", "one side only", "50%"),
        ("All", "", "", "", "50% fulfilled as both say", "50%"),
    ]
    assert [row.tone for row in rows] == ["pass", "idle", "idle"]
