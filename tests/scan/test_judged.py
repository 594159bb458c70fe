"""What scan tells is what the verdict reads: the totals agree at every commit, and so does the answer."""

from pathlib import Path

from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.moments import AsOf, acceptance
from app.domain.state import read
from app.domain.verdict.acc import judge_acc
from tests.scan.repositories import START_S, Told, repository
from tests.scan.small_history import STEPS


def states(told: Told, minutes: int) -> list[str]:
    """The state of the ACC stream after each minute of the history."""
    entries = [entry_of(event, acceptance(START_S * 1000, 0, n)) for n, event in enumerate(told.events)]
    found = []
    for minute in range(minutes):
        moment = (START_S + minute * 60) * 1000
        found.append(judge_acc(read(fold(entries, AsOf.at(moment))), True, moment).state.value)
    return found


def test_the_verdict_agrees_with_the_totals_of_every_commit(tmp_path: Path):
    told = Told(repository(tmp_path, *STEPS), history=10)

    assert states(told, 5) == ["pass", "fail", "fail", "pass", "pass"]


def test_a_proposal_passes_until_something_new_is_broken(tmp_path: Path):
    first = {"shop/__init__.py": "", "shop/a.py": "import shop.b\n", "shop/b.py": "import shop.a\n", "shop/c.py": ""}
    worse = {"shop/c.py": "import shop.a\n", "shop/b.py": "import shop.a\nimport shop.c\n"}

    assert states(Told(repository(tmp_path, first, worse, {"shop/c.py": ""}), history=10), 3) == [
        "pass",
        "fail",
        "pass",
    ]


def test_a_top_package_that_appears_later_leaves_no_contradiction(tmp_path: Path):
    steps = [{"app/__init__.py": "", "app/old.py": ""}, {"pages/__init__.py": "import app\n", "app/old.py": None}]

    assert states(Told(repository(tmp_path, *steps), history=10), 2) == ["pass", "pass"]
