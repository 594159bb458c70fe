"""One contract star drawn: DDE always left, BDV right, ACC below; what is missing is a ghost."""

from collections.abc import Iterator

from msgspec import structs

from app.domain.graph import Edge, Node
from app.lenses import scenarios, words
from app.lenses.stars import Star, Tested
from app.lenses.tones import TASK, UNKNOWN, Face, worst
from app.lenses.views import Line, Mark

WIDTH, HEIGHT = 340.0, 250.0
ARM, RIGHT, BELOW, BOX_STEP, FAN = 100.0, 100.0, 112.0, 106.0, 78.0
MOST_BOXES = 3
MOST_LOUD = 2

Drawn = tuple[list[Mark], list[Line]]


def draw(star: Star, x: float, y: float, found: dict[str, str]) -> Drawn:
    """Marks and lines of one star centred there; ``found`` are the derived task states."""
    uid = star.contract.id.uid
    right = list(_right(star, x, y))
    marks, lines = [_middle(star, x, y, fanned=len(right) > 1)], list[Line]()
    for arm in (_left(star, x - ARM, y, found), right, _below(star, x, y + BELOW)):
        for mark, line in arm:
            marks.append(mark)
            lines.append(line)
    if not star.tasks:
        _ghost(uid, "dde", "no task defines it", (x - ARM, y), marks, lines)
    if not star.tested:
        _ghost(uid, "bdv", "no scenario validates it", (x + RIGHT, y), marks, lines)
    if not star.below:
        _ghost(uid, "acc", "no component enforces it", (x, y + BELOW), marks, lines)
    return marks, lines


def _middle(star: Star, x: float, y: float, *, fanned: bool) -> Mark:
    """``fanned``: an arm leads up to its right, beside its second line."""
    contract, word = star.contract, star.word
    name, _, version = contract.id.key.partition(":")
    state = str(contract.get("state", "DRAFT")).lower()
    asked = sorted({f"v{t.edge.get('asked', '?')}" for t in star.mismatched})
    sub = f"v{version} {state}, {', '.join(asked)} asked" if asked else f"v{version} {state}, {word}"
    tone = "fail" if star.mismatched else "pass" if star.valid else "idle"
    look = "mismatched" if star.mismatched else "valid" if star.valid else "pale"
    glyph = {"fail": "fail", "pass": "pass"}.get(tone, "idle")
    return Mark(
        id=contract.id.uid,
        label=name,
        kind="star",
        tone=tone,
        glyph=glyph,
        state=word,
        x=x,
        y=y,
        w=52,
        h=52,
        sub=sub,
        classes=(look, "fanned") if fanned else (look,),
    )


def _arm(star: Star, mark: Mark, edge: Edge | None, kind: str, sentence: str = "") -> tuple[Mark, Line]:
    contract = star.contract.id.uid
    line = Line(
        id=f"STAR_LINK|{contract}|{mark.id}",
        source=contract,
        target=mark.id,
        kind=kind,
        tone="fail" if kind == "mismatch" else "idle",
        confidence=edge.get("confidence") if edge else None,
        method=edge.get("method", "") if edge else "",
        sentence=edge.get("sentence", "") if edge else sentence,
    )
    return mark, line


def _placed(star: Star, node: Node, face: Face, kind: str, at: tuple[float, float], **more: str) -> Mark:
    """A node below or beside a star; it may stand at several, so its id names both."""
    w, h = {"interface": (44.0, 44.0), "scenario": (44.0, 30.0)}.get(kind, (98.0, 28.0))
    return Mark(
        id=f"{star.contract.id.uid}»{node.id.uid}",
        label=more.get("label") or str(node.get("name", node.id.key)),
        kind=kind,
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        x=at[0],
        y=at[1],
        w=w,
        h=h,
        sub=more.get("sub", ""),
        stream={"interface": "dde", "scenario": "bdv"}.get(kind, "acc"),
        node=node.id.uid,
    )


def _left(star: Star, x: float, y: float, found: dict[str, str]) -> Iterator[tuple[Mark, Line]]:
    for i, (task, edge) in enumerate(star.tasks):
        face = TASK.get(found.get(task.id.key, ""), UNKNOWN)
        sub = f"locked v{star.contract.get('version')}" if star.locked else "not locked"
        at = (x, y + 76.0 * (i - (len(star.tasks) - 1) / 2))
        yield _arm(star, _placed(star, task, face, "interface", at, sub=sub), edge, "star")


def _right(star: Star, x: float, y: float) -> Iterator[tuple[Mark, Line]]:
    """The loud scenarios one by one, as far as there is room; all others as one ellipse with its counts. One that is
    ``alone`` has room for its name below."""
    mismatched = star.mismatched
    loud = [t for t in star.tested if t in mismatched or scenarios.face(t.scenario).tone not in ("pass", "gap")]
    loud.sort(key=lambda t: (t not in mismatched, scenarios.face(t.scenario).tone != "fail", t.scenario.id))
    alone = loud[:MOST_LOUD] if len(star.tested) > MOST_LOUD else loud
    rest = [t for t in star.tested if t not in alone]
    entries = len(alone) + bool(rest)
    heights = [y + FAN * (i - (entries - 1) / 2) for i in range(entries)]
    beside = ("alone",) if entries == 1 else ()
    if rest:
        mark = _rest(star, rest, x + RIGHT, heights.pop(0))
        yield _arm(star, structs.replace(mark, classes=(*mark.classes, *beside)), None, "star", _said(rest))
    for tested, height in zip(alone, heights, strict=True):
        kind = "mismatch" if tested in mismatched else "star"
        sub = f"asks for v{tested.edge.get('asked')}" if kind == "mismatch" else ""
        face = scenarios.face(tested.scenario)
        mark = _placed(star, tested.scenario, face, "scenario", (x + RIGHT, height), sub=sub or face.word)
        yield _arm(star, structs.replace(mark, classes=beside), tested.edge, kind)


def _rest(star: Star, rest: list[Tested], x: float, y: float) -> Mark:
    faces = [scenarios.face(t.scenario) for t in rest]
    # What is quarantined is counted below the ellipse; it does not colour what passed.
    face = worst([f for f in faces if f.tone != "gap"] or faces)
    passed = sum(f.tone == "pass" for f in faces)
    others = [f.word for f in faces if f.tone != "pass"]
    sub = ", ".join(f"{others.count(word):,} {word}" for word in sorted(set(others))) or "0 failed"
    return Mark(
        id=f"{star.contract.id.uid}»Scenarios",
        label=f"{passed:,} passed",
        kind="scenario",
        tone=face.tone,
        glyph=face.glyph,
        state=_said(rest),
        x=x,
        y=y,
        w=44,
        h=30,
        sub=sub,
        stream="bdv",
        node=rest[0].scenario.id.uid if len(rest) == 1 else star.contract.id.uid,
        classes=("fold",),
    )


def _said(rest: list[Tested]) -> str:
    return f"{words.plural(len(rest), 'scenario')} validate it" if len(rest) > 1 else "1 scenario validates it"


def _below(star: Star, x: float, y: float) -> Iterator[tuple[Mark, Line]]:
    loud_first = sorted(star.below, key=lambda b: (b[2].tone == "pass", b[0].id))
    shown = sorted(loud_first[:MOST_BOXES], key=lambda b: b[0].id)
    for i, (component, edge, face) in enumerate(shown):
        at = (x + BOX_STEP * (i - (len(shown) - 1) / 2), y)
        more = len(star.below) - MOST_BOXES
        sub = f"and {more} more" if more > 0 and i == len(shown) - 1 else ""
        yield _arm(star, _placed(star, component, face, "component", at, sub=sub), edge, "star")


def _ghost(uid: str, stream: str, text: str, at: tuple[float, float], marks: list[Mark], lines: list[Line]) -> None:
    ghost = Mark(
        id=f"{uid}»{stream}",
        label=text,
        kind="ghost",
        tone="idle",
        glyph="unknown",
        state="missing",
        x=at[0],
        y=at[1],
        w=36,
        h=36,
        stream=stream,
        node=uid,
    )
    marks.append(ghost)
    lines.append(Line(id=f"STAR_LINK|{uid}|{ghost.id}", source=uid, target=ghost.id, kind="missing", sentence=text))
