"""ACC, will it last: layers, components and modules; which import is allowed, broken, circular or suppressed."""

from collections.abc import Mapping

from app.domain import labels
from app.domain.architecture.scores import band
from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses import acc_tables, parts, words
from app.lenses.acc_broken import broken
from app.lenses.acc_circles import circles
from app.lenses.acc_decisions import decided
from app.lenses.acc_hotspots import hotspots, sizes
from app.lenses.acc_items import Item, items, lines
from app.lenses.acc_layout import Plan, plan
from app.lenses.findings import findings
from app.lenses.structure import Structure, structure_of
from app.lenses.tones import worst
from app.lenses.views import GraphView, Mark, Table


def acc(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
    """The structure module by module; above 400 modules whole packages become one mark each."""
    return _drawn(state, judgement, moment, "module")


def acc_components(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
    """The structure component by component."""
    return _drawn(state, judgement, moment, "component")


def _drawn(state: IterationState, judgement: Judgement, moment: int, level: str) -> GraphView:
    s = structure_of(state, moment)
    found = items(s, level) if s.modules else []
    coupled = [(item, *acc_tables.coupled(item, s)) for item in found]
    places = plan(s, found, level)
    facts = judgement.stream("acc").facts
    return GraphView(
        lens="acc" if level == "module" else "acc-components",
        title="Structure",
        subtitle=_subtitle(s),
        marks=(*_containers(s, places), *(_mark(item, ca, ce, s, places) for item, ca, ce in coupled)),
        lines=lines(found, s.dependencies),
        conditions=parts.conditions(judgement.stream("acc")),
        tables=(acc_tables.drawn(coupled), *_tables(state, s, moment)),
        findings=findings(state, judgement, moment),
        counts=parts.counts(s.faces.values()),
        empty="" if found else "No module has been reported. Modules appear as soon as an analysis arrives.",
        bands=places.bands,
        note=_note(s, found, level),
        figures=_scores(facts) if found else (),
    )


def _tables(state: IterationState, s: Structure, moment: int) -> tuple[Table, ...]:
    """What stands beside the drawing."""
    told = (acc_tables.coupling(s), hotspots(s), sizes(s))
    return (*broken(state, moment), *circles(state), *told, *decided(state, moment))


def _scores(facts: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    """Scores that inform and never decide (R-22)."""
    return (
        ("Conformance, for information", f"{facts['conformance']:.2f}"),
        ("Health, for information", f"{facts['health']:.0f} ({band(facts['health'])})"),
    )


def _subtitle(s: Structure) -> str:
    layers = len({s.layer(c) for c in s.components})
    told = f", {words.plural(layers, 'layer')}" if layers else ", no component"
    return f"{words.plural(len(s.modules), 'module')}{told}" if s.modules else ""


def _note(s: Structure, found: list[Item], level: str) -> str:
    if level == "component" or len(found) == len(s.modules):
        return ""
    return f"{len(s.modules):,} modules drawn as {len(found)} marks; the tables and findings name every module."


def _containers(s: Structure, places: Plan) -> tuple[Mark, ...]:
    marks = []
    for home, box in sorted(places.containers.items()):
        if not home:
            continue
        face = worst([s.faces[m] for m, where in s.home.items() if where == home])
        marks.append(
            Mark(
                id=f"{labels.COMPONENT}/{home}",
                label=home,
                kind="component",
                tone=face.tone,
                glyph=face.glyph,
                state=face.word,
                x=box.x,
                y=box.y,
                w=box.w,
                h=box.h,
                sub=f"layer {s.layer(home)}",
                stream="acc",
                classes=("container",),
            )
        )
    return tuple(marks)


def _mark(item: Item, ca: int, ce: int, s: Structure, places: Plan) -> Mark:
    x, y = places.items[item.id]
    inside = item.kind != "component" and item.component
    w, h = (150.0, 64.0) if item.kind == "component" else (44.0, 44.0)
    return Mark(
        id=item.id,
        label=item.label or "no component",
        kind=item.kind,
        tone=item.face.tone,
        glyph=item.face.glyph,
        state=item.face.word,
        x=x,
        y=y,
        w=w,
        h=h,
        sub="" if item.kind == "module" else words.plural(len(item.modules), "module"),
        badge=f"{ca}|{ce}",
        parent=f"{labels.COMPONENT}/{item.component}" if inside else "",
        stream="acc",
        classes=_classes(item, s),
    )


def _classes(item: Item, s: Structure) -> tuple[str, ...]:
    circular = ("in-cycle",) if any(m in s.cycles_of for m in item.modules) else ()
    return (*circular, "violation") if item.face.tone == "fail" else circular
