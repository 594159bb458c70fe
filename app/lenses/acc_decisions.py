"""What an architecture forgives, as tables: suppressions with the decisions behind them, and those decisions."""

from collections import defaultdict

from app.domain import labels
from app.domain.graph import Node
from app.domain.identity import adr_key
from app.domain.state import IterationState
from app.domain.verdict.decisions import flaw_of, state_of
from app.domain.verdict.suppression import uses
from app.lenses import words
from app.lenses.views import Row, Table

_FACES = {
    "active": ("idle", "quar"),
    "expiring": ("warn", "warn"),
    "expired": ("warn", "warn"),
    "refused": ("fail", "fail"),
    "unused": ("idle", "idle"),
}
_ADR_FACES = {"accepted": ("pass", "pass"), "proposed": ("warn", "warn")}


def decided(state: IterationState, moment: int) -> tuple[Table, ...]:
    """The two tables; none where nobody wrote down a suppression or a decision."""
    return tuple(table for table in (_suppressions(state, moment), _adrs(state)) if table.rows)


def _suppressions(state: IterationState, moment: int) -> Table:
    covered: dict[str, list[str]] = defaultdict(list)
    for violation in state.of(labels.VIOLATION).values():
        if violation.get("status") == "ACTIVE":
            for use in uses(violation):
                covered[use.id].append(_name(violation))
    nodes = state.of(labels.SUPPRESSION).values()
    rows = tuple(_suppression(state, node, covered[node.id.key], moment) for node in nodes)
    columns = ("Suppression", "State", "Level", "Pattern", "Covers", "ADR", "Ends", "Author", "Because")
    return Table(title="Suppressions", columns=columns, rows=rows, empty="Nothing is suppressed.")


def _name(violation: Node) -> str:
    source, target = violation.get("source_module", ""), violation.get("target_module", "")
    return f"{source} → {target}" if target else str(source or violation.id.key)


def _suppression(state: IterationState, node: Node, covered: list[str], moment: int) -> Row:
    word = state_of(node, moment)
    flaw = node.get("refused") or flaw_of(state, node.get("adr", ""))
    tone, glyph = _FACES["refused" if flaw and word != "expired" else word]
    until = node.get("expires", 0)
    cells = (
        node.id.key,
        f"{word}: {flaw}" if flaw else word,
        str(node.get("level", "")),
        str(node.get("pattern", "")),
        words.listed(covered, 4) if covered else "nothing",
        adr_key(node.get("adr", "")) or "none",
        words.day(until) if until else "permanent" if node.get("permanent") else "",
        str(node.get("author", "")),
        str(node.get("justification", "")),
    )
    return Row(id=node.id.uid, tone=tone, glyph=glyph, cells=cells)


def _adrs(state: IterationState) -> Table:
    rows = tuple(_adr(node) for node in state.of(labels.ADR).values())
    columns = ("ADR", "Title", "Status", "Decided", "Review", "Superseded by", "File")
    return Table(title="Decisions", columns=columns, rows=rows, empty="No decision record has been seen.")


def _adr(node: Node) -> Row:
    status = str(node.get("status", "unknown"))
    tone, glyph = _ADR_FACES.get(status, ("idle", "idle"))
    dates = (words.day(node.get("date")) or "", words.day(node.get("review_date")) or "")
    cells = (node.id.key, str(node.get("title", "")), status, *dates)
    return Row(
        id=node.id.uid,
        tone=tone,
        glyph=glyph,
        cells=(*cells, str(node.get("superseded_by", "")), str(node.get("path", ""))),
    )
