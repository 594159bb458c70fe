"""What a file of suppressions can say: what it covers, how far it goes, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from app.errors import BadFile
from tests.scan.forgiving import ACCEPTED, FILE, SHOP, codes, judged, suppression
from tests.scan.repositories import Told, repository


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
