"""``quarantine``: flaky scenarios stop the gate no more, until they are green again or people let them out."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HERE = ("--python", sys.executable, "--project", "shop")


def test_a_flaky_scenario_is_quarantined_and_comes_out_after_two_green_runs(
    run: Run, flaky: Path, tmp_path: Path
) -> None:
    about = ("--project", "shop", "--iteration", "dice")  # whichever branch this test is run on
    told = run("validate", str(flaky), *HERE, "--iteration", "dice", "--repeat", "4")
    assert "flaky: “It passes when tried again” FPFP, rate 0.50" in told.out
    assert "candidate" in run("quarantine", *about).out
    held = run(
        "quarantine", "passes when tried", *about, "--owner", "m.keller", "--reason", "dice", "--review", "2099-01-31"
    )
    assert held.code == 0, held.err
    listed = run("quarantine", *about, "--json").document
    assert listed["candidates"] == []
    assert [(q["owner"], q["review"], q["overdue"]) for q in listed["quarantined"]] == [
        ("m.keller", "2099-01-31", False)
    ]
    early = run("quarantine", "passes when tried", *about, "--release")
    assert (early.code, "has 0 of 2 green runs" in early.out) == (1, True)
    assert run("validate", str(flaky), *HERE, "--iteration", "dice").code == 0  # it fails, and that is forgiven
    steps = flaky / "features" / "steps" / "flaky_steps.py"
    steps.write_text(steps.read_text().replace("tried % times == 0", "tried"))
    green = run("validate", str(flaky), *HERE, "--iteration", "dice", "--repeat", "2")
    assert "was green twice in a row and may be released" in green.out
    assert run("quarantine", "passes when tried", *about, "--release").code == 0
    assert run("quarantine", *about, "--json").document["quarantined"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("One thing",), "it takes owner, reason, review"),
        (("One thing", "--owner", "a", "--reason", "b", "--review", "soon"), "review takes a day as YYYY-MM-DD"),
        (("One thing", "--owner", "a", "--reason", "b", "--review", "2001-01-01"), "a review lies ahead"),
        (("One thing", "--release"), "is not quarantined"),
        (("Nobody",), "no scenario is called 'Nobody'"),
        (("S",), "scenarios are meant by 'S'"),
    ],
)
def test_quarantine_says_what_it_takes(run: Run, shop: Path, words: tuple[str, ...], said: str) -> None:
    run("validate", str(shop), *HERE, "--tags", "@critical or @small")
    told = run("quarantine", *words, "--iteration", "shop")
    assert told.code == 2
    assert said in told.err
