"""Where the three streams meet: a star per contract, or, without contracts, the streams around their verdict."""

import math

from msgspec import structs

from app.domain import labels
from app.domain.behaviour import outcomes
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses import links, parts, words
from app.lenses.agreement import agreement
from app.lenses.layout import grid
from app.lenses.star_drawing import HEIGHT, WIDTH, draw
from app.lenses.stars import Star, asked_in_vain, stars
from app.lenses.streams import streams_drawn
from app.lenses.structure import structure_of
from app.lenses.tasks import statuses
from app.lenses.tones import Face
from app.lenses.views import GraphView, Line, Mark, Row, Table

MOST_STARS = 60
ONE_ROW = 4

_FACES = {"valid": Face("pass", "pass", "valid"), "mismatched": Face("fail", "fail", "mismatched")}


def convergence(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
    """The contract stars at a moment, and how the streams are joined."""
    found, vain = stars(state, structure_of(state, moment)), asked_in_vain(state)
    if not found and not vain:
        return _without_contracts(state, judgement, moment)
    marks, lines = _drawn(found, vain, state)
    aligned = sum(star.aligned for star in found)
    return GraphView(
        lens="convergence",
        title="Contract stars",
        subtitle=f"{aligned} of {len(found)} aligned",
        marks=tuple(marks),
        lines=tuple(lines),
        tables=(
            _table(found, vain),
            links.links(state),
            links.waiting(state, moment),
            links.review(state),
            agreement(state),
        ),
        findings=(*parts.reasons(judgement.holds), *parts.reasons(judgement.looks)),
        counts=parts.counts(_FACES.get(star.word, Face("idle", "idle", star.word)) for star in found),
        note=_note(found),
    )


def _without_contracts(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
    marks, lines = streams_drawn(judgement)
    reported = any(stream.reported for stream in judgement.streams)
    return GraphView(
        lens="convergence",
        title="Streams",
        subtitle="no contract is known",
        marks=marks if reported else (),
        lines=lines if reported else (),
        tables=(_table([], {}), links.links(state), links.waiting(state, moment), links.review(state)),
        findings=(*parts.reasons(judgement.holds), *parts.reasons(judgement.looks)),
        empty="" if reported else "No events yet. A verdict appears once all three streams have reported.",
        note="No contract is known, so the streams meet in the verdict alone. Interface tasks define contracts.",
    )


def _drawn(found: list[Star], vain: dict[str, list[Node]], state: IterationState) -> tuple[list[Mark], list[Line]]:
    """Stars in rows as wide as a screen; where there are very many, those that are valid are left to the table."""
    shown = found if len(found) <= MOST_STARS else [s for s in found if not s.valid][:MOST_STARS]
    number = len(shown) + len(vain)
    places = grid(number, _across(number), (WIDTH, HEIGHT))
    task_states = statuses(state.of(labels.TASK))
    marks, lines = list[Mark](), list[Line]()
    for star, (x, y) in zip(shown, places, strict=False):
        more_marks, more_lines = draw(star, x, y, task_states)
        marks += more_marks
        lines += more_lines
    marks, lines = _by_own_name(marks, lines)
    ghosts = zip(vain.items(), places[len(shown) :], strict=True)
    marks += [_unknown_star(tag, len(askers), x, y) for (tag, askers), (x, y) in ghosts]
    return marks, lines


def _across(number: int) -> int:
    """How many stand beside each other. Panels are wider than they are high: four find room in one row."""
    return number if number <= ONE_ROW else max(3, math.ceil(math.sqrt(number * 1.4)))


def _by_own_name(marks: list[Mark], lines: list[Line]) -> tuple[list[Mark], list[Line]]:
    """Where a node is drawn for the first time its mark is called by the node's uid, so that a selection meets it."""
    taken, names = {m.id for m in marks}, dict[str, str]()
    for mark in marks:
        if mark.node and mark.node not in taken:
            names[mark.id] = mark.node
            taken.add(mark.node)
    renamed = [structs.replace(m, id=names[m.id], node="") if m.id in names else m for m in marks]
    return renamed, [structs.replace(line, target=names.get(line.target, line.target)) for line in lines]


def _unknown_star(tag: str, askers: int, x: float, y: float) -> Mark:
    name, _, version = tag.partition(":")
    return Mark(
        id=f"Missing/{tag}",
        label=name,
        kind="ghost",
        tone="fail",
        glyph="unknown",
        state="missing",
        x=x,
        y=y,
        w=52,
        h=52,
        sub=f"v{version} asked by {words.plural(askers, 'scenario')}, not defined",
        classes=("mismatched",),
    )


def _note(found: list[Star]) -> str:
    if len(found) <= MOST_STARS:
        return ""
    hidden = len(found) - min(sum(not s.valid for s in found), MOST_STARS)
    return f"{words.plural(hidden, 'star')} only in the table; those that are not valid are drawn first."


def _table(found: list[Star], vain: dict[str, list[Node]]) -> Table:
    rows = [_star_row(star) for star in found]
    for tag, askers in vain.items():
        name, _, version = tag.partition(":")
        cells = (
            name,
            f"v{version}",
            "missing",
            "nobody",
            f"{words.plural(len(askers), 'scenario')} ask for it",
            "",
            "no",
        )
        rows.append(Row(id=f"Missing/{tag}", tone="fail", glyph="unknown", cells=cells))
    columns = ("Contract", "Version", "State", "DDE", "BDV", "ACC", "Complete")
    return Table(title="Contract stars", columns=columns, rows=tuple(rows), empty="No contract is known.")


def _star_row(star: Star) -> Row:
    name, _, version = star.contract.id.key.partition(":")
    face = _FACES.get(star.word, Face("idle", "idle", star.word))
    passed = sum(outcomes.passed(t.scenario) for t in star.tested)
    asked = sorted({f"v{t.edge.get('asked')}" for t in star.mismatched})
    bdv = f"{passed} of {words.plural(len(star.tested), 'scenario')} passed" if star.tested else "missing"
    cells = (
        name,
        f"v{version}",
        star.word,
        f"{', '.join(t.id.key for t, _ in star.tasks) or 'missing'}, {star.contract.get('state', 'DRAFT').lower()}",
        f"{bdv}{', asks for ' + ', '.join(asked) if asked else ''}",
        ", ".join(f"{c.id.key} {f.word}" for c, _, f in star.below) or "missing",
        "yes" if star.complete else "no",
    )
    return Row(id=star.contract.id.uid, tone=face.tone, glyph=face.glyph, cells=cells)
