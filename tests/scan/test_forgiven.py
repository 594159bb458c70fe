"""What a repository forgives, as scan tells it and as the verdict takes it, at every moment."""

from pathlib import Path

import pytest

from app.domain import labels
from tests.scan.forgiving import ACCEPTED, ADR, FILE, SHOP, UNTIL, codes, judged, looks, state, suppression
from tests.scan.repositories import START_S, Told, commit, repository


def test_a_suppression_with_an_accepted_decision_lets_the_violation_pass_until_it_expires(tmp_path: Path):
    told = Told(repository(tmp_path, {**SHOP, **ACCEPTED, **UNTIL}))

    assert judged(told).state == "pass"
    assert codes(judged(told, days=10)) == ["violation"]
    assert "Suppression S1 ended 2023-11-21" in judged(told, days=10).reasons[0].explain
    assert judged(told).state == "pass"  # and looking back it still held


def test_what_is_suppressed_is_joined_to_its_suppression_and_its_decision(tmp_path: Path):
    found, _ = state(Told(repository(tmp_path, {**SHOP, **ACCEPTED, **UNTIL})))

    [by] = found.joined(labels.SUPPRESSED_BY)
    [because] = found.joined(labels.JUSTIFIED_BY)
    assert (by.id.source.label, by.id.target.key, by.get("matched_level")) == (labels.VIOLATION, "S1", "file")
    assert (because.id.source.key, because.id.target.key) == ("S1", "ADR-0007")
    [adr] = found.of(labels.ADR).values()
    assert (adr.get("title"), adr.get("status"), adr.get("path")) == ("Money asks the web", "accepted", ADR)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({}, "not among the decision records"),
        ({ADR: "# 7. X\n\n## Status\n\nProposed\n"}, "ADR-0007 is proposed"),
        ({ADR: "---\nstatus: deprecated\n---\n# X\n"}, "ADR-0007 is deprecated"),
        ({ADR: "# 7. X\n\n## Status\n\nAccepted\n\nSuperseded by [9. Y](0009-y.md)\n"}, "superseded by ADR-0009"),
        ({ADR: "# 7. X\n"}, "ADR-0007 is unknown"),
    ],
)
def test_a_decision_that_is_not_accepted_justifies_nothing(tmp_path: Path, record: dict[str, str], words: str):
    told = Told(repository(tmp_path, {**SHOP, **record, **UNTIL}))

    judgement = judged(told)
    assert judgement.state == "fail"
    assert codes(judgement) == ["violation", "suppression_invalid"]
    assert any(words in reason.explain for reason in judgement.reasons)
    assert any(words in line for line in told.report.lines())


def test_a_permanent_suppression_needs_a_justification_and_never_ends(tmp_path: Path):
    told = Told(repository(tmp_path, {**SHOP, **ACCEPTED, **suppression(permanent="true", justification="law")}))

    assert judged(told, days=9_000).state == "pass"


def test_the_review_date_of_the_decision_is_the_end_that_nobody_named(tmp_path: Path):
    record = {ADR: "# 7. X\n\nReview by: 2023-12-01\n\n## Status\n\nAccepted\n"}
    told = Told(repository(tmp_path, {**SHOP, **record, **suppression()}))

    assert judged(told).state == "pass"
    assert {"adr_review"} <= looks(judged(told, days=5))
    assert judged(told, days=20).state == "fail"


def test_what_ends_soon_ended_or_is_not_used_is_pointed_out(tmp_path: Path):
    told = Told(repository(tmp_path, {**SHOP, **ACCEPTED, **UNTIL}))
    idle = suppression(pattern="shop/nowhere.py", expires="2024-12-31")
    unused = Told(repository(tmp_path / "b", {**SHOP, **ACCEPTED, **idle}))

    assert "suppression_ends" in looks(judged(told))
    assert "suppression_expired" in looks(judged(told, days=10))
    assert "suppression_unused" not in looks(judged(unused, days=29))
    assert "suppression_unused" in looks(judged(unused, days=31))


def test_the_narrowest_suppression_decides_and_the_next_takes_over_when_it_ends(tmp_path: Path):
    wide = "- {id: S2, pattern: R1, level: rule, adr: 7, expires: 2023-12-31}\n"
    text = f"{wide}- {{id: S1, pattern: shop.core.money -> shop.web.views, adr: 7, expires: 2023-11-16}}\n"
    told = Told(repository(tmp_path, {**SHOP, **ACCEPTED, FILE: text}))

    [use] = told.of("acc.violation.suppressed")
    assert (use.suppression_id, use.level, [other.suppression_id for other in use.others]) == (
        "S1",
        "violation",
        ["S2"],
    )
    assert judged(told).state == judged(told, days=20).state == "pass"
    assert judged(told, days=60).state == "fail"


def test_a_suppression_that_was_taken_back_covers_nothing_from_then_on(tmp_path: Path):
    folder = repository(tmp_path, {**SHOP, **ACCEPTED, **UNTIL})
    commit(folder, {FILE: None}, "Take it back", START_S + 60)

    told = Told(folder, history=10)

    assert len(told.of("acc.graph.built")) == 2  # what is forgiven changed, so all is told anew
    assert judged(told, days=-0.0003).state == "pass"
    assert codes(judged(told, days=0.1)) == ["violation"]


def test_two_scans_of_one_iteration_leave_nothing_of_the_older_suppression(tmp_path: Path):
    folder = repository(tmp_path, {**SHOP, **ACCEPTED, **UNTIL})
    told = Told(folder)
    commit(folder, {FILE: None}, "Take it back", START_S + 60)
    told.events += Told(folder).events

    assert codes(judged(told, days=0.1)) == ["violation"]


def test_an_approved_cycle_needs_its_decision(tmp_path: Path):
    circle = {
        **SHOP,
        "shop/core/money.py": "import shop.core.tax\n",
        "shop/core/tax.py": "import shop.core.money\n",
        "architecture.yaml": "rules: ['ALL: NO_CYCLES']\napproved_cycles:\n"
        "- {modules: [shop.core.money, shop.core.tax], adr: 7, by: ada, at: 2023-11-01, reason: small}\n",
    }
    approved = Told(repository(tmp_path / "a", {**circle, **ACCEPTED}))
    refused = Told(repository(tmp_path / "b", circle))

    [cycle] = approved.of("acc.cycle.detected")
    assert (cycle.approved, cycle.approval_adr, cycle.approved_by) == (True, "ADR-0007", "ada")
    assert judged(approved).state == "pass"
    assert "known_cycle" in looks(judged(approved))
    assert set(codes(judged(refused))) == {"violation", "new_cycle"}
