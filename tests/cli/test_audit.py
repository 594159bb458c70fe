"""``audit`` on the command line: what was done is told, counted, exported, and seen to be as it was written."""

import json
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from app.golden import GOLDEN
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from tests.builders import event
from tests.cli.conftest import Run
from tests.workers.desks import desk_in

NAME = "Iter-Golden-SystemicFailure"


@pytest.fixture
def filled(bring) -> None:
    held = event(
        "bdv.scenario.quarantined", 1, tenant="local", scenario_id="S.1", reason="flaky", quarantined_by="ada"
    )
    bring([*GOLDEN[NAME].events("local"), held])


def test_the_latest_deeds_come_first_and_can_be_narrowed(run: Run, filled: None) -> None:
    assert run("gate", NAME, "--project", "shop", "--build", "1.2").code == 1
    entries = run("audit", "--json").document["entries"]
    assert {"convergence.gate.checked", "convergence.verdict.changed", "bdv.scenario.quarantined"} <= {
        entry["kind"] for entry in entries
    }
    assert [entry["number"] for entry in entries] == sorted((e["number"] for e in entries), reverse=True)
    gates = run("audit", "list", "--kind", "convergence.gate", "--iteration", NAME, "--json").document["entries"]
    assert [(gate["after"]["gate_status"], gate["after"]["approved"]) for gate in gates] == [("AUTO_BLOCKED", False)]
    assert (gates[0]["after"]["project"], gates[0]["after"]["version"]) == ("shop", "1.2")
    assert "ada" in run("audit", "--who", "ada").out
    assert run("audit", "--who", "nobody").out == "nothing of the kind was done\n"


def test_figures_count_the_verdicts(run: Run, filled: None) -> None:
    told = run("audit", "--kind", "convergence.verdict", "--json").document["entries"]
    week = run("audit", "figures", "--json").document["statistics"]
    assert [one["days"] for one in week] == [7, 14, 30]
    assert all(one["total"] <= len(told) for one in week)
    assert run("audit", "figures").code == 0


def test_an_export_holds_the_whole_chain(run: Run, filled: None, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    written = run("audit", "export", str(file), "--json").document["written"]
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(lines) == written > 2
    assert [line["previous"] for line in lines] == ["", *(line["digest"] for line in lines[:-1])]
    assert run("audit", "export", str(file)).code == 2


def test_it_is_intact_and_archive_and_log_say_the_same(run: Run, filled: None, data: Path) -> None:
    assert run("audit").code == 0
    with closing(desk_in(data)) as desk:
        seen = [Seen(TOPICS, desk.log.ends(TOPICS))]
        assert retain(desk.log, desk.archive, seen, dict.fromkeys(TOPICS, desk.clock() + 1)).trimmed > 0
    run("gate", NAME)
    said = run("audit", "verify", "--log", "--json")
    assert (said.code, said.document["intact"], said.document["agrees"]) == (0, True, True)
    again = run("audit", "rebuild", "--json").document
    assert (again["agrees"], again["replaced"]) == (True, False)


def test_a_change_by_hand_is_seen_and_made_good_from_the_log(run: Run, filled: None, data: Path) -> None:
    before = run("audit", "verify", "--json").document["chains"]
    with closing(apsw.Connection(str(data / "audit.db"))) as connection:
        connection.execute("UPDATE entry SET body = replace(body, 'ada', 'eve') WHERE who = 'ada'")
    said = run("audit", "verify")
    assert said.code == 1
    assert "is not what was written" in said.out
    with closing(apsw.Connection(str(data / "audit.db"))) as connection:
        connection.execute("DELETE FROM entry WHERE who = 'ada'")
    assert run("audit", "verify").code == 1
    with closing(apsw.Connection(str(data / "audit.db"))) as connection:
        connection.execute("UPDATE head SET digest = 'x'")
    assert run("audit", "rebuild").code == 1
    assert run("audit", "rebuild", "--accept-differences").code == 0
    after = run("audit", "verify", "--log", "--json")
    assert after.code == 0
    [last] = run("audit", "--limit", "1", "--json").document["entries"]
    assert (last["kind"], last["subject"]) == ("convergence.store.rebuilt", "store/audit log")
    assert last["previous"] == before["local"]["head"], "all before it is as it was"
