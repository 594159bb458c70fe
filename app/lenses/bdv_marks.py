"""What the columns of BDV show: features, scenarios, folds; and their table twin."""

from collections.abc import Sequence

from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import scenarios, words
from app.lenses.bdv_rows import Group, leaf_id
from app.lenses.bdv_rows import Line as Leaf
from app.lenses.flakes import runs_of
from app.lenses.tones import Face
from app.lenses.views import Mark, Row, Table

FEATURE_X, FEATURE_W, SCENARIO_X, INDENT = -30.0, 152.0, 190.0, 44.0


def rule_mark(group: Group, leaf: Leaf, height: float) -> Mark:
    """The head of the scenarios of a rule, with how they stand together."""
    face = scenarios.rolled_up(leaf.scenarios)
    return Mark(
        id=leaf_id(group, leaf),
        label=leaf.rule,
        kind="rule",
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        x=SCENARIO_X,
        y=height,
        w=30,
        h=18,
        sub=words.plural(len(leaf.scenarios), "scenario"),
        stream="bdv",
        node=group.uids[0],
    )


def scenario_mark(node: Node, height: float, *, indented: bool = False) -> Mark:
    """One scenario; those of a rule stand a little to the right of its head."""
    face = scenarios.face(node)
    return Mark(
        id=node.id.uid,
        label=scenarios.label(node),
        kind="scenario",
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        x=SCENARIO_X + (INDENT if indented else 0.0),
        y=height,
        w=34,
        h=18,
        badge="quarantined" if node.get("quarantined") else "",
        stream="bdv",
        classes=tuple(c for c in ("quarantined", "flaky", "critical") if node.get(c)),
        since=node.get("running_since") if node.get("running_run") else None,
    )


def fold_mark(group: Group, leaf: Leaf, height: float) -> Mark:
    """Several scenarios in one state."""
    number, face = len(leaf.scenarios), scenarios.face(leaf.scenarios[0])
    alone = len(group.lines) == 1
    said = f"{words.plural(number, 'scenario')}, all {face.word}" if alone else f"{number} more, all {face.word}"
    return Mark(
        id=leaf_id(group, leaf),
        label=said,
        kind="fold",
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        x=SCENARIO_X,
        y=height,
        w=34,
        h=18,
        stream="bdv",
        node=group.uids[0],
    )


def feature_mark(group: Group, state: IterationState, heights: Sequence[float]) -> Mark:
    """A feature level with the middle of its scenarios; or several quiet ones as one."""
    face = scenarios.rolled_up(s for leaf in group.lines for s in leaf.scenarios)
    face = face if group.lines else Face("idle", "idle", "no scenario")
    several = len(group.uids) > 1
    node = state.get(group.uids[0])
    name = str(node.get("name", node.id.key)) if node else group.uids[0].partition("/")[2]
    return Mark(
        id=f"Fold/features/{group.uids[0]}" if several else group.uids[0],
        label=f"{len(group.uids)} features" if several else name,
        kind="fold" if several else "feature",
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        x=FEATURE_X,
        y=(heights[0] + heights[-1]) / 2,
        w=FEATURE_W,
        h=34,
        stream="bdv",
        node=group.uids[0] if several else "",
    )


def scenario_table(state: IterationState, found: dict[str, list[Node]]) -> Table:
    """Every scenario, also those that the drawing folds."""
    runs = runs_of(state)
    rows = []
    for uid, listed in found.items():
        group = state.get(uid)
        name = str(group.get("name", group.id.key)) if group else uid.partition("/")[2]
        for node in listed:
            face, last = scenarios.face(node), runs.get(node.id.key, [])
            tries = node.get("attempts") or len(last)
            cells = (
                scenarios.label(node),
                face.word,
                name,
                ", ".join(node.get("contract_tags", [])),
                str(tries),
                words.when(node.get("last_run")),
                words.cut(str(node.get("error_message", "")), 160),
                str(node.get("rule") or ""),
            )
            rows.append(Row(id=node.id.uid, tone=face.tone, glyph=face.glyph, cells=cells))
    columns = ("Scenario", "State", "Feature", "Contracts", "Attempts", "Last run", "Last error", "Rule")
    return Table(title="Scenarios", columns=columns, rows=tuple(rows), empty="No scenario has been reported.")
