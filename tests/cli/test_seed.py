"""Seeding brings each thing once, tells how far it is, and does not stumble over one step that fails."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app import seeding
from app.cli.desks import reading
from app.cli.seed import carry_out
from app.cli.seedplan import Step, plan
from app.cli.terminal import Terminal
from app.cli.verb import Call
from app.desk import Desk
from app.errors import SetupError
from app.golden import GOLDEN
from app.seeding import Seeding
from app.settings import read_settings
from tests.workers.desks import desk_in

Seed = Callable[[Sequence[Step]], tuple[list[str], list[str]]]


@pytest.fixture
def seed(data: Path) -> Seed:
    """Carries out steps over the data folder, telling each change on stdout."""
    settings = read_settings({"MC_DATA": str(data)})
    call = Call(settings, argparse.Namespace(lines=True), Terminal(bars=False))

    def seeded(steps: Sequence[Step]) -> tuple[list[str], list[str]]:
        with reading(call) as desk, call.terminal.progress("seed", None) as bar:
            return carry_out(call, desk, bar, steps)

    return seeded


def step(name: str, made_from: str, done: list[str], weight: int = 2) -> Step:
    def work(desk: Desk, moved: Callable[[float], None]) -> None:
        moved(0.5)
        done.append(f"{name} of {made_from}")

    return Step(name, made_from, weight, work)


def broken(desk: Desk, moved: Callable[[float], None]) -> None:
    raise SetupError("the tool is not there")


def test_each_step_is_done_once_and_again_when_there_is_something_new(seed: Seed, data: Path) -> None:
    done: list[str] = []
    assert seed([step("a", "1", done), step("b", "1", done)]) == (["a", "b"], [])
    assert seed([step("a", "1", done), step("b", "2", done)]) == (["b"], [])
    assert done == ["a of 1", "b of 1", "b of 2"]
    assert seeding.read(data).complete


def test_every_change_is_told_on_a_line_and_kept_in_the_marker(
    seed: Seed, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed([step("a", "1", []), step("b", "1", [])])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(t["state"], t["step"], t["done"]) for t in told][:3] == [
        ("running", "a", 0),
        ("running", "a", 1),
        ("running", "a", 2),
    ]
    assert (told[-1]["state"], told[-1]["done"]) == ("done", told[-1]["total"])
    assert seeding.read(data) == Seeding("done", "", told[-1]["total"], told[-1]["total"], {"a": "1", "b": "1"})


def test_a_step_that_fails_is_named_and_tried_again(seed: Seed, data: Path) -> None:
    done: list[str] = []
    assert seed([Step("a", "1", 1, broken), step("b", "1", done)]) == (["b"], ["a"])
    assert seeding.read(data).state == "failed"
    assert not seeding.read(data).complete
    assert seed([step("a", "1", done), step("b", "1", done)]) == (["a"], [])
    assert seeding.read(data).state == "done"


def test_the_plan_shows_the_golden_iterations_this_repository_and_a_package(data: Path) -> None:
    names = [step.name for step in plan(data)]
    assert names[: len(GOLDEN)] == [f"golden iteration {name}" for name in GOLDEN]
    assert names[len(GOLDEN) :] == [
        "this repository and its history",
        "the installed package dash",
        "its own test results",
    ]
    assert [step.made_from for step in plan(data)] == [step.made_from for step in plan(data)]


def test_a_golden_step_brings_its_iteration_through_the_log(seed: Seed, data: Path) -> None:
    golden = next(plan(data))
    seed([golden])
    desk = desk_in(data)
    scopes = [info.scope for info in desk.graph.scopes()]
    desk.close()
    assert scopes == [("local", golden.name.rpartition(" ")[2])]


def test_an_installed_package_is_scanned_where_it_lies(seed: Seed, data: Path) -> None:
    seed([step for step in plan(data) if "dash" in step.name])
    desk = desk_in(data)
    modules = list(desk.graph.snapshot(desk.graph.scopes()[0].scope).labelled("CodeModule"))
    desk.close()
    assert len(modules) > 50
