"""What is run is found without being told: the project's folder, its runner, its interpreter."""

import sys
from pathlib import Path

import pytest

from app.engines.behaviour.target import Interpreter, interpreter, project_of, runner_of, start_of
from app.engines.behaviour.trace import caller, header, span_below
from app.errors import BadRequest
from tests.engines.behaviour.samples import COUNTING, lay
from tests.engines.behaviour.shop import SHOP

BOTH = Interpreter(path="python", behave=True, pytest_bdd=True, version="3.11.0")


def test_the_nearest_project_is_where_the_runner_starts(tmp_path: Path) -> None:
    shop = lay(tmp_path / "shop", SHOP)
    assert project_of(shop / "features" / "shop.feature") == project_of(shop) == shop


def test_the_runner_is_the_one_whose_steps_lie_there(tmp_path: Path) -> None:
    shop, counting = lay(tmp_path / "shop", SHOP), lay(tmp_path / "counting", COUNTING)
    assert runner_of("auto", shop, shop, BOTH) == "behave"
    assert runner_of("auto", counting / "features", counting, BOTH) == "pytest-bdd"
    assert runner_of("behave", counting, counting, BOTH) == "behave"


def test_where_nothing_tells_the_runner_it_has_to_be_named(tmp_path: Path) -> None:
    neither = Interpreter(path="python", behave=False, pytest_bdd=False, version="3")
    with pytest.raises(BadRequest, match="say --runner behave or --runner pytest-bdd"):
        runner_of("auto", tmp_path, tmp_path, BOTH)
    with pytest.raises(BadRequest, match="has neither behave nor pytest-bdd"):
        runner_of("auto", tmp_path, tmp_path, neither)


def test_behave_is_pointed_at_the_folder_that_holds_the_steps(tmp_path: Path) -> None:
    shop = lay(tmp_path / "shop", SHOP)
    assert start_of(shop, shop) == shop / "features"
    assert start_of(shop / "features" / "shop.feature", shop) == shop / "features" / "shop.feature"
    lay(tmp_path / "shop" / "other", {name: text for name, text in SHOP.items() if name != "behave.ini"})
    with pytest.raises(BadRequest, match=r"2 folders with steps \(features, other/features\)"):
        start_of(shop, shop)


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/true", "/bin/cat"])
def test_what_is_no_python_is_refused(tmp_path: Path, python: str) -> None:
    with pytest.raises(BadRequest, match="--python"):
        interpreter(python, tmp_path, {})


def test_an_interpreter_says_what_it_has(tmp_path: Path) -> None:
    found = interpreter(sys.executable, tmp_path, {})
    assert found.behave and found.pytest_bdd and not found.lacks
    assert found.version == sys.version.split()[0]


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", f"00-{'0' * 32}-{'1' * 16}-01", f"00-{'1' * 32}-{'0' * 16}-01", f"ff-{'1' * 32}-{'1' * 16}-01"],
)
def test_what_is_no_trace_is_not_joined(text: str) -> None:
    assert caller({"TRACEPARENT": text}) is None
    assert span_below(None).parent_span_id == ""


def test_a_span_below_another_stays_in_its_trace() -> None:
    outer = caller({"TRACEPARENT": f"00-{'a' * 32}-{'b' * 16}-01"})
    mine = span_below(outer)
    assert (mine.trace_id, mine.parent_span_id) == ("a" * 32, "b" * 16)
    assert header(mine) == f"00-{'a' * 32}-{mine.span_id}-01"
