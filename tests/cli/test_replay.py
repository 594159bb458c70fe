"""``replay``: what was missed comes in, what is known stays as it is, and a trial is a trial."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain import labels
from app.domain.graph import Scope
from app.domain.moments import iso
from app.golden import GOLDEN
from app.ports import Message
from app.use_cases.post import send
from app.use_cases.undo import retractions
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from app.wire.avro import encode
from tests.builders import MINUTE, T0
from tests.cli.conftest import Run
from tests.cli.on_the_log import STREAMS, before_events, ends, positions, task, told
from tests.workers.desks import desk_in
from workers.drain import drain

DEBT = "Iter-Golden-TechDebt"


def test_what_is_known_stays_as_it_is(run: Run, data: Path) -> None:
    told(data, *GOLDEN[DEBT].events("local"))
    before = run("hash", DEBT, "--json").document
    on_the_log = ends(data)
    answer = run("replay", "--iteration", DEBT, "--json").document
    assert answer["selected"] == answer["known"] == before_events(data)
    assert answer["missing"] == 0
    assert all(state["before"] == state["after"] for state in answer["states"])
    assert run("hash", DEBT, "--json").document == before
    assert ends(data) == on_the_log


def test_what_was_missed_comes_in_and_positions_only_grow(run: Run, data: Path) -> None:
    told(data, task("A"))
    told(data, task("B", 1), task("C", 2), taken_in=False)
    before = positions(data)
    dry = run("replay", "--dry-run", "--json").document
    assert (dry["known"], dry["missing"]) == (1, 2)
    assert positions(data) == before
    answer = run("replay", "--json").document
    assert (answer["known"], answer["missing"], answer["by_type"]) == (1, 2, {"dde.task.created": 3})
    assert answer["states"][0]["before"] != answer["states"][0]["after"]
    assert all(positions(data)[name] >= place for name, place in before.items())
    assert run("replay", "--json").document["missing"] == 0
    assert run("status", "--json").document["scopes"][0]["watermark"]["events"] == 3
    trial = run("replay", "--iteration", "i1", "--as", "trial", "--json").document  # B and C are on the log twice
    assert (trial["selected"], trial["missing"], trial["known"]) == (5, 3, 2)


def test_what_the_archive_holds_is_read_too(run: Run, data: Path) -> None:
    told(data, task("A"))
    told(data, task("B"), taken_in=False)
    desk = desk_in(data)
    done = retain(
        desk.log,
        desk.archive,
        [Seen(TOPICS[:3], desk.graph.positions("ingest"))],
        dict.fromkeys(TOPICS, desk.clock() + 1),
    )
    desk.close()
    assert done.trimmed == 2
    assert run("replay", "--json").document["missing"] == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--by", "valid", "--since", iso(T0 + MINUTE)), {"B", "C"}),
        (("--by", "valid", "--until", iso(T0 + MINUTE)), {"A"}),
        (("--by", "valid", "--since", str(T0 + MINUTE), "--until", str(T0 + 2 * MINUTE)), {"B"}),
        (("--stream", "bdv,acc"), set()),
        (("--type", "dde.*.created"), {"A", "B", "C"}),
        (("--type", "dde.gate.*"), set()),
        (("--iteration", "other"), {"C"}),
        (("--tenant", "another"), set()),
        (("--since", "2000-01-01T00:00:00Z"), {"A", "B", "C"}),
        (("--until", "2000-01-01T00:00:00Z"), set()),
    ],
)
def test_a_stretch_is_chosen_by_either_clock_stream_type_and_iteration(
    run: Run, data: Path, tmp_path: Path, words: tuple[str, ...], found: set[str]
) -> None:
    told(data, task("A"), task("B", 1), task("C", 2, "other"))
    file = tmp_path / "lines.jsonl"
    assert run("replay", *words, "--to", str(file)).code == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert {line["payload"]["task_id"] for line in lines} == found


def test_a_stretch_by_when_it_was_learned(run: Run, data: Path) -> None:
    told(data, task("A"))
    desk = desk_in(data)
    (first,) = desk.log.read(STREAMS, {}, 10)
    desk.close()
    between = (first.accepted >> 20) + 1
    told(data, task("B"))
    assert run("replay", "--since", str(between), "--dry-run", "--json").document["selected"] in (0, 1)
    assert run("replay", "--until", str(between), "--dry-run", "--json").document["selected"] >= 1
    whole = [
        run("replay", w, str(between), "--dry-run", "--json").document["selected"] for w in ("--since", "--until")
    ]
    assert sum(whole) == 2


def test_a_trial_is_another_iteration_with_the_same_story_and_the_same_verdict(run: Run, data: Path) -> None:
    told(data, *GOLDEN[DEBT].events("local"))
    original = run("hash", DEBT, "--json").document
    first = run("replay", "--iteration", DEBT, "--as", "trial", "--json").document
    assert first["missing"] == first["selected"] > 0
    assert run("hash", DEBT, "--json").document == original
    verdicts = [run("gate", name, "--json").document["verdict"] for name in (DEBT, "trial")]
    assert verdicts[0] == verdicts[1]
    trial = run("hash", "trial", "--json").document
    second = run("replay", "--iteration", DEBT, "--as", "trial", "--json").document
    assert (second["missing"], second["known"]) == (0, first["missing"])
    assert run("hash", "trial", "--json").document == trial


def test_a_file_brought_elsewhere_tells_the_same_story(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = list(GOLDEN[DEBT].events("local"))
    told(data, *events)
    file = tmp_path / "debt.jsonl"
    answer = run("replay", "--to", str(file), "--json").document
    assert answer["written"] == len({one.key for one in events}) == answer["selected"]
    assert answer["by_type"] == dict(Counter(one.event_type for one in events))
    assert run("replay", "--to", str(file)).code == 2
    monkeypatch.setenv("MC_DATA", str(tmp_path / "elsewhere"))
    assert run("ingest", str(file), "--iteration", DEBT).code == 0
    assert len(of_streams(data)) > 100
    assert of_streams(tmp_path / "elsewhere") == of_streams(data)


def of_streams(folder: Path) -> dict[str, Any]:
    """All nodes but the iteration's own, to which the ingest adds the project."""
    desk = desk_in(folder, "reader")
    snapshot = desk.graph.snapshot(Scope("local", DEBT))
    found = {node.id.uid: dict(node.props) for node in snapshot.nodes.values() if node.id.label != labels.ITERATION}
    desk.close()
    return found


def test_what_was_taken_back_is_not_written_to_a_file(run: Run, data: Path, tmp_path: Path) -> None:
    told(data, msgspec.structs.replace(task("A"), batch_id="b1"), task("B", 1))
    desk = desk_in(data)
    for _ in send(desk.log, encode, retractions(desk.graph, "b1", desk.clock(), "a mistake")):
        pass
    drain(desk)
    desk.close()
    file = tmp_path / "lines.jsonl"
    answer = run("replay", "--to", str(file), "--json").document
    assert (answer["selected"], answer["written"]) == (3, 1)
    assert json.loads(file.read_text())["payload"]["task_id"] == "B"


def test_what_cannot_be_read_is_passed_over_and_counted(run: Run, data: Path) -> None:
    told(data, task("A"))
    desk = desk_in(data)
    desk.log.append([Message("dde", "i1", b"no event")])
    drain(desk)
    desk.close()
    answer = run("replay", "--json")
    assert (answer.document["unreadable"], answer.document["selected"]) == (1, 1)
    assert "1 unreadable ones passed over" in run("replay").out
    assert len(run("dlq", "--json").document) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--since", "yesterday"),
        ("--since", "2026-01-02T00:00:00Z", "--until", "2026-01-01T00:00:00Z"),
        ("--stream", "dvb"),
        ("--as", "trial"),
        ("--as", "i1", "--iteration", "i1"),
        ("--to", "/nowhere/at/all.jsonl"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_it_takes(run: Run, words: tuple[str, ...]) -> None:
    answer = run("replay", *words)
    assert answer.code == 2
    assert answer.err.startswith("mission-control: ")
