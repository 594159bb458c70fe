"""A node's history in sentences: when it was so, when it was learned, what changed."""

from collections.abc import Iterable

from app.domain.graph import Op, Value, Version
from app.domain.moments import known_ms
from app.lenses import words
from app.lenses.tones import ARTIFACT, CONTRACT, FINDING, GATE, SCENARIO, TASK, Face
from app.lenses.views import Past

_STATES = ("status", "outcome", "state", "verdict")
_QUIET = Face("idle", "idle", "")


def past(versions: Iterable[Version]) -> tuple[Past, ...]:
    """Newest first; what says nothing people can read is left out."""
    made = [_line(v) for v in versions]
    return tuple(sorted((p for p in made if p.text), key=lambda p: (-p.valid_at, -p.known_at, p.text)))


def _line(version: Version) -> Past:
    face = _face(version)
    return Past(
        valid_at=version.valid_at,
        known_at=known_ms(version.accepted),
        text=words.sentence(_text(version)),
        tone=face.tone,
        glyph=face.glyph,
    )


def _face(version: Version) -> Face:
    said = next((str(version.props[name]) for name in _STATES if isinstance(version.props.get(name), str)), "")
    if version.op is Op.VOID:
        return _QUIET
    for faces in (TASK, SCENARIO, GATE, CONTRACT, ARTIFACT, FINDING):
        if said in faces:
            return faces[said]
    return _QUIET


def _text(version: Version) -> str:
    """The event in words, then what it stated."""
    event = " ".join(version.event_type.split(".")[1:]).replace("_", " ")
    if version.op is Op.VOID:
        return (
            f"{event}: took back {words.listed(sorted(n for n in version.props if n != '*'), 4) or 'that it existed'}"
        )
    if version.op is Op.REMOVE:
        return f"{event}: gone"
    told = [f"{_name(n)} {_value(v)}" for n, v in sorted(version.props.items()) if _telling(n, v)]
    return f"{event}: {words.listed(told, 4)}" if told else event


def _name(prop: str) -> str:
    return prop.replace("_", " ")


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return words.cut(value.lower() if value.isupper() else value, 60)
    return f"{value:g}" if isinstance(value, int | float) else "none"


_SILENT = ("generation", "running_generation", "digest", "seen_run", "checked", "position", "finished_at", "last_run")


def _telling(name: str, value: Value) -> bool:
    """Lists, moments and inner bookkeeping say little in one line."""
    if name in _SILENT or isinstance(value, list | dict) or value in ("", None):
        return False
    return not (isinstance(value, int) and not isinstance(value, bool) and value > 10**11)
