"""The table of what DDE and BDV say of each contract (domain 4)."""

from typing import Final

from app.domain.agreement import Agreement, agreements, overall
from app.domain.graph import NodeId
from app.domain.labels import CONTRACT
from app.domain.state import IterationState
from app.lenses.tones import Face
from app.lenses.views import Row, Table

_SAYS: Final = {True: "fulfilled", False: "not fulfilled", None: "no answer yet"}
_FACES: Final = {
    "agreement": Face("pass", "pass", "agreement"),
    "disagreement": Face("fail", "fail", "disagreement"),
}


def agreement(state: IterationState) -> Table:
    """One row per contract, and one for all of them where there are several."""
    found = agreements(state)
    rows = [_row(one) for one in found]
    if len(found) > 1:
        rows.append(_all(found))
    columns = ("Contract", "Version", "DDE", "BDV", "Together", "Confidence")
    return Table(title="DDE and BDV", columns=columns, rows=tuple(rows), empty="No contract is known.")


def _row(one: Agreement) -> Row:
    name, _, version = one.contract.partition(":")
    dde = f"{_SAYS[one.dde]}, quality {one.quality:.0%}" if one.quality else _SAYS[one.dde]
    bdv = _SAYS[one.bdv] if one.bdv is None else f"{_SAYS[one.bdv]}, {one.pass_rate:.0%} passed"
    face = _FACES.get(one.word, Face("idle", "idle", one.word))
    cells = (name, f"v{version}", dde, bdv, face.word, f"{one.confidence:.0%}")
    return Row(id=NodeId(CONTRACT, one.contract).uid, tone=face.tone, glyph=face.glyph, cells=cells)


def _all(found: list[Agreement]) -> Row:
    both = overall(found)
    said = f"{both.fulfilment:.0%} fulfilled as both say"
    cells = ("All", "", "", "", said, f"{both.confidence:.0%}")
    return Row(id="all contracts", tone="idle", glyph="idle", cells=cells)
