"""A drawing of the past that stands where the present stands, so that going through time moves nothing."""

from msgspec import structs

from app.lenses.views import GraphView


def settled(then: GraphView, now: GraphView) -> GraphView:
    """``then`` with every mark where ``now`` has it; what is not there now keeps its own place."""
    places = {mark.id: (mark.x, mark.y) for mark in now.marks}
    if not any(places.get(mark.id, (mark.x, mark.y)) != (mark.x, mark.y) for mark in then.marks):
        return then
    moved = (structs.replace(mark, x=at[0], y=at[1]) if (at := places.get(mark.id)) else mark for mark in then.marks)
    return structs.replace(then, marks=tuple(moved), bands=now.bands if then.bands else ())
