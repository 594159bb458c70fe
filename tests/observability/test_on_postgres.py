"""Every query of the dashboard of PostgreSQL, asked of a real one that holds what the product writes."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest

from app.domain.audit import Deed
from app.domain.graph import Scope
from app.domain.moments import acceptance
from app.ports import Sample
from app.settings import read_settings
from app.wiring import open_desk
from observability.grafana import POSTGRES
from tests.contracts.servers import address, close, namespace, needs
from tests.observability.test_rules import FOLDER

pytestmark = needs("postgres")

BOARDS = [
    board
    for file in sorted((FOLDER / "dashboards").glob("*.json"))
    if (board := json.loads(file.read_text(encoding="utf-8")))["templating"]["list"][0]["query"] == POSTGRES
]
QUERIES = [
    (panel["title"], target["rawSql"]) for board in BOARDS for panel in board["panels"] for target in panel["targets"]
]
LISTS = [
    (variable["name"], variable["query"])
    for board in BOARDS
    for variable in board["templating"]["list"]
    if variable["type"] == "query"
]
MINUTE = 60_000


def deeds(now: int) -> Iterator[Deed]:
    streams = {"dde": "pass", "bdv": "pass", "acc": "pass"}
    for number, verdict in enumerate(("all_pass", "design_gap")):
        at = now - (number + 1) * MINUTE
        after = {"verdict": verdict, "can_deploy": verdict == "all_pass", **streams}
        yield Deed(acceptance(at, 0, number), at, "acme", "i1", "convergence.verdict.changed", "verdict", after=after)
    gate = {"gate_status": "BLOCKED", "approved": False}
    asked = acceptance(now, 1, 1)
    yield Deed(asked, now, "acme", "i1", "convergence.gate.checked", "gate/production", "ada", after=gate)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The namespace of a product that has measured and judged lately."""
    folder, now = tmp_path_factory.mktemp("filled"), time.time_ns() // 1_000_000
    name = namespace(folder)
    variables = {"MC_DATA": str(folder), "MC_STORE": "servers", "MC_POSTGRES": address("MC_POSTGRES")}
    with closing(open_desk(read_settings({**variables, "MC_NAMESPACE": name}), "writer")) as desk:
        samples = [Sample(Scope("acme", "i1"), "bdv.flake_rate", now - n * MINUTE, 0.1 * n) for n in range(90)]
        desk.metrics.record("test", {}, samples)
        desk.metrics.roll_up()
        desk.audit.record("test", {}, {}, list(deeds(now)))
        yield name
        close(desk.metrics, desk.audit, desk.jobs)


def asked(query: str, name: str) -> list[tuple[Any, ...]]:
    """The rows, with the variables and the macro of Grafana put in as it puts them in."""
    chosen = {"namespace": name, "tenant": "acme", "measure": "bdv.flake_rate"}
    filled_in = re.sub(r"\$\{?(namespace|tenant|measure)\}?", lambda found: chosen[found[1]], query)
    between = r"\1 BETWEEN now() - interval '7 days' AND now() + interval '1 hour'"
    whole = re.sub(r"\$__timeFilter\((\w+)\)", between, filled_in)
    assert "$" not in whole
    with psycopg.connect(address("MC_POSTGRES")) as connection:
        return connection.execute(whole.encode()).fetchall()


@pytest.mark.parametrize(("panel", "query"), QUERIES, ids=lambda text: text[:40])
def test_every_query_answers(filled: str, panel: str, query: str) -> None:
    rows = asked(query, filled)
    assert rows
    assert rows[0][0] is not None


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_every_list_to_choose_from_is_filled(filled: str, name: str, query: str) -> None:
    assert asked(query, filled) == [({"tenant": "acme", "measure": "bdv.flake_rate"}[name],)]


def test_the_numbers_are_those_of_what_was_written(filled: str) -> None:
    said = dict(QUERIES)
    assert float(asked(said["May ship, of the verdicts of 7 days"], filled)[0][0]) == 0.5
    assert asked(said["Deeds in 7 days"], filled) == [(3,)]
    assert [row[1:] for row in asked(said["Answers of the gate per day"], filled)] == [("BLOCKED", 1)]
    assert [row[2] for row in asked(said["Who did what last"], filled)] == ["ada", "", ""]
    assert sum(row[2] for row in asked(said["Values per hour"], filled)) == 90
