"""Cycles as a table: who needs each other, what was decided, and the imports to cut with what that costs."""

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import words
from app.lenses.tones import FINDING
from app.lenses.views import Row, Table


def circles(state: IterationState) -> tuple[Table, ...]:
    """The table of the cycles that are there, the largest first; none where nothing is circular."""
    found = [c for c in state.of(labels.CYCLE).values() if c.get("status") == "ACTIVE"]
    rows = tuple(_circle(c) for c in sorted(found, key=lambda c: (-len(c.get("modules", [])), c.id.key)))
    columns = ("Cycle", "Modules", "Kind", "State", "Cut", "Costs", "How")
    return (Table(title="Cycles", columns=columns, rows=rows),) if rows else ()


def _circle(node: Node) -> Row:
    cuts = [f"{source} → {target}" for source, target in node.get("break_candidates", [])]
    modules = list(node.get("modules", []))
    known = "APPROVED" if node.get("approved") else "BASELINE" if node.get("baseline") else ""
    face = FINDING[known] if known else None
    blocks = node.get("severity") == "BLOCKING"
    cells = (
        " ⇄ ".join(modules) if len(modules) <= 2 else words.listed(modules, 3),
        str(len(modules)),
        f"{str(node.get('classification', 'inter_module')).replace('_', ' ')}, {node.get('severity', 'WARNING')}",
        _decided(node) if known else "new",
        words.listed(cuts, 3) if cuts else "nobody worked it out",
        _cost(node),
        " ".join(node.get("break_hints", [])[:3]),
    )
    tone, glyph = (face.tone, face.glyph) if face else ("fail", "fail") if blocks else ("mixed", "warn")
    return Row(id=node.id.uid, tone=tone, glyph=glyph, cells=cells)


def _decided(node: Node) -> str:
    if not node.get("approved"):
        return "in the baseline"
    who = f" by {node.get('approved_by')}" if node.get("approved_by") else ""
    return f"approved{who}, {node.get('approval_adr') or 'no ADR'}"


def _cost(node: Node) -> str:
    """How many import statements fall; what is the least possible where the cheapest way is not known."""
    cost = int(node.get("break_cost", 0))
    if not cost:
        return ""
    least = "" if node.get("break_exact") else f", at least {node.get('break_bound', 1)}"
    return f"{words.plural(cost, 'statement')}{least}"
