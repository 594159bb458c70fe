"""The trend of a rule: what each analysis found, also what is mended since."""

from app.domain.fold import first_of_each_key
from app.domain.graph import EventMark, Version
from app.domain.payloads import acc
from app.lenses.acc_trend import Trend, trend, with_trend
from tests.lenses.builders import Step, at, entries, state, view


def began(generation: str) -> Step:
    payload = acc.AnalysisStarted(analysis_id=generation, manifest_name="m", generation=generation)
    return "acc.analysis.started", payload


def done(generation: str) -> Step:
    payload = acc.AnalysisCompleted(analysis_id=generation, manifest_name="m", generation=generation)
    return "acc.analysis.completed", payload


def found(name: str, generation: str, rule: str = "R1") -> Step:
    payload = acc.ViolationDetected(
        violation_id=name, rule_id=rule, type="layering", severity="BLOCKING", generation=generation
    )
    return "acc.violation.detected", payload


def mended(name: str) -> Step:
    return "acc.violation.resolved", acc.ViolationResolved(violation_id=name)


def of(*steps: Step) -> Trend:
    told = entries(steps)
    marks = [EventMark(e.valid_at, e.accepted, e.event_id, e.event_type, e.subject, e.mark) for e in told]
    versions = [
        Version(f.valid_at, e.accepted, f.op, f.props, e.event_id, e.event_type)
        for e in first_of_each_key(told)
        for f in e.facts
        if getattr(f.entity, "label", "") == "Analysis"
    ]
    return trend(state(*steps), marks, {"m": versions})


def test_each_analysis_counts_what_it_found_and_not_what_an_earlier_one_did() -> None:
    first = [began("g1"), found("a", "g1"), found("b", "g1"), done("g1")]
    second = [began("g2"), found("b", "g2"), done("g2")]
    third = [began("g3"), found("a", "g3"), found("b", "g3"), found("c", "g3", "R2"), done("g3")]
    shown = of(*first, *second, *third)
    assert shown.moments == (at(3), at(6), at(11))
    assert shown.counts == {"R1": (2, 1, 2), "R2": (0, 0, 1)}


def test_what_is_told_as_mended_is_gone_from_then_on_and_still_counted_before() -> None:
    shown = of(began("g"), found("a", "g"), done("g"), mended("a"), done("g"), done("g"))
    assert shown.counts == {"R1": (1, 0, 0)}


def test_coupling_that_is_told_of_a_module_counts_too() -> None:
    high = acc.CouplingExceeded(rule_id="R9", module="a", ca=1, ce=9, limit=5, generation="g", instability=0.9)
    assert of(began("g"), done("g"), ("acc.coupling.exceeded", high), done("g")).counts == {"R9": (0, 1)}


def test_of_many_analyses_twelve_are_shown_the_first_and_the_last_among_them() -> None:
    steps = [began("g"), found("a", "g"), *[done("g")] * 40]
    shown = of(*steps)
    assert len(shown.moments) == 12 and shown.moments[::11] == (at(2), at(41))


def test_the_table_of_rules_tells_it() -> None:
    rules = acc.ManifestLoaded(
        manifest_name="m", generation="g2", rules=[acc.RuleSpec(rule_id="R1", type="layering", status="kept")]
    )
    first = [began("g1"), found("a", "g1"), done("g1")]
    steps = [*first, began("g2"), ("acc.manifest.loaded", rules), done("g2")]
    shown = with_trend(view("acc", *steps), of(*steps))
    (table,) = (table for table in shown.tables if table.title == "Rules")
    assert table.columns[-1].startswith("Trend over 2 analyses")
    assert table.rows[0].cells[-1].endswith("1 → 0")
    (curves,) = (table for table in shown.tables if table.title == "Rules over time")
    assert [row.cells[1:] for row in curves.rows] == [("R1", "0"), ("R1", "1")]
