import json
from typing import Any

import pytest

from app.domain.verdict.acc import judge_acc
from app.errors import BadFile, UnknownFormat
from tests.readers.inputs import MODIFIED, ROOT, expected, needs_inputs, of_type, read, read_file, state_of, types

LOGS = expected("sarif/")
SOUND = [name for name, said in LOGS.items() if said.get("version") == "2.1.0"]
OTHER = [name for name, said in LOGS.items() if said.get("version") not in ("2.1.0", None)]
BROKEN = [name for name, said in LOGS.items() if "error" in said]


def result(**said: Any) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": "src/shop/cart.py"}, "region": {"startLine": 12}}
    return {"ruleId": "X1", "message": {"text": "bad"}, "locations": [{"physicalLocation": place}], **said}


def log(*results: dict[str, Any], **run: Any) -> bytes:
    run = {"tool": {"driver": {"name": "lint"}}, "results": list(results), **run}
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def severities(*results: dict[str, Any], **run: Any) -> list[str]:
    return [found.severity for found in of_type(read(log(*results, **run)), "acc.violation.detected")]


@needs_inputs
@pytest.mark.parametrize("name", SOUND)
def test_runs_and_results_agree(name: str) -> None:
    found = types(read_file(name))
    results = found["acc.violation.detected"] + found["acc.violation.resolved"]
    assert (found["acc.analysis.started"], results) == (LOGS[name]["runs"], LOGS[name]["results"])


@needs_inputs
@pytest.mark.parametrize("name", SOUND)
def test_what_an_analysis_sums_up_is_what_arrives(name: str) -> None:
    events = read_file(name)
    assert len(state_of(events).of("Violation")) == LOGS[name]["results"]
    judged = judge_acc(state_of(events), True, MODIFIED)
    assert "evidence_contradicts" not in {reason.code for reason in judged.reasons}


@needs_inputs
@pytest.mark.parametrize("name", OTHER)
def test_another_version_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownFormat) as refused:
        read_file(name)
    assert LOGS[name]["version"] in refused.value.reason


@needs_inputs
@pytest.mark.parametrize("name", BROKEN)
def test_json_with_trailing_commas_is_refused_with_line_and_column(name: str) -> None:
    with pytest.raises(json.JSONDecodeError) as independent:
        json.loads((ROOT / name).read_bytes())
    with pytest.raises(BadFile) as refused:
        read_file(name)
    assert refused.value.place.startswith(f"line {independent.value.lineno} ")


@needs_inputs
def test_findings_of_a_real_linter_have_file_line_and_module() -> None:
    found = of_type(read_file("sarif/produced/ruff-celery-5.7.0.sarif"), "acc.violation.detected")
    first = found[0]
    shown = (first.rule_id, first.severity, first.source_module, first.file_path, first.lines)
    assert shown == ("PLC0415", "BLOCKING", "celery", "build/pkgs/celery/__init__.py", [104])
    assert all(violation.source_module.startswith("celery") for violation in found)


def test_levels_become_severities() -> None:
    levels = [result(level=level, message={"text": level}) for level in ("error", "warning", "note", "none")]
    assert severities(*levels) == ["BLOCKING", "WARNING", "INFO", "INFO"]


def test_without_a_level_the_rules_counts_else_it_is_a_warning() -> None:
    driver = {"name": "lint", "rules": [{"id": "X1", "defaultConfiguration": {"level": "error"}}]}
    assert severities(result(), tool={"driver": driver}) == ["BLOCKING"]
    assert severities(result()) == ["WARNING"]


def test_a_rule_may_be_named_by_its_index() -> None:
    driver = {"name": "lint", "rules": [{"id": "A"}, {"id": "B"}]}
    one = result(ruleIndex=1)
    del one["ruleId"]
    assert of_type(read(log(one, tool={"driver": driver})), "acc.violation.detected")[0].rule_id == "B"


def test_what_is_well_is_no_violation() -> None:
    assert severities(result(kind="pass"), result(kind="notApplicable"), result(kind="review")) == ["INFO"]


def test_a_suppression_counts_unless_it_was_rejected() -> None:
    accepted = result(suppressions=[{"kind": "inSource", "justification": "ADR 7"}])
    rejected = result(message={"text": "other"}, suppressions=[{"kind": "external", "status": "rejected"}])
    found = of_type(read(log(accepted, rejected)), "acc.violation.suppressed")
    assert [one.justification for one in found] == ["ADR 7"]


def test_an_absent_result_resolves_the_violation_of_the_same_identity() -> None:
    before = of_type(read(log(result())), "acc.violation.detected")[0]
    after = of_type(read(log(result(baselineState="absent"))), "acc.violation.resolved")[0]
    assert before.violation_id == after.violation_id


def test_a_finding_keeps_its_identity_when_lines_move_above_it() -> None:
    def moved(line: int) -> dict[str, Any]:
        place = {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": line}}
        return result(locations=[{"physicalLocation": place}])

    ids = [[v.violation_id for v in of_type(read(log(*r)), "acc.violation.detected")] for r in
           ([moved(1), moved(5)], [moved(3), moved(9)])]  # fmt: skip
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_results_that_are_alike_in_everything_are_counted_one_by_one() -> None:
    alike = result(fingerprints={"hash/v1": "c0ffee"})
    state = state_of(read(log(alike, alike, alike)))
    assert judge_acc(state, True, MODIFIED).facts["violations"] == 3


@pytest.mark.parametrize(
    "run",
    [
        {"results": None},
        {"externalPropertyFileReferences": {"results": [{"itemCount": 3}]}},
        {"invocations": [{"executionSuccessful": False}]},
    ],
)
def test_a_run_that_did_not_look_is_never_complete(run: dict[str, Any]) -> None:
    events = read(log(**run))
    assert types(events)["acc.analysis.completed"] == 0
    assert events[0].metadata["left_out"]


def test_times_are_the_invocations() -> None:
    said = [
        {"executionSuccessful": True, "startTimeUtc": "2026-09-21T10:00:00", "endTimeUtc": "2026-09-21T10:00:05Z"}
    ]
    events = read(log(result(), invocations=said))
    assert [events[0].timestamp, events[-1].timestamp] == [1_789_984_800_000, 1_789_984_805_000]
    assert read(log(result()))[0].timestamp == MODIFIED


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (log(result(level="fatal")), "$.runs[0].results[0].level"),
        (log(result(), invocations=[{"startTimeUtc": "2300-01-01T00:00:00Z"}]), "$.runs[0].invocations"),
        (log(result())[:-9], "line 1 column"),
        (b'{"version":"2.1.0","runs":' + b"[" * 100_000, ""),
    ],
)
def test_a_bad_log_is_refused_with_its_place(text: bytes, place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(text)
    assert refused.value.place.startswith(place)


def test_null_is_as_if_absent() -> None:
    told = result(message=None, locations=None, fingerprints={"a/v1": {"odd": 1}}, suppressions=None)
    rules = [{"id": None}, {"id": "X", "shortDescription": None, "messageStrings": None}]
    events = read(log(told, tool={"driver": {"name": "lint", "rules": rules}, "extensions": None}))
    assert len(of_type(events, "acc.violation.detected")) == 1


@pytest.mark.parametrize("told", [{"ruleId": "X/1"}, {"ruleId": "odd", "ruleIndex": 0}])
def test_the_level_is_that_of_the_rule_of_which_the_id_names_a_part(told: dict[str, object]) -> None:
    rules = [{"id": "X", "defaultConfiguration": {"level": "error"}}]
    events = read(log(result(level=None, **told), tool={"driver": {"name": "lint", "rules": rules}}))
    (found,) = of_type(events, "acc.violation.detected")
    assert found.severity == "BLOCKING"
