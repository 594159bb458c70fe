"""Going through time moves nothing in a drawing that grew."""

from app.lenses.settled import settled
from tests.lenses.builders import done, interface, task, view


def test_what_was_there_then_stands_where_it_stands_now() -> None:
    few = [interface("Pay"), task("BE.A", "IF.Pay")]
    then, now = view("dde", *few), view("dde", *few, task("BE.0", "IF.Pay"), task("QA.C", "BE.A"), *done("IF.Pay"))
    found = settled(then, now)
    places = {m.id: (m.x, m.y) for m in now.marks}
    assert [(m.x, m.y) for m in found.marks] == [places[m.id] for m in then.marks]
    assert [(m.id, m.state) for m in found.marks] == [(m.id, m.state) for m in then.marks]
    assert found.bands == now.bands


def test_what_is_no_longer_there_keeps_its_own_place() -> None:
    then, now = view("dde", task("A"), task("B")), view("dde", task("B"))
    assert next(m for m in settled(then, now).marks if m.label == "A") in then.marks
