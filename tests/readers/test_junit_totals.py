"""Totals of real JUnit files, against what the producing tool said, another tool, and a plain count."""

import re
from collections import Counter
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from app.domain.verdict.bdv import judge_bdv
from tests.readers.inputs import (
    ROOT,
    attempts,
    expected,
    files,
    needs_inputs,
    read_file,
    state_of,
)

FLASK = expected("junit-xml/")
REPORTS = [name for name in files("junit-xml/**/*.xml") if "nunit" not in name and "not-junit" not in name]
RETOLD = ("flask-pytest", "surefire-retry", "problem-string")
"""Files that tell several attempts, which a count of their elements does not show."""

SUMMARIES = {
    "pulsar-test-results": "external/java/pulsar-test-report.xml",
    "junit-complete": "external/java/junit4-complete.xml",
    "junit-basic": "external/java/junit4-basic.xml",
    "phpunit-junit-basic-results": "external/phpunit/junit-basic.xml",
    "phpunit-phpcheckstyle-results": "external/phpunit/phpcheckstyle-phpunit.xml",
    "phpunit-test-results": "phpunit/phpunit.xml",
    "jest-junit": "jest-junit.xml",
    "jest-junit-eslint": "jest-junit-eslint.xml",
    "jest-test-errors-results": "test-errors/jest/jest-test-results.xml",
    "junit-with-message": "junit-with-message.xml",
    "python-xunit-pytest": "python-xunit-pytest.xml",
    "python-xunit-unittest": "python-xunit-unittest.xml",
    "swift-xunit": "swift-xunit.xml",
    "tester-v1.7-test-results": "nette-tester/tester-v1.7-report.xml",
    "tester-bootstrap-test-results": "nette-tester/BootstrapFormRenderer-report.xml",
    "pulsar-test-results-no-merge": "external/java/TEST-org.apache.pulsar.AddMissingPatchVersionTest.xml",
}


def outcomes(name: str) -> Counter[str]:
    return Counter(done.status for done in attempts(read_file(name)) if not done.will_retry)


def elements(name: str) -> Counter[str]:
    """The same, counted without the reader."""
    found: Counter[str] = Counter()
    for case in ElementTree.parse(ROOT / name).iter("testcase"):
        tags = {child.tag for child in case}
        bad = {"failure": "FAILED", "error": "ERROR", "skipped": "SKIPPED"}
        found[next((status for tag, status in bad.items() if tag in tags), "PASSED")] += 1
    return found


@needs_inputs
@pytest.mark.parametrize("name", FLASK)
def test_totals_agree_with_what_pytest_said(name: str) -> None:
    told = re.findall(r"(\d+) (failed|passed|rerun)", FLASK[name]["tool_says"])
    said = {word: int(n) for n, word in told}
    done = list(attempts(read_file(name)))
    final = Counter(attempt.status for attempt in done if not attempt.will_retry)
    assert final == {"FAILED": said["failed"], "PASSED": said["passed"]}
    assert sum(attempt.will_retry for attempt in done) == said["rerun"]
    assert len(done) == FLASK[name]["testcases"]
    assert sum(final.values()) == int(FLASK[name]["attributes"]["tests"])


@needs_inputs
@pytest.mark.parametrize("name", [name for name in REPORTS if not any(part in name for part in RETOLD)])
def test_totals_agree_with_a_plain_count_of_elements(name: str) -> None:
    assert outcomes(name) == elements(name)


@needs_inputs
@pytest.mark.parametrize("summary", SUMMARIES)
def test_totals_agree_with_the_summaries_of_another_tool(summary: str) -> None:
    text = (ROOT / f"junit-xml/test-reporter/__outputs__/{summary}.md").read_text()
    badge = re.search(r"badge/tests-(.*)-\w+\)", text)
    assert badge
    said = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|skipped)", unquote(badge[1]))}
    found = outcomes(f"junit-xml/test-reporter/fixtures/{SUMMARIES[summary]}")
    counted = {"passed": found["PASSED"], "failed": found["FAILED"] + found["ERROR"], "skipped": found["SKIPPED"]}
    assert {word: n for word, n in counted.items() if n} == said


@needs_inputs
@pytest.mark.parametrize("name", REPORTS)
def test_what_a_run_sums_up_is_what_arrives(name: str) -> None:
    judged = judge_bdv(state_of(read_file(name)), True)
    assert "evidence_contradicts" not in {reason.code for reason in judged.reasons}


@needs_inputs
@pytest.mark.parametrize("name", files("behave-json/**/*.xml"))
def test_reports_of_behave_are_counted_alike(name: str) -> None:
    assert outcomes(name) == elements(name)
