"""The three streams in words: state, figures, conditions; as cards, and as a drawing around the verdict."""

from app.domain import labels
from app.domain.verdict.model import Judgement, StreamJudgement, StreamState
from app.lenses import parts, words
from app.lenses.tones import STREAM, Face, verdict_badge
from app.lenses.views import Line, Mark, StreamView

QUESTIONS = {"dde": "built right?", "bdv": "right thing?", "acc": "will it last?"}


def state_of(stream: StreamJudgement) -> str:
    """The state as it is shown: a stream that nobody asked for and that said nothing is not pending."""
    if not stream.required and not stream.reported:
        return "not_required"
    if stream.state is StreamState.PENDING and stream.running:
        return "running"
    return stream.state.value


def face_of(stream: StreamJudgement) -> Face:
    """Only a stream that passed is green."""
    return STREAM[state_of(stream)]


def card(stream: StreamJudgement, since: int | None) -> StreamView:
    """The card of one stream."""
    face, conditions = face_of(stream), parts.conditions(stream)
    held = sum(c.state == "pass" for c in conditions)
    return StreamView(
        stream=stream.stream,
        question=QUESTIONS[stream.stream],
        state=state_of(stream),
        word=face.word,
        tone=face.tone,
        glyph=face.glyph,
        required=stream.required,
        conditions=conditions,
        left=stream.note or f"{held} of {len(conditions)} conditions",
        right=figures(stream),
        since=since,
        commit=stream.commit,
    )


def figures(stream: StreamJudgement) -> str:
    """What the stream is about, in figures with totals."""
    f = stream.facts
    if not stream.reported:
        return ""
    if stream.stream == "dde":
        return f"{words.plural(f['tasks'], 'task')}, {words.plural(f['gates'], 'gate')}"
    if stream.stream == "bdv":
        return f"{f['passed']:,.0f} of {f['scenarios']:,.0f} pass"
    return f"conformance {f['conformance']:.2f}"


_PLACES = {"dde": (-190.0, 0.0), "bdv": (190.0, 0.0), "acc": (0.0, 150.0)}
_SHAPES = {"dde": "interface", "bdv": "scenario", "acc": "component"}


def streams_drawn(judgement: Judgement) -> tuple[tuple[Mark, ...], tuple[Line, ...]]:
    """DDE left, BDV right, ACC below a star that stands for the verdict."""
    badge = verdict_badge(judgement.verdict.value, judgement.scope_note)
    uid = f"{labels.VERDICT}/current"
    look = "valid" if badge.tone == "pass" else "pale"
    glyph = "pass" if badge.tone == "pass" else "idle"
    star = Mark(
        id=uid,
        label=badge.title,
        kind="star",
        tone=badge.tone,
        glyph=glyph,
        state=badge.display,
        x=0,
        y=0,
        w=64,
        h=64,
        sub=badge.display,
        classes=(look,),
    )
    arms = [_arm(stream) for stream in judgement.streams]
    lines = (_line(uid, arm) for arm in arms)
    return (star, *arms), tuple(lines)


def _arm(stream: StreamJudgement) -> Mark:
    face = face_of(stream)
    x, y = _PLACES[stream.stream]
    return Mark(
        id=f"Stream/{stream.stream}",
        label=stream.stream.upper(),
        kind=_SHAPES[stream.stream] if stream.reported else "ghost",
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        x=x,
        y=y,
        w=64,
        h=48,
        sub=f"{face.word.lower()}{', ' + figures(stream) if stream.reported else ''}",
        stream=stream.stream,
    )


def _line(verdict: str, arm: Mark) -> Line:
    missing = arm.kind == "ghost"
    return Line(
        id=f"STAR_LINK|{verdict}|{arm.id}",
        source=verdict,
        target=arm.id,
        kind="missing" if missing else "star",
        tone="fail" if arm.tone == "fail" else "idle",
        sentence=f"{arm.label}: {arm.sub}.",
    )
