"""Marks that are no node of the graph, told like one: a stream, the verdict, a package, a contract nobody defines."""

from collections.abc import Callable
from typing import Final

from app.domain import labels
from app.domain.events import STREAMS
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses import parts, scenarios, streams, words
from app.lenses.panels.panel import fact, facts, table_of
from app.lenses.stars import asked_in_vain
from app.lenses.structure import structure_of
from app.lenses.tones import verdict_badge, worst
from app.lenses.verdict import verdict
from app.lenses.views import DetailView, SpineView


def stand_in(state: IterationState, judgement: Judgement, moment: int, uid: str) -> DetailView | None:
    """The panel of such a mark; nothing for ids that are none."""
    kind, _, rest = uid.partition("/")
    made = _KINDS.get(kind)
    return made(state, judgement, moment, rest) if made else None


def spine_of(found: DetailView) -> SpineView:
    """A mark that stands for many lies on no spine of its own, but lights up all that it stands for."""
    return SpineView(id=found.id, label=found.label, columns=(), first_gap="", members=(found.id, *found.members))


def _stream(state: IterationState, judgement: Judgement, moment: int, name: str) -> DetailView | None:
    if name not in STREAMS:
        return None
    judged = judgement.stream(name)
    card = streams.card(judged, judgement.since.get(name))
    told = (
        fact(c.name, f"{c.value}, {parts.word_of(c)}{f', {c.detail}' if c.detail else ''}") for c in card.conditions
    )
    return DetailView(
        id=f"Stream/{name}",
        kind="stream",
        label=f"{name.upper()}, {card.question}",
        title=card.word,
        sentence=words.sentence(next((r.title for r in (*judged.reasons, *judged.waits)), judged.note)),
        tone=card.tone,
        glyph=card.glyph,
        state=card.word,
        stream=name,
        since=card.since,
        facts=facts(*told, fact("Commit", card.commit, mono=True)),
    )


def _verdict(state: IterationState, judgement: Judgement, moment: int, key: str) -> DetailView | None:
    view, badge = verdict(judgement), verdict_badge(judgement.verdict.value, judgement.scope_note)
    told = (fact(s.stream.upper(), f"{s.word}, {s.left}") for s in view.streams)
    return DetailView(
        id=f"{labels.VERDICT}/{key}",
        kind="verdict",
        label=badge.display,
        title=badge.title,
        sentence=view.sentence,
        tone=badge.tone,
        glyph="pass" if badge.tone == "pass" else "idle",
        state=badge.display,
        stream="convergence",
        since=view.since,
        facts=facts(*told, fact("Gate", view.gate.text), fact("Do", view.action)),
    )


def _package(state: IterationState, judgement: Judgement, moment: int, rest: str) -> DetailView | None:
    """``component/prefix``, or the prefix alone where no component holds it."""
    home, _, prefix = rest.rpartition("/")
    s = structure_of(state, moment)
    mine = [m for m in s.modules if s.home[m] == home and (m == prefix or m.startswith(f"{prefix}."))]
    if not mine:
        return None
    bad = [s.modules[m] for m in mine if s.faces[m].tone in ("fail", "warn")]
    face = worst([s.faces[m] for m in mine])
    return DetailView(
        id=f"Package/{rest}",
        kind="package",
        label=prefix,
        title=f"{words.plural(len(mine), 'module')}, {len(bad)} with a finding",
        sentence=f"It belongs to component {home}." if home else "It belongs to no component.",
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        stream="acc",
        since=None,
        attempts=table_of("Modules", [(s.modules[m], s.faces[m]) for m in mine]),
        members=tuple(f"{labels.MODULE}/{m}" for m in mine),
    )


def _missing(state: IterationState, judgement: Judgement, moment: int, tag: str) -> DetailView | None:
    name, _, version = tag.partition(":")
    askers: list[Node] = asked_in_vain(state).get(tag, [])
    asked = [s for s in state.of(labels.SCENARIO).values() if tag in s.get("contract_tags", [])]
    if not asked:
        return None
    why = f"no contract {name} is known" if askers else "another version is what exists"
    return DetailView(
        id=f"Missing/{tag}",
        kind="contract",
        label=f"{name} v{version}",
        title="Asked for, but not there",
        sentence=f"{words.plural(len(asked), 'scenario asks', 'scenarios ask')} for it, and {why}.",
        tone="fail",
        glyph="unknown",
        state="missing",
        stream="dde",
        since=None,
        attempts=table_of("Asked for by", [(s, scenarios.face(s)) for s in asked]),
        members=tuple(s.id.uid for s in asked),
    )


_KINDS: Final[dict[str, Callable[[IterationState, Judgement, int, str], DetailView | None]]] = {
    "Stream": _stream,
    labels.VERDICT: _verdict,
    "Package": _package,
    "Missing": _missing,
}
