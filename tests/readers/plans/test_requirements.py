"""Requirements come in from what people keep them in."""

import json

import pytest

from app.domain.payloads.dde import RequirementCreated
from app.errors import BadFile, UnknownFormat
from app.readers import recognise
from tests.readers.inputs import read

CSV = b'ID;Summary;Description;Priority\nREQ-1;Pay by card;"one line\nand another";high\n\n#7;Refund;;\n'
YAML = b"""
project: shop
requirements:
  - {id: REQ-1, name: Pay by card, priority: high}
  - id: 7
    title: Refund
"""
MAPPED = b"requirements:\n  REQ-1: Pay by card\n  REQ-2: {name: Refund, text: within a day}\n"
GITHUB = json.dumps(
    [
        {"number": 12, "title": "Pay by card", "body": "as customer", "url": "u", "labels": [{"name": "x"}]},
        {"number": 13, "title": "A pull request", "pull_request": {"url": "p"}},
    ]
).encode()
GITLAB = json.dumps([{"iid": 4, "title": "Refund", "description": None, "web_url": "w"}]).encode()
JIRA = json.dumps(
    {"issues": [{"key": "SHOP-3", "id": "10001", "fields": {"summary": "Refund", "priority": {"name": "High"}}}]}
).encode()


def wanted(data: bytes) -> dict[str, RequirementCreated]:
    found = [event.payload for event in read(data)]
    return {p.requirement_id: p for p in found if isinstance(p, RequirementCreated)}


def test_a_table_with_ids_and_titles_is_read_whatever_its_columns_are_called() -> None:
    found = wanted(CSV)
    assert found["REQ-1"] == RequirementCreated(
        requirement_id="REQ-1", name="Pay by card", text="one line\nand another", priority="high", origin="csv"
    )
    assert found["7"].name == "Refund"


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (YAML, {"REQ-1": "Pay by card", "7": "Refund"}),
        (MAPPED, {"REQ-1": "Pay by card", "REQ-2": "Refund"}),
        (GITHUB, {"12": "Pay by card"}),
        (GITLAB, {"4": "Refund"}),
        (JIRA, {"SHOP-3": "Refund"}),
    ],
)
def test_lists_and_issue_exports_are_read(data: bytes, names: dict[str, str]) -> None:
    assert {key: found.name for key, found in wanted(data).items()} == names


def test_what_an_issue_says_is_kept() -> None:
    assert wanted(JIRA)["SHOP-3"].priority == "High"
    assert (wanted(GITHUB)["12"].text, wanted(GITHUB)["12"].url) == ("as customer", "u")


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (b"id,name\nREQ-1,a\nREQ-1,b\n", "line 3", "REQ-1 was there already, at line 2"),
        (b"id,title\n,nameless\n", "line 2", "needs an id"),
        (b"id,title\nA B,blank\n", "line 2", "without blanks"),
        (b'id,name\nREQ-1,"open\n', "line 2", "CSV"),
        (b"requirements:\n  - REQ-1\n", "$.requirements[0]", "takes a mapping"),
        (b"requirements: 7\n", "$.requirements", "takes a list"),
        (b"requirements:\n  - {id: REQ-1\n", "line 3 column 1", "broken YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, place: str, reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(data)
    assert refused.value.place == place
    assert reason in refused.value.reason


def test_a_table_of_something_else_is_not_taken_for_requirements() -> None:
    with pytest.raises(UnknownFormat):
        recognise(b"date,modules,edges\n2026-01-01,3,4\n")


@pytest.mark.parametrize(
    "data",
    [
        b"id,name,age\n1,Ada,36\n",
        b"id,title,severity,cve_id\n1,Overflow,high,CVE-1\n",
        b'{"requirements": {"setuptools": "59"}, "commit_hash": "a", "results": {}}',
        b"package:\n  name: x\nrequirements:\n  build: [gcc]\n",
        b'{"issues": [{"key": "lint.long-line", "fileName": "a.d", "line": 3}]}',
        b'{"issues": [], "total": 0}',
        b'[{"iid": 1, "title": "Fix", "source_branch": "fix"}]',
        b'[{"number": 1, "title": "v1", "open_issues": 2}]',
    ],
)
def test_what_only_looks_like_requirements_is_none(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        recognise(data, "data")


def test_a_plain_table_is_read_where_its_name_says_what_it_is() -> None:
    assert recognise(b"id,name\npay,Pay\n", "requirements.csv").name == "requirements-csv"


def test_a_page_of_jira_without_issues_is_one() -> None:
    assert list(read(b'{"startAt": 0, "maxResults": 50, "total": 0, "issues": []}')) == []
