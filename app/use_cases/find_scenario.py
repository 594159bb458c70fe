"""A scenario by what people call it."""

from difflib import get_close_matches

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.errors import BadRequest


def find_scenario(state: IterationState, wanted: str) -> Node:
    """The scenario with this id or name, or a part of them. Raises BadRequest unless it is exactly one."""
    listed = list(state.of(labels.SCENARIO).values())
    names = {s.id.key: str(s.get("name", s.id.key)) for s in listed}
    plain = wanted.removeprefix(f"{labels.SCENARIO}/")
    ways = (
        [s for s in listed if plain in (s.id.key, names[s.id.key])],
        [s for s in listed if s.id.key.startswith(plain)],
        [s for s in listed if plain.lower() in names[s.id.key].lower()],
    )
    found = next((way for way in ways if way), [])
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(f"{s.id.key} “{names[s.id.key]}” ({s.get('feature_path', '?')})" for s in found[:5])
        raise BadRequest(f"{len(found)} scenarios are meant by {wanted!r}: {shown}; name the id")
    near = get_close_matches(plain, names.values(), n=3, cutoff=0.4)
    hint = f"; near: {', '.join(near)}" if near else ""
    raise BadRequest(f"no scenario is called {wanted!r}{hint}")
