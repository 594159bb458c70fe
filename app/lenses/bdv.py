"""BDV, is it the right thing: features, their scenarios, and the contracts these validate, in three columns."""

from collections.abc import Iterator, Sequence

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses import bdv_rows, flakes, journeys, parts, scenarios, words
from app.lenses.bdv_contracts import CONTRACT_X, links_of, stars
from app.lenses.bdv_marks import (
    FEATURE_W,
    FEATURE_X,
    SCENARIO_X,
    feature_mark,
    fold_mark,
    rule_mark,
    scenario_mark,
    scenario_table,
)
from app.lenses.bdv_rows import Group, leaf_id, rule_id
from app.lenses.coverage import coverage, gaps
from app.lenses.views import Band, GraphView, Line, Mark

ROW, BETWEEN_GROUPS = 26.0, 16.0


def bdv(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
    """Behaviour at a moment. What failed never folds away."""
    found = scenarios.groups(state)
    groups = [g for g in bdv_rows.groups(found) if g.lines or len(found) <= bdv_rows.MOST_GROUPS]
    heights = _heights(groups)
    leaves = [mark for group, at in zip(groups, heights, strict=True) for mark in _leaves(group, at)]
    features = [feature_mark(group, state, at) for group, at in zip(groups, heights, strict=True)]
    links = links_of(groups, state)
    covered, flaky = coverage(state), flakes.flakes(state, moment)
    return GraphView(
        lens="bdv",
        title="Behaviour",
        subtitle=_subtitle(found),
        marks=(*features, *leaves, *stars(links, {m.id: m.y for m in leaves}, state)),
        lines=(*_branches(groups, features), *links.values()),
        conditions=parts.conditions(judgement.stream("bdv")),
        tables=(scenario_table(state, found), flakes.table(flaky), gaps(state, covered), *journeys.tables(state)),
        findings=parts.findings(judgement, "bdv"),
        counts=parts.counts(scenarios.face(s) for listed in found.values() for s in listed),
        empty="" if found else "No scenario has been reported. Scenarios appear as soon as BDV events arrive.",
        bands=_heads(heights, with_contracts=bool(links or state.of(labels.CONTRACT))),
        note=_note(groups),
        flakes=flaky,
        coverage=covered,
    )


def _subtitle(found: dict[str, list[Node]]) -> str:
    number = sum(map(len, found.values()))
    return f"{words.plural(len(found), 'feature')}, {words.plural(number, 'scenario')}" if number else ""


def _heights(groups: Sequence[Group]) -> list[list[float]]:
    """Per group the height of each of its lines."""
    made, top = [], 0.0
    for group in groups:
        rows = max(1, len(group.lines))
        made.append([top + ROW * i for i in range(rows)])
        top += ROW * rows + BETWEEN_GROUPS
    return made


def _leaves(group: Group, heights: Sequence[float]) -> Iterator[Mark]:
    for leaf, height in zip(group.lines, heights, strict=False):
        if leaf.rule:
            yield rule_mark(group, leaf, height)
        elif leaf.folded:
            yield fold_mark(group, leaf, height)
        else:
            yield scenario_mark(leaf.scenarios[0], height, indented=bool(leaf.under))


def _branches(groups: Sequence[Group], features: Sequence[Mark]) -> Iterator[Line]:
    for group, feature in zip(groups, features, strict=True):
        for leaf in group.lines:
            target = leaf_id(group, leaf)
            source = rule_id(group, leaf.under) if leaf.under else feature.id
            tone = "fail" if any(scenarios.face(s).tone == "fail" for s in leaf.scenarios) else "idle"
            yield Line(
                id=f"BELONGS_TO|{target}|{feature.id}", source=source, target=target, kind="contains", tone=tone
            )


def _heads(heights: Sequence[Sequence[float]], *, with_contracts: bool) -> tuple[Band, ...]:
    if not heights:
        return ()
    bottom = heights[-1][-1]
    columns = (
        ("Features", FEATURE_X, FEATURE_W + 26),
        ("Scenarios", SCENARIO_X + 150, 360.0),
        ("Contracts", CONTRACT_X, 200.0),
    )
    return tuple(
        Band(label=name, x=x, y=bottom / 2, w=w, h=bottom + 2 * ROW)
        for name, x, w in columns[: None if with_contracts else 2]
    )


def _note(groups: Sequence[Group]) -> str:
    folded = sum(len(leaf.scenarios) for g in groups for leaf in g.lines if leaf.folded)
    return f"{words.plural(folded, 'quiet scenario')} drawn as folds; the table has every one." if folded else ""
