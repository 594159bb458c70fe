"""The answer in words: only a full pass looks like one, and an open question is never an answer."""

import pytest

from app.domain.payloads.common import IterationDeclared, StreamWaived
from app.domain.verdict import VerdictName
from app.golden import GOLDEN
from app.lenses.tones import VERDICT
from app.lenses.verdict import NOTHING_YET, verdict
from app.lenses.views import VerdictView
from tests.golden.replays import entries_of, judged
from tests.lenses.builders import NOW_MS, Step, done, state, task
from tests.lenses.builders import judged as judged_state
from tests.lenses.structure_steps import analysed, graph, manifest, violation


def answer(*steps: Step) -> VerdictView:
    return verdict(judged_state(state(*steps)))


@pytest.mark.parametrize("name", GOLDEN)
def test_each_golden_verdict_has_its_own_badge_and_title(name: str) -> None:
    found = verdict(judged(entries_of(name), GOLDEN[name]))
    badge = VERDICT[GOLDEN[name].expected]
    assert (found.display, found.title, found.tone) == (badge.display, badge.title, badge.tone)
    assert found.can_deploy is (GOLDEN[name].expected is VerdictName.ALL_PASS)
    assert found.sentence.endswith(".") and found.action.endswith(".")


def test_only_may_ship_may_ship() -> None:
    assert [name for name, badge in VERDICT.items() if badge.title == "May ship"] == [VerdictName.ALL_PASS]
    assert [name for name, badge in VERDICT.items() if badge.tone == "pass"] == [VerdictName.ALL_PASS]


def test_without_events_nothing_is_decided() -> None:
    found = answer(("acc.iteration.declared", IterationDeclared(required_streams=["dde", "bdv", "acc"])))
    assert (found.title, found.sentence, found.can_deploy) == ("Not decided yet", NOTHING_YET, False)
    assert {s.tone for s in found.streams} == {"idle"}


def acc_only() -> list[Step]:
    declared = ("acc.iteration.declared", IterationDeclared(required_streams=["acc"]))
    return [declared, manifest("api"), graph(("api.x", "api.y")), *analysed()]


def test_a_pass_of_fewer_streams_is_never_shown_as_a_full_pass() -> None:
    found, full = answer(*acc_only()), VERDICT[VerdictName.ALL_PASS]
    assert found.verdict == "all_pass" and found.display == "PASS, ACC ONLY"
    assert found.tone != full.tone and found.icon != full.icon
    assert found.gate.text == "Gate open, 1 of 3 streams" and "less than a full pass" in found.sentence
    assert {s.stream: s.word for s in found.streams} == {
        "dde": "Not required",
        "bdv": "Not required",
        "acc": "Passed",
    }


def test_nothing_is_claimed_of_streams_that_nobody_judged() -> None:
    found = answer(*acc_only(), violation("api.x", "api.y"))
    assert (found.title, found.sentence) == ("May not ship", "ACC failed; DDE and BDV were not judged.")


def test_of_two_streams_that_nobody_judged_the_gate_speaks_as_of_two() -> None:
    both = judged_state(state(*acc_only())).diagnosis
    assert both == "ACC passed; DDE and BDV were not asked for and say nothing."
    declared = ("acc.iteration.declared", IterationDeclared(required_streams=["acc", "dde"]))
    waiver = ("dde.stream.waived", StreamWaived(by="MK", reason="no pipeline", until=NOW_MS + 1))
    one = judged_state(state(*acc_only(), declared, waiver)).diagnosis
    assert one.endswith("BDV was not asked for and says nothing.")


def test_a_partial_pass_asks_whether_it_is_enough() -> None:
    assert answer(*acc_only()).action == "Ship it, if ACC only is enough."


def test_a_waived_stream_is_never_green() -> None:
    waiver = ("dde.stream.waived", StreamWaived(by="MK", reason="no pipeline", until=NOW_MS + 1))
    declared = ("acc.iteration.declared", IterationDeclared(required_streams=["acc", "dde"]))
    found = answer(*acc_only(), declared, waiver)
    dde_card = found.streams[0]
    assert (dde_card.word, dde_card.glyph) == ("Waived", "waived")
    assert dde_card.tone != "pass" and found.tone != "pass"


def test_while_streams_are_open_the_sentence_says_how_far_each_has_come() -> None:
    found = answer(manifest("api"), graph(("api.x", "api.y")), *analysed(), task("a"), *done("a"))
    assert found.sentence == "DDE has no result yet, BDV has no result yet and ACC passed."
    assert found.gate.text == "Gate waits, DDE and BDV have no result"


def test_every_reason_has_an_id_of_its_own() -> None:
    for name, golden in GOLDEN.items():
        found = verdict(judged(entries_of(name), golden))
        ids = [r.id for r in (*found.reasons, *found.looks)]
        assert len(ids) == len(set(ids)), name
