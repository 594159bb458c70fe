"""How often files were changed, counted by hand, and how risk moved since."""

from pathlib import Path
from typing import Any

from app.domain.events import DAY_MS
from app.scan.churn import GRID_MS, WINDOW_MS, window_start
from tests.scan.repositories import START_S, Told, commit, git, repository

DAY_S = DAY_MS // 1000

FILES: dict[str, str | None] = {"shop/__init__.py": "", "shop/a.py": "x = 1\n", "shop/b.py": "import shop.a\n"}


def branches(count: int) -> str:
    return "def f(x):\n" + "".join(f"    if x == {n}: pass\n" for n in range(count))


def churn(told: Told) -> dict[str, tuple[int, int]]:
    return {name: (m.churn_commits, m.churn_lines) for name, m in told.modules().items()}


def test_commits_and_lines_are_counted_and_the_first_commit_changes_nothing(tmp_path: Path):
    repository(tmp_path, FILES)
    commit(tmp_path, {"shop/a.py": "x = 2\ny = 3\n"}, "Two lines for one", START_S + 60)
    commit(
        tmp_path, {"shop/a.py": "x = 2\n", "shop/b.py": None, "shop/c.py": "import shop.a\n"}, "More", START_S + 90
    )

    assert churn(Told(tmp_path)) == {"shop": (0, 0), "shop.a": (2, 4), "shop.c": (1, 1)}


def test_only_the_window_counts_and_it_begins_on_a_grid(tmp_path: Path):
    repository(tmp_path, FILES)
    commit(tmp_path, {"shop/a.py": "x = 2\n"}, "Long ago", START_S + 60)
    late = START_S + 200 * DAY_S
    commit(tmp_path, {"shop/b.py": "import shop.a as b\n"}, "Lately", late)

    told = Told(tmp_path)

    assert churn(told)["shop.a"] == (0, 0)
    assert churn(told)["shop.b"] == (1, 2)
    [since] = {m.churn_since for m in told.modules().values()}
    assert since == window_start(late * 1000)
    assert since % GRID_MS == 0 and WINDOW_MS <= late * 1000 - since < WINDOW_MS + GRID_MS


def test_a_merge_counts_as_what_it_brings(tmp_path: Path):
    repository(tmp_path, FILES)
    git(tmp_path, "switch", "-q", "-c", "side")
    for n in range(3):
        commit(tmp_path, {"shop/a.py": f"x = {n + 5}\n"}, f"Side {n}", START_S + 60 + n)
    git(tmp_path, "switch", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "Merge", "side", at_s=START_S + 120)

    assert churn(Told(tmp_path))["shop.a"] == (1, 2)


def test_paths_are_those_below_the_scanned_folder(tmp_path: Path):
    repository(tmp_path, {f"part/{name}": text for name, text in FILES.items()}, {"part/shop/a.py": "x = 9\n"})

    assert churn(Told(tmp_path / "part"))["shop.a"] == (1, 2)


def test_a_risk_that_moved_by_more_than_one_has_a_trend(tmp_path: Path):
    now = START_S + 150 * DAY_S
    repository(tmp_path, {**FILES, "shop/c.py": branches(1), "shop/d.py": branches(4)})
    commit(tmp_path, {"shop/c.py": branches(2), "shop/d.py": branches(1), "shop/e.py": branches(9)}, "Now", now)

    modules = Told(tmp_path).modules()

    # complexity · (0 + 1) / (0 + 1): from 2 to 3 is one and no trend, from 5 to 2 is one; e is new
    assert {n: m.risk_trend for n, m in modules.items() if m.complexity} == {
        "shop.c": 0.0,
        "shop.d": -3.0,
        "shop.e": 0.0,
    }


def test_a_walk_tells_at_every_commit_what_a_scan_of_it_would(tmp_path: Path):
    steps: list[dict[str, str | None]] = [{"shop/a.py": f"x = {n}\n{branches(n)}"} for n in range(4)]
    repository(tmp_path, FILES, *steps, step_s=40 * DAY_S)

    walked = Told(tmp_path, history=10, cache=tmp_path.parent / "cache")
    said: dict[str, Any] = {}
    for event in walked.events:
        said |= {spec.name: spec for spec in getattr(event.payload, "modules", ())}

    assert said == Told(tmp_path).modules()
    assert said["shop.a"].churn_commits == 3


def test_without_a_history_nothing_is_said_of_changes(tmp_path: Path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text or "")

    assert {m.churn_since for m in Told(tmp_path).modules().values()} == {0}
