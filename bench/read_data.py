"""Files to read, in any size: small runs in the shape of real ones, repeated with other names."""

import json
from collections.abc import Iterator
from typing import Any

CASES = 20
"""Test cases in a suite."""
STEPS = ("Given there are {0} cucumbers", "When I eat {1} cucumbers", "Then I should have {2} cucumbers")


def messages(features: int) -> bytes:
    """Cucumber Messages of so many features with two scenarios, an outline of three rows, and a hook each."""
    lines: list[Any] = [
        {"meta": {"protocolVersion": "32.0.1", "implementation": {"name": "cucumber-jvm", "version": "7.20.1"}}},
        {"testRunStarted": {"id": "run", "timestamp": _at(0)}},
        {"hook": {"id": "hook", "type": "BEFORE_TEST_CASE", "sourceReference": {"uri": "features/support/hooks.ts"}}},
    ]
    for number in range(features):
        lines += _feature(f"features/area_{number % 40}/eating_{number}.feature", f"{number}")
    lines.append({"testRunFinished": {"testRunStartedId": "run", "timestamp": _at(9), "success": True}})
    return b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)


def _at(milliseconds: int) -> dict[str, int]:
    return {"seconds": 1_790_000_000 + milliseconds // 1000, "nanos": milliseconds % 1000 * 1_000_000}


def _feature(uri: str, key: str) -> Iterator[dict[str, Any]]:
    text = "Feature: eating\n" + "".join(f"  Scenario: eating {n}\n    Given it\n" for n in range(5)) * 2
    yield {"source": {"uri": uri, "data": text, "mediaType": "text/x.cucumber.gherkin+plain"}}
    yield {"gherkinDocument": _document(uri, key)}
    for number in range(5):
        yield {"pickle": _pickle(uri, key, number)}
    for number in range(5):
        yield {"testCase": _case(key, number)}
    for number in range(5):
        yield from _run(key, number)


def _document(uri: str, key: str) -> dict[str, Any]:
    steps = [
        {"id": f"{key}-s{n}", "location": {"line": 5 + n, "column": 5}, "keyword": text.split()[0] + " ",
         "text": text, "keywordType": "Context"}
        for n, text in enumerate(STEPS)
    ]  # fmt: skip
    rows = [
        {"id": f"{key}-r{n}", "location": {"line": 20 + n, "column": 7},
         "cells": [{"location": {"line": 20 + n, "column": 9}, "value": str(n + c)} for c in range(3)]}
        for n in range(3)
    ]  # fmt: skip
    scenarios = [
        {"scenario": {"id": f"{key}-n{n}", "location": {"line": 4 * n + 4, "column": 3}, "keyword": "Scenario",
         "name": f"eating {n}", "description": "", "tags": [], "steps": steps,
         "examples": [{"id": f"{key}-x", "tableBody": rows, "keyword": "Examples"}] if n == 2 else []}}
        for n in range(3)
    ]  # fmt: skip
    tags = [{"id": f"{key}-t", "name": "@contract:Kitchen:v1.2", "location": {"line": 1, "column": 1}}]
    feature = {"tags": tags, "location": {"line": 2, "column": 1}, "language": "en", "keyword": "Feature"}
    return {"uri": uri, "feature": feature | {"name": f"eating {key}", "description": "", "children": scenarios}}


def _pickle(uri: str, key: str, number: int) -> dict[str, Any]:
    nodes = [f"{key}-n{min(number, 2)}"] + ([f"{key}-r{number - 2}"] if number >= 2 else [])
    steps = [
        {
            "id": f"{key}-p{number}-{n}",
            "text": text.format(number, 5, 7),
            "type": "Context",
            "astNodeIds": [f"{key}-s{n}"],
        }
        for n, text in enumerate(STEPS)
    ]
    tags = [{"name": "@contract:Kitchen:v1.2", "astNodeId": f"{key}-t"}]
    found = {"id": f"{key}-p{number}", "uri": uri, "name": f"eating {number}", "language": "en", "tags": tags}
    return found | {"location": {"line": 20 + number, "column": 7}, "astNodeIds": nodes, "steps": steps}


def _case(key: str, number: int) -> dict[str, Any]:
    group = {"group": {"start": 10, "value": "12", "children": []}, "parameterTypeName": "int"}
    steps = [
        {"id": f"{key}-c{number}-{n}", "pickleStepId": f"{key}-p{number}-{n}", "stepDefinitionIds": ["d1"],
         "stepMatchArgumentsLists": [{"stepMatchArguments": [group]}]}
        for n in range(len(STEPS))
    ]  # fmt: skip
    hook = {"id": f"{key}-c{number}-h", "hookId": "hook"}
    return {
        "id": f"{key}-c{number}",
        "pickleId": f"{key}-p{number}",
        "testSteps": [hook, *steps],
        "testRunStartedId": "run",
    }


def _run(key: str, number: int) -> Iterator[dict[str, Any]]:
    case, start = f"{key}-c{number}", f"{key}-a{number}"
    yield {"testCaseStarted": {"id": start, "testCaseId": case, "timestamp": _at(1), "attempt": 0, "workerId": "w1"}}
    for step in ("h", "0", "1", "2"):
        about = {"testCaseStartedId": start, "testStepId": f"{case}-{step}"}
        failed = {"status": "FAILED", "message": "expected 7, was 8\n  at steps.ts:14"}
        result = failed if number == 4 and step == "2" else {"status": "PASSED"}
        result |= {"duration": {"seconds": 0, "nanos": 1_000_000}}
        yield {"testStepStarted": about | {"timestamp": _at(2)}}
        yield {"testStepFinished": about | {"testStepResult": result, "timestamp": _at(3)}}
    yield {"testCaseFinished": {"testCaseStartedId": start, "timestamp": _at(8), "willBeRetried": False}}


def junit(suites: int) -> bytes:
    """JUnit XML of so many suites with test cases: some failed with a trace, some skipped, and output."""
    parts = ['<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests">']
    parts += [_suite(number) for number in range(suites)]
    return "".join([*parts, "</testsuites>"]).encode()


def _suite(number: int) -> str:
    home = f"tests.area_{number % 30}.test_module_{number}.TestThing"
    cases = "".join(_junit_case(home, case) for case in range(CASES))
    said = f'name="suite {number}" tests="{CASES}" failures="2" errors="0" skipped="1" time="3.3" hostname="vm"'
    return f'<testsuite {said} timestamp="2026-11-23T07:12:01.123456+00:00">{cases}</testsuite>\n'


def _junit_case(home: str, number: int) -> str:
    inside = ""
    if number % 10 == 3:
        trace = "\n".join(
            f"    tests/area/test_module.py:{n}: in step_{n}\n        assert value == {n}" for n in range(25)
        )
        inside = f'<failure message="AssertionError: assert {number} == 4">{trace}</failure>'
    elif number == 7:
        inside = '<skipped type="pytest.skip" message="needs a network">tests/area/test_module.py:12</skipped>'
    elif number % 4 == 0:
        inside = "<system-out>" + "2026-11-23 07:12:01 INFO request handled in 12 ms\n" * 6 + "</system-out>"
    said = f'classname="{home}" name="test_case_{number}[{number}-x]" time="0.01{number}"'
    return f"<testcase {said}>{inside}</testcase>\n"


def sarif(results: int) -> Iterator[bytes]:
    """One SARIF log of so many results of 120 rules, with the locations, fixes and snippets that linters write."""
    rules = [
        {"id": f"R{n:03}", "name": f"rule-{n}", "shortDescription": {"text": f"Checks thing {n}"},
         "fullDescription": {"text": f"## rule {n}\n" + "Why it matters. " * 40}, "properties": {"tags": ["style"]},
         "helpUri": f"https://example.org/rules/{n}", "defaultConfiguration": {"level": "warning"}}
        for n in range(120)
    ]  # fmt: skip
    driver = {"name": "lint", "version": "0.17.6", "informationUri": "https://example.org/lint", "rules": rules}
    head = '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":'
    yield f'{head}{json.dumps(driver)}}},"results":['.encode()
    for number in range(results):
        yield (b"," if number else b"") + json.dumps(_result(number), indent=2).encode()
    yield b"]}]}"


def _result(number: int) -> dict[str, Any]:
    region = {"startLine": number % 900 + 1, "startColumn": 5, "endLine": number % 900 + 1, "endColumn": 40}
    file = {"uri": f"file:///home/me/src/package_{number % 50}/module_{number % 700}.py"}
    place = {"physicalLocation": {"artifactLocation": file, "region": region}}
    change = {"deletedRegion": region, "insertedContent": {"text": "from collections.abc import Iterator"}}
    fix = {"description": {"text": "Import from `collections.abc`"}}
    return {
        "ruleId": f"R{number % 120:03}",
        "level": "error" if number % 5 == 0 else "warning",
        "message": {"text": f"Import from `collections.abc` instead: `Iterator` (finding {number})"},
        "locations": [place],
        "fixes": [fix | {"artifactChanges": [{"artifactLocation": file, "replacements": [change]}]}],
        "partialFingerprints": {"primary": f"{number:032x}"},
    }
