"""What a repository forgives, as scan tells it and as the verdict takes it, at every moment."""

from pathlib import Path
from typing import Any

import pytest

from app.domain import labels
from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.moments import AsOf
from app.domain.state import IterationState, read
from app.domain.verdict.acc import judge_acc
from app.domain.verdict.model import StreamJudgement
from app.errors import BadFile
from tests.scan.repositories import START_S, Told, commit, repository

DAY_S = 86_400
SHOP = {
    "shop/__init__.py": "",
    "shop/web/__init__.py": "",
    "shop/web/views.py": "",
    "shop/core/__init__.py": "",
    "shop/core/money.py": "import shop.web.views\n",
    "architecture.yaml": "components: [shop.web, shop.core]\nrules: ['shop.core: MUST_NOT_CALL(shop.web)']\n",
}
ADR = "docs/adr/0007-money-asks-the-web.md"
ACCEPTED = {ADR: "# 7. Money asks the web\n\nDate: 2023-11-01\n\n## Status\n\nAccepted\n"}
FILE = ".mission-control/suppressions.yaml"


def suppression(**fields: Any) -> dict[str, str | None]:
    """A file with one suppression over the only violation there is."""
    plain = {"id": "S1", "pattern": "shop/core/money.py", "level": "file", "adr_reference": "7", **fields}
    listed = "\n".join(f"  {name}: {value}" for name, value in plain.items() if value is not None)
    return {FILE: f"suppressions:\n-\n{listed}\n"}


UNTIL = suppression(expires="2023-11-20", justification="until the port is there", author="ada")


def state(told: Told, days: float = 0.0) -> tuple[IterationState, int]:
    at = (START_S + 60 + int(days * DAY_S)) * 1000
    entries = [entry_of(event, n) for n, event in enumerate(told.events, 1)]
    return read(fold(entries, AsOf.at(at))), at


def judged(told: Told, days: float = 0.0) -> StreamJudgement:
    """The verdict on the structure so many days after the scan."""
    found, at = state(told, days)
    return judge_acc(found, True, at)


def codes(judgement: StreamJudgement) -> list[str]:
    return [reason.code for reason in judgement.reasons]


def looks(judgement: StreamJudgement) -> set[str]:
    return {reason.code for reason in judgement.looks}


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


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"adr_reference": None, "expires": "2024-01-01"}, "names no ADR"),
        ({}, "no end"),
        ({"permanent": "true"}, "no justification"),
        ({"expires": "2023-01-01", "created_at": "2023-02-02"}, "ends before it begins"),
    ],
)
def test_a_suppression_that_says_too_little_is_refused(tmp_path: Path, fields: dict[str, Any], words: str):
    told = Told(repository(tmp_path, {**SHOP, **ACCEPTED, **suppression(**fields)}))

    [declared] = told.of("acc.suppression.declared")
    assert words in declared.refused
    assert "violation" in codes(judged(told))


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


@pytest.mark.parametrize(
    ("fields", "covered"),
    [
        ({"level": "directory", "pattern": "shop/"}, True),
        ({"level": "directory", "pattern": "shop/web"}, False),
        ({"level": "directory", "pattern": "shop/*", "pattern_type": "glob"}, True),
        ({"level": "directory", "pattern": "'.*/core'", "pattern_type": "regex"}, True),
        ({"level": "rule", "pattern": "R1"}, True),
        ({"level": "rule", "pattern": "dependency"}, True),
        ({"level": "rule", "pattern": "R"}, False),
        ({"level": "file", "pattern": "shop/core/*.py", "pattern_type": "glob"}, True),
        ({"level": "file", "pattern": "shop/core/*.py"}, False),
        ({"level": "file", "pattern": "shop.core.money"}, True),
        ({"rule_type": "layering"}, False),
        ({"rule_type": "dependency"}, True),
        ({"level": "violation", "pattern": "'R1: shop.core.money -> *'", "pattern_type": "glob"}, True),
    ],
)
def test_patterns_mean_what_their_level_and_type_say(tmp_path: Path, fields: dict[str, Any], covered: bool):
    told = Told(repository(tmp_path, {**SHOP, **ACCEPTED, **suppression(expires="2024-12-31", **fields)}))

    assert bool(told.of("acc.violation.suppressed")) is covered


def test_a_violation_is_found_by_its_id(tmp_path: Path):
    first = Told(repository(tmp_path / "a", SHOP))
    [violation] = first.of("acc.violation.detected")
    fields = suppression(level="violation", pattern=violation.violation_id, expires="2024-01-01")

    told = Told(repository(tmp_path / "b", {**SHOP, **ACCEPTED, **fields}))

    assert judged(told).state == "pass"


def test_a_threshold_raises_a_limit_and_does_not_lift_it(tmp_path: Path):
    rule = {"architecture.yaml": "rules: [{id: R1, rule: 'ALL: MODULE_SIZE < 3', severity: blocking}]\n"}
    fields = suppression(level="rule", pattern="R1", threshold=6, expires="2024-01-01")
    few, many = ({"shop/__init__.py": "x = 1\n" * n} for n in (5, 6))

    assert judged(Told(repository(tmp_path / "a", {**few, **rule, **ACCEPTED, **fields}))).state == "pass"
    assert judged(Told(repository(tmp_path / "b", {**many, **rule, **ACCEPTED, **fields}))).state == "fail"


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


def test_every_fault_of_the_file_is_named_at_once_with_its_place(tmp_path: Path):
    text = (
        "- {id: A, pattern: x, level: folder}\n- {id: B, pattern: '[', pattern_type: regex}\n"
        "- {id: C, pattern: x, expires: soon}\n- {pattern: x}\n- {id: D, pattern: x}\n- {id: D, pattern: x}\n"
    )
    with pytest.raises(BadFile) as refused:
        Told(repository(tmp_path, {**SHOP, FILE: text}))

    said = str(refused.value)
    for words in (
        "suppression 1 (A), level",
        "suppression 2 (B), pattern",
        "'soon' is no date",
        "suppression 4",
        "D is named twice",
    ):
        assert words in said
    assert "5 faults" in said


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
