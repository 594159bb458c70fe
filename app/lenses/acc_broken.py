"""Rules and what breaks them, as tables: every violation with its place, every rule with its trend."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.suppression import deciding, suppressed
from app.lenses import words
from app.lenses.tones import FINDING
from app.lenses.views import Row, Table

STEPS: Final = 12
"""So many moments, evenly spread over the life of the violations, make the trend of a rule."""

_BARS: Final = "▁▂▃▄▅▆▇█"
_SEVERITIES: Final = {"BLOCKING": ("fail", "fail"), "WARNING": ("warn", "warn")}

Life = tuple[int, int | None]
"""From when on a violation was there, and since when it is gone; ms."""


def broken(state: IterationState, moment: int) -> tuple[Table, ...]:
    """The violations and the rules; none where there is no rule."""
    return tuple(table for table in (_violations(state, moment), _rules(state, moment)) if table.rows)


def _violations(state: IterationState, moment: int) -> Table:
    found = [v for v in state.of(labels.VIOLATION).values() if v.get("status") == "ACTIVE"]
    rows = tuple(_violation(v, moment) for v in sorted(found, key=lambda v: _rank(v, moment)))
    columns = ("From", "To", "Rule", "Severity", "State", "Place", "Since")
    return Table(title="Violations", columns=columns, rows=rows, empty="No rule is broken.")


def _rank(node: Node, moment: int) -> tuple[bool, int, str, str]:
    """What counts first: not suppressed, then by severity, rule and name."""
    severity = ("BLOCKING", "WARNING", "INFO").index(node.get("severity", "INFO"))
    return suppressed(node, moment), severity, str(node.get("rule_id", "")), node.id.key


def _violation(node: Node, moment: int) -> Row:
    hidden = suppressed(node, moment)
    severity, lines = str(node.get("severity", "")), node.get("lines", [])
    tone, glyph = _SEVERITIES.get(severity, ("idle", "idle"))
    if hidden:
        tone, glyph = FINDING["SUPPRESSED"].tone, FINDING["SUPPRESSED"].glyph
    place = str(node.get("file_path", ""))
    cells = (
        str(node.get("source_module", "") or node.id.key),
        str(node.get("target_module", "")),
        str(node.get("rule_id", "")),
        severity,
        _excuse(node, moment) if hidden else "open",
        f"{place}:{lines[0]}" if place and lines else place,
        words.day(node.since) or "",
    )
    return Row(id=node.id.uid, tone=tone, glyph=glyph, cells=cells)


def _excuse(node: Node, moment: int) -> str:
    use = deciding(node, moment)
    until, adr = (use.until, use.adr) if use else (0, "")
    return f"suppressed, {adr or 'no ADR'}, {f'until {words.day(until)}' if until else 'permanent'}"


def _rules(state: IterationState, moment: int) -> Table:
    lives: dict[str, list[Life]] = defaultdict(list)
    hidden: dict[str, int] = defaultdict(int)
    for node in state.of(labels.VIOLATION).values():
        rule = str(node.get("rule_id", ""))
        lives[rule].append((node.since, None if node.get("status") == "ACTIVE" else node.times.get("status")))
        hidden[rule] += node.get("status") == "ACTIVE" and suppressed(node, moment)
    begun = min((since for listed in lives.values() for since, _ in listed), default=moment)
    moments = [begun + (moment - begun) * step // (STEPS - 1) for step in range(STEPS)]
    nodes = state.of(labels.RULE).values()
    rows = tuple(_rule(node, lives[_named(node)], hidden[_named(node)], moments) for node in nodes)
    columns = ("Rule", "Says", "Severity", "State", "Violations", "Suppressed", f"Trend since {words.day(begun)}")
    return Table(title="Rules", columns=columns, rows=rows, empty="No rule has been told.")


def _named(node: Node) -> str:
    return str(node.get("rule_id", node.id.key))


def _rule(node: Node, lives: Sequence[Life], hidden: int, moments: Sequence[int]) -> Row:
    counts = [_there(lives, at) for at in moments]
    now = counts[-1]
    could = node.get("status") != "could_not_run"
    tone, glyph = ("pass", "pass") if could else ("warn", "unknown")
    if now > hidden:
        tone, glyph = _SEVERITIES.get(node.get("severity", ""), ("idle", "idle"))
    cells = (
        _named(node),
        str(node.get("expression", "") or node.get("description", "") or node.get("type", "")),
        str(node.get("severity", "")),
        ("broken" if now > hidden else "kept") if could else "could not run",
        str(now),
        str(hidden),
        f"{spark(counts)} {counts[0]} → {now}",
    )
    return Row(id=node.id.uid, tone=tone, glyph=glyph, cells=cells)


def _there(lives: Iterable[Life], at: int) -> int:
    return sum(since <= at and (gone is None or gone > at) for since, gone in lives)


def spark(counts: Sequence[int]) -> str:
    """Counts as a line of bars, the highest full; a line of the lowest where all are 0."""
    top = max(counts, default=0) or 1
    return "".join(_BARS[round(count / top * (len(_BARS) - 1))] for count in counts)
