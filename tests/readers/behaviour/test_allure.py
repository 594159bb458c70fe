import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadFile
from app.readers import Source
from app.readers.behaviour.allure import read_folder
from app.readers.folder import Outcome, read_paths
from tests.readers.inputs import ROOT, attempts, files, needs_inputs, of_type, origin, read, scenarios

DEMO = ROOT / "allure" / "allure2" / "test-data" / "demo"
CONTAINERS = re.compile(r"group|sort2?\.json")
EDGES = [name for name in files("allure/allure2/src/test/resources/allure2/*.json") if not CONTAINERS.search(name)]
WORDS = {"passed": "PASSED", "failed": "FAILED", "broken": "ERROR", "skipped": "SKIPPED"}


def outcomes(folder: Path) -> list[Outcome]:
    return list(read_paths([folder], lambda path, at: origin(source_file=path.name, modified_ms=at)))


def result(
    name: str = "t", status: str | None = "passed", start: int = 1_790_000_000_000, **said: Any
) -> dict[str, Any]:
    return {"uuid": f"{name}-{start}", "name": name, "status": status, "start": start, "stop": start + 5} | said


def told(*results: dict[str, Any], containers: tuple[dict[str, Any], ...] = ()) -> list[Any]:
    files = {f"{number}-result.json": json.dumps(one) for number, one in enumerate(results)}
    files |= {f"{number}-container.json": json.dumps(one) for number, one in enumerate(containers)}
    return list(read_folder({name: Source.of(text.encode(), name) for name, text in files.items()}, origin()))


def with_files(keep: Any = None, **beside: bytes) -> list[Any]:
    """A failed test with two steps that attach files, as does the test itself."""
    steps = [
        {
            "name": "open",
            "status": "passed",
            "attachments": [{"name": "page", "source": "a.txt", "type": "text/plain"}],
        },
        {"name": "see", "status": "failed", "attachments": [{"name": "lost", "source": "../a.txt"}]},
    ]
    one = result(
        status="failed", steps=steps, attachments=[{"name": "Screen", "source": "s.png", "type": "image/png"}]
    )
    named = {
        "1-result.json": json.dumps(one).encode(),
        **{name.replace("_", "."): data for name, data in beside.items()},
    }
    sources = {name: Source.of(data, name) for name, data in named.items()}
    (done,) = attempts(list(read_folder(sources, origin(keep=keep))))
    return [step.attachments for step in done.steps]


def test_attachments_are_taken_in_on_the_steps_that_made_them_and_those_of_the_test_on_its_failed_step() -> None:
    put: dict[str, bytes] = {}

    def keep(data: bytes, sha256: str) -> tuple[str, str]:
        put[sha256] = data
        return f"attachments/{sha256}", ""

    opened, seen = with_files(keep, a_txt=b"hello", s_png=b"\x89PNG")
    assert [(one.name, one.text, one.size) for one in opened] == [("page", "hello", 5)]
    lost, screen = seen
    assert (screen.name, screen.media_type, put[screen.sha256]) == ("Screen", "image/png", b"\x89PNG")
    assert screen.file == f"attachments/{screen.sha256}"
    assert (lost.file, lost.note) == ("", "left out: ../a.txt is not there")


def test_attachments_that_nobody_keeps_are_described_and_say_so() -> None:
    screen = with_files(s_png=b"\x89PNG")[1][1]
    assert (screen.size, screen.file) == (4, "")
    assert screen.note == "left out: 4 bytes, only texts up to 4096 bytes are kept"


def plain() -> dict[str, list[str]]:
    """Per test of the demo its statuses in order of time, and with failed fixtures, counted from the JSON alone."""
    results = [json.loads(file.read_text()) for file in DEMO.glob("*-result.json")]
    hurt = set()
    for file in DEMO.glob("*-container.json"):
        found = json.loads(file.read_text())
        if any(
            one.get("status") in ("failed", "broken") for one in found.get("befores", []) + found.get("afters", [])
        ):
            hurt |= set(found["children"])
    tests: dict[str, list[str]] = {}
    for one in sorted(results, key=lambda r: r["start"]):
        word = WORDS.get(one["status"], "UNKNOWN")
        status = "ERROR" if one["uuid"] in hurt and word in ("PASSED", "SKIPPED", "UNKNOWN") else word
        tests.setdefault(one.get("historyId", one["uuid"]), []).append(status)
    return tests


@needs_inputs
def test_a_folder_is_one_run_with_the_tests_and_outcomes_that_its_files_have() -> None:
    (demo,) = (one for one in outcomes(DEMO) if one.path == DEMO)
    (run,) = of_type(demo.events, "bdv.run.completed")
    tests = plain()
    last = Counter(tries[-1] for tries in tests.values())
    assert (run.counts["scenarios"], run.counts["attempts"]) == (len(tests), sum(map(len, tests.values())))
    assert {word: run.counts[word.lower()] for word in WORDS.values()} == {
        word: last[word] for word in WORDS.values()
    }


@needs_inputs
def test_what_lies_in_the_folder_belongs_to_it() -> None:
    beside = [one.path.name for one in outcomes(DEMO) if one.path != DEMO]
    refused = [one for one in outcomes(DEMO) if one.path == DEMO and one.state != "read"]
    assert not refused
    assert "history.json" not in beside
    assert not [name for name in beside if name.startswith("attachment-")]


@needs_inputs
def test_the_run_names_executor_environment_and_categories() -> None:
    (demo,) = (one for one in outcomes(DEMO) if one.path == DEMO)
    note = next(iter(demo.events)).metadata
    assert note["environment.demo.release"] == "2026.04"
    assert note["executor"].startswith("GitHub Actions")
    assert "Product defects" in note["categories"]


@needs_inputs
@pytest.mark.parametrize("name", EDGES)
def test_a_single_result_is_read_and_no_odd_status_is_a_success(name: str) -> None:
    text = (ROOT / name).read_bytes()
    (done,) = attempts(read(text))
    word = json.loads(text).get("status") or ""
    assert done.status == WORDS.get(word.lower(), "UNKNOWN")


def test_results_of_one_history_are_attempts_in_order_of_time() -> None:
    late, early = result(start=1_790_000_002_000, historyId="h"), result(status="failed", historyId="h")
    assert [(d.attempt, d.status, d.will_retry) for d in attempts(told(late, early))] == [
        (1, "FAILED", True),
        (2, "PASSED", False),
    ]


def test_results_without_a_history_are_tests_of_their_own() -> None:
    assert len(scenarios(told(result(), result(start=1_790_000_002_000)))) == 2


def test_a_fixture_that_failed_is_an_error_also_through_another_container() -> None:
    inner = {"uuid": "c", "children": ["t-1790000000000"]}
    outer = {"uuid": "d", "children": ["c"], "afters": [{"name": "stop", "status": "broken"}]}
    (done,) = attempts(told(result(), containers=(inner, outer)))
    assert (done.status, done.failed_step) == ("ERROR", "fixture stop")


def test_containers_that_hold_each_other_do_no_harm() -> None:
    one = {"uuid": "c", "children": ["d", "t-1790000000000"], "befores": [{"name": "start", "status": "passed"}]}
    other = {"uuid": "d", "children": ["c"]}
    assert [d.status for d in attempts(told(result(), containers=(one, other)))] == ["PASSED"]


def test_labels_links_and_flags_become_tags() -> None:
    labels = [{"name": n, "value": v} for n, v in (("tag", "smoke"), ("severity", "blocker"), ("jira", "AE-2"))]
    links = [{"type": "tms", "name": "the case", "url": "https://example.org/tms/TMS-420"}]
    said = {"flaky": True, "muted": True, "known": False}
    (spec,) = scenarios(told(result(labels=labels, links=links, statusDetails=said))).values()
    assert set(spec.tags) == {
        *("@smoke", "@severity:blocker", "@critical", "@req:AE-2", "@req:TMS-420"),
        *("@flaky", "@quarantine:muted"),
    }


def test_steps_are_nested_and_parameters_name_the_test() -> None:
    steps = [{"name": "a", "status": "failed", "steps": [{"name": "b", "status": "failed"}]}]
    shown = [{"name": "x", "value": "1"}, {"name": "secret", "value": "2", "mode": "masked"}]
    events = told(result(status="failed", steps=steps, parameters=shown))
    assert [step.text for done in attempts(events) for step in done.steps] == ["a", "  b"]
    assert [spec.name for spec in scenarios(events).values()] == ["t (x: 1)"]


def test_a_broken_file_is_named() -> None:
    files = {"a-result.json": Source.of(b'{"name":"a","status":'), "b-result.json": Source.of(b'{"name":"b"}')}
    with pytest.raises(BadFile) as caught:
        list(read_folder(files, origin()))
    assert caught.value.place.startswith("a-result.json")
