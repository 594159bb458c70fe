"""The edges of the spine on their way to the browser: the same content has one name, and too much is not sent."""

from app.lenses import ways as module
from app.lenses.hops import KINDS, Hops
from app.lenses.ways import ways
from tests.lenses.builders import Step, done, feature, interface, locked, ran, state, task

STORY: list[Step] = [
    interface("Pay"),
    *done("IF.Pay"),
    locked("Pay"),
    task("BE.Pay", "IF.Pay", requirement_id="REQ-42"),
    feature("x", "a", tags=("@req:REQ-42", "@contract:Pay:v1.0")),
    ran("a"),
]


def test_every_edge_of_the_spine_is_there_once() -> None:
    found, here = ways(state(*STORY)), state(*STORY)
    for kind in KINDS:
        pairs = found.edges[kind]
        told = [(found.uids[a], found.uids[b]) for a, b in zip(pairs[::2], pairs[1::2], strict=True)]
        assert told == [(e.id.source.uid, e.id.target.uid) for e in here.joined(kind)]
    assert sum(map(len, found.edges.values())) >= 8


def test_everyone_on_a_spine_of_several_is_known_by_name() -> None:
    found, hops = ways(state(*STORY)), Hops(state(*STORY))
    spine = set(hops.through("InterfaceContract/Pay:1.0").uids)
    assert len(spine) > 2 and spine <= set(found.uids)


def test_the_version_changes_with_the_edges_and_with_nothing_else() -> None:
    assert ways(state(*STORY)).version == ways(state(*STORY)).version
    assert ways(state(*STORY)).version != ways(state(*STORY[:-2])).version
    assert ways(state(*STORY)).version == ways(state(*STORY, *done("BE.Pay"))).version


def test_too_many_edges_are_not_sent(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_EDGES", 2)
    found = ways(state(*STORY))
    assert (found.version, found.uids, found.edges) == ("", (), {})
