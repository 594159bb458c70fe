"""The rules are right, every alert is seen to fire and to be silent, and all of it speaks of what is really told."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.ports.meters import METERS
from app.ports.telemetry import Counter, Histogram
from observability.boards import BOARDS
from observability.grafana import PROMETHEUS, text_of
from tests.observability.programs import installed

FOLDER = Path(__file__).parents[2] / "observability"
GROUPS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "rules.yml").read_text(encoding="utf-8"))["groups"]
DOCUMENT = (FOLDER.parent / "docs" / "observability.md").read_text(encoding="utf-8")
RULES = [rule for group in GROUPS for rule in group["rules"]]
ALERTS = [rule["alert"] for rule in RULES if "alert" in rule]
RECORDED = {rule["record"] for rule in RULES if "record" in rule}
TESTED = [
    case
    for test in yaml.safe_load((FOLDER / "rules_test.yml").read_text(encoding="utf-8"))["tests"]
    for case in test.get("alert_rule_test", ())
]
QUERIES = [
    (board.name, panel.title, query.ask)
    for board in BOARDS
    if board.source == PROMETHEUS
    for panel in board.panels
    for query in panel.queries
]


def told() -> Iterator[str]:
    """Every series that the processes tell."""
    for meter in METERS:
        assert not isinstance(meter, Counter) or meter.name.endswith("_total")
        yield from (
            [f"{meter.name}_{end}" for end in ("bucket", "sum", "count")]
            if isinstance(meter, Histogram)
            else [meter.name]
        )


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [installed("promtool"), *words], cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.servers
def test_promtool_accepts_the_rules() -> None:
    checked = promtool("check", "rules", "rules.yml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.servers
def test_promtool_sees_every_alert_as_the_cases_say() -> None:
    tested = promtool("test", "rules", "rules_test.yml")
    assert tested.returncode == 0, tested.stdout + tested.stderr


@pytest.mark.parametrize("name", ALERTS)
def test_every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(name: str) -> None:
    cases = [bool(case["exp_alerts"]) for case in TESTED if case["alertname"] == name]
    assert {True, False} <= set(cases)


@pytest.mark.parametrize("rule", [rule for rule in RULES if "alert" in rule], ids=lambda rule: rule["alert"])
def test_every_alert_says_how_bad_it_is_what_it_is_and_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket", "note")
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["action"]


@pytest.mark.parametrize(
    "ask",
    [*(rule["expr"] for rule in RULES), *(ask for _, _, ask in QUERIES)],
)
def test_nothing_is_asked_for_that_nobody_tells(ask: str) -> None:
    named = set(re.findall(r"trimodal[a-z0-9_:]+", ask))
    assert named <= {*told(), *RECORDED}


@pytest.mark.parametrize("meter", METERS, ids=lambda meter: meter.name)
def test_every_number_that_is_told_is_looked_at_somewhere(meter) -> None:
    asked = " ".join([*(rule["expr"] for rule in RULES), *(ask for _, _, ask in QUERIES)])
    assert meter.name in asked


@pytest.mark.parametrize("meter", METERS, ids=lambda meter: meter.name)
def test_every_number_is_explained_to_people(meter) -> None:
    assert f"| `{meter.name}` | {meter.help} | {', '.join(meter.labels)} |" in DOCUMENT


@pytest.mark.parametrize("rule", [rule for rule in RULES if "alert" in rule], ids=lambda rule: rule["alert"])
def test_every_alert_is_explained_to_people(rule: dict[str, Any]) -> None:
    row = f"| `{rule['alert']}` | {rule['labels']['severity']} | {rule['annotations']['action']} |"
    assert row in DOCUMENT


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_the_dashboards_in_the_folder_are_those_that_are_written_here(board) -> None:
    file = FOLDER / "dashboards" / f"{board.name}.json"
    assert file.read_text(encoding="utf-8") == text_of(board), "python -m observability writes them anew"
    panels = json.loads(file.read_text(encoding="utf-8"))["panels"]
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels]
    assert len(set(places)) == len(panels)
    assert all(p["gridPos"]["x"] + p["gridPos"]["w"] <= 24 for p in panels)
