"""A module or component counts until a newer full analysis is complete without it; then so do its links."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.correlate import Correlator
from app.domain.correlate.code import belongs_to, contains
from app.domain.correlate.outcomes import Ask
from app.domain.correlate.timelines import Decided
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import EdgeId, Entry, Snapshot
from app.domain.moments import AsOf
from app.domain.payloads.acc import ComponentSpec
from app.domain.statehash import timeless_hash
from tests.builders import MINUTE, T0, event
from tests.domain.correlate.analyses import NEW, OLD, OTHER, X, analysed, analysis, stamped
from tests.domain.correlate.histories import ARCHITECTURE, histories
from tests.domain.correlate.told import counting, labelled, links, methods, seen, told


@pytest.mark.parametrize(
    ("artifact", "link"),
    [
        (stamped("", "aa"), ("C7", 1.0, "content")),
        (stamped("src/pay/refund.py"), ("C5", 1.0, "file_path_exact")),
        (stamped("build/pay/refund.py"), ("C6", 0.7, "file_path_fuzzy")),
    ],
)
def test_a_module_that_a_newer_analysis_does_not_name_is_no_candidate(artifact: Event, link: tuple) -> None:
    old = msgspec.structs.replace(OLD, file_path="src/pay/refund.py")
    found = seen(artifact, *analysis(2, "g1", old), *analysis(3, "g2", NEW))
    assert methods(found, "CONTAINS") == {(X, "pay.refund"): link}
    assert labelled(found, "Review") == []


def test_its_link_is_closed_at_the_moment_at_which_that_analysis_is_complete() -> None:
    events = [stamped(), *analysis(2, "g1", OLD, OTHER), *analysis(3, "g2", OTHER)]
    [before, after] = [seen(*events, minute=minute) for minute in (3.19, 3.2)]
    assert set(links(before, "CONTAINS")) == {(X, "old.refund")} and labelled(before, "PendingLink") == []
    assert links(after, "CONTAINS") == {} and len(labelled(after, "PendingLink")) == 1


def test_an_analysis_that_is_not_complete_takes_nothing_away() -> None:
    events = [stamped(), *analysis(2, "g1", OLD), *analysis(3, "g2", OTHER)[:-1]]
    assert set(links(seen(*events), "CONTAINS")) == {(X, "old.refund")}


def test_a_module_that_comes_back_is_linked_again_and_was_not_meanwhile() -> None:
    events = [stamped(), *analysis(2, "g1", OLD), *analysis(3, "g2", OTHER), *analysis(4, "g3", OLD, OTHER)]
    for minute, there in ((3, True), (3.5, False), (4.05, False), (4.1, True), (9, True)):
        assert bool(links(seen(*events, minute=minute), "CONTAINS")) == there


def test_what_is_added_within_a_generation_counts_with_it_and_goes_with_it() -> None:
    added = event("acc.graph.changed", 2.5, analysis_id="b", generation="g1", modules=[OLD])
    events = [stamped(), *analysis(2, "g1", OTHER), added, *analysis(3, "g2", OTHER)]
    for minute, there in ((2.4, False), (2.5, True), (3.1, True), (3.3, False)):
        assert bool(links(seen(*events, minute=minute), "CONTAINS")) == there


def test_what_is_told_of_after_a_newer_generation_was_opened_still_counts() -> None:
    """Two scans of one history may overlap."""
    late = event("acc.graph.changed", 3.5, analysis_id="b", generation="g1", modules=[OLD])
    events = [stamped(), *analysis(2, "g1", OTHER), *analysis(3, "g2", OTHER), late]
    assert set(links(seen(*events), "CONTAINS")) == {(X, "old.refund")}


def test_each_manifest_speaks_for_its_own_modules() -> None:
    events = [stamped(), *analysis(2, "a1", OLD, manifest="a"), *analysis(3, "b1", OTHER, manifest="b")]
    events += analysis(4, "b2", manifest="b")
    assert set(links(seen(*events), "CONTAINS")) == {(X, "old.refund")}


def test_an_analysis_that_is_taken_back_gives_the_module_back() -> None:
    bad = [msgspec.structs.replace(one, batch_id="bad") for one in analysis(3, "g2", OTHER)]
    events = [stamped(), *analysis(2, "g1", OLD), *bad]
    found = seen(*events, event("dde.batch.retracted", 9, batch_id="bad"))
    assert set(links(found, "CONTAINS")) == {(X, "old.refund")}


def test_a_component_that_a_newer_analysis_does_not_name_holds_nothing_any_more() -> None:
    """C11: nor does a module belong anywhere that is not named."""
    outer, inner = ComponentSpec(name="outer", paths=["src"]), ComponentSpec(name="inner", paths=["src/pay"])
    first = analysis(2, "g1", NEW, OTHER, parts=[outer, inner])
    found = seen(*first, *analysis(3, "g2", NEW, parts=[outer]))
    assert set(links(found, "BELONGS_TO")) == {("pay.refund", "outer")}


def test_a_component_that_a_newer_analysis_does_not_name_enforces_no_contract_and_waits_for_none() -> None:
    """C12."""
    old = ComponentSpec(name="old", contracts=["Pay", "Ship"])
    locked = event("dde.contract.locked", 1, contract_name="Pay", version="1.0")
    before = [locked, *analysis(2, "g1", OTHER, parts=[old])]
    assert set(links(seen(*before), "ENFORCED_BY")) == {("Pay:1.0", "old")}
    found = seen(*before, *analysis(3, "g2", OTHER))
    assert links(found, "ENFORCED_BY") == {} and labelled(found, "PendingLink") == []


def test_what_follows_from_a_module_that_is_not_named_any_more_does_not_follow_any_more() -> None:
    """C13: contract ← task → artifact → module → component."""
    needing = event("dde.task.created", 1, task_id="T", depends_on=["IF.Pay"])
    defining = event("dde.task.created", 1, task_id="IF.Pay", kind="INTERFACE", contract_version="1.0")
    contract = event("dde.contract.locked", 1, contract_name="Pay", version="1.0")
    core = ComponentSpec(name="core", paths=["pay", "src"])
    before = [needing, defining, contract, stamped(), *analysis(2, "g1", OLD, parts=[core])]
    assert methods(seen(*before), "ENFORCED_BY") == {("Pay:1.0", "core"): ("C13", pytest.approx(0.56), "transitive")}
    assert links(seen(*before, *analysis(3, "g2", OTHER, parts=[core])), "ENFORCED_BY") == {}


EVERY_FEW_MINUTES = [AsOf.at(T0 + minute * MINUTE) for minute in range(0, 62, 3)]


@settings(max_examples=300, deadline=None)
@given(histories(16, ARCHITECTURE), st.data())
def test_links_are_what_deciding_among_all_that_counts_comes_to(events: list[Event], data: st.DataObject) -> None:
    """The slow and obvious meaning, at every moment, whatever arrived first."""
    entries = told(data.draw(st.permutations(events)))
    for moment in EVERY_FEW_MINUTES:
        snapshot = fold(entries, moment)
        modules = counting(snapshot, "CodeModule")
        found = {edge: edge_props(snapshot, edge) for edge in snapshot.edges if edge.kind == "CONTAINS"}
        decided = [contains(Ask(one, modules)) for one in counting(snapshot, "Artifact")]
        assert found == {e: dict(props) for one in decided for e, props in one.items() if isinstance(e, EdgeId)}
        assert derived(snapshot, "Review", "Artifact/") == of(decided, "Review")
        assert derived(snapshot, "PendingLink", "Artifact/") == of(decided, "PendingLink")


@settings(max_examples=300, deadline=None)
@given(histories(16, ARCHITECTURE), st.data())
def test_only_what_counts_belongs_anywhere(events: list[Event], data: st.DataObject) -> None:
    entries = told(data.draw(st.permutations(events)))
    for moment in EVERY_FEW_MINUTES:
        snapshot = fold(entries, moment)
        modules, parts = counting(snapshot, "CodeModule"), counting(snapshot, "ArchitectureComponent")
        covered = {module.id.key for module in modules if belongs_to(Ask(module, parts))}
        ties = {node.get("source").partition("/")[2] for node in snapshot.labelled("Review") if "C11/" in node.id.key}
        linked = {source for source, _ in links(snapshot, "BELONGS_TO")}
        assert linked | ties == covered and not linked & ties
        assert {target for _, target in links(snapshot, "BELONGS_TO")} <= {part.id.key for part in parts}


def edge_props(snapshot: Snapshot, edge: EdgeId) -> dict:
    return {name: value for name, value in snapshot.edges[edge].props.items() if value is not None}


def derived(snapshot: Snapshot, label: str, source: str) -> set[str]:
    return {node.id.key for node in snapshot.labelled(label) if str(node.get("source")).startswith(source)}


def of(decided: Sequence[Decided], label: str) -> set[str]:
    return {e.key for one in decided for e in one if not isinstance(e, EdgeId) and e.label == label}


@settings(max_examples=200, deadline=None)
@given(analysed(), st.data())
def test_whole_analyses_lead_to_the_same_links_in_any_order_and_through_a_restart(
    events: list[Event], data: st.DataObject
) -> None:
    straight, shuffled = told(events), data.draw(st.permutations(events))
    cut = data.draw(st.integers(0, len(events)))
    assert timeless_hash(_in_two(shuffled, cut)) == timeless_hash(_in_two(events, cut)) == timeless_hash(straight)


def _in_two(events: list[Event], cut: int) -> list[Entry]:
    kept, again = told(events[:cut]), Correlator()
    again.recall(kept)
    return told(events[cut:], again, first=cut, kept=kept)
