"""Folders without git are told at a time that can be believed, and at the same one when nothing changed."""

import os
from pathlib import Path
from typing import Any

import pytest

from app.domain.events import DAY_MS
from tests.scan.repositories import START_S, Told, git, repository, write

SHOP = {"shop/__init__.py": "", "shop/core.py": "", "shop/web.py": "import shop.core\n"}
NOW_S = START_S + 30 * 86_400
FAKES = {"1970": 1, "1980": 315_532_800, "2020-02-02": 1_580_601_600, "one release": START_S, "future": NOW_S + 10**7}


def folder(at: Path, *times_s: int) -> Path:
    """The shop without git, its files written at these times."""
    write(at, SHOP)
    for n, name in enumerate(sorted(SHOP)):
        moment = times_s[n % len(times_s)]
        os.utime(at / name, (moment, moment))
    return at


def times(told: Told) -> set[int]:
    return {event.timestamp for event in told.events}


def scanned(path: Path, now_s: int = NOW_S, **more: Any) -> Told:
    return Told(path, now_ms=now_s * 1000, **more)


@pytest.mark.parametrize("name", FAKES)
def test_times_that_a_tool_wrote_are_not_believed(name: str, tmp_path: Path) -> None:
    told = scanned(folder(tmp_path, FAKES[name]))
    assert times(told) == {NOW_S * 1000}
    assert "moment of its first scan" in told.report.notes[0]


def test_a_release_of_long_ago_is_told_at_the_scan_although_its_files_differ(tmp_path: Path) -> None:
    late = START_S + 400 * 86_400
    assert times(scanned(folder(tmp_path, START_S, START_S + 60), late)) == {late * 1000}


def test_files_that_were_written_one_after_the_other_are_told_at_the_newest(tmp_path: Path) -> None:
    told = scanned(folder(tmp_path, START_S, START_S + 60))
    assert times(told) == {(START_S + 60) * 1000}
    assert "time of the newest file" in told.report.notes[0]


def test_the_same_content_scanned_again_tells_nothing_new(tmp_path: Path) -> None:
    path, cache = folder(tmp_path / "sdist", FAKES["1980"]), tmp_path / "cache"
    first = scanned(path, cache=cache)
    again = scanned(path, NOW_S + 86_400, cache=cache)
    assert [event.event_id for event in again.events] == [event.event_id for event in first.events]

    other = scanned(path, NOW_S + 86_400, cache=cache, iteration="i2")
    assert times(other) == {NOW_S * 1000 + DAY_MS}
    (path / "shop/core.py").write_text("x = 1\n")
    os.utime(path / "shop/core.py", (FAKES["1980"],) * 2)
    assert times(scanned(path, NOW_S + 86_400, cache=cache)) == {NOW_S * 1000 + DAY_MS}


def test_under_git_the_moment_of_the_scan_plays_no_part(tmp_path: Path) -> None:
    repository(tmp_path, SHOP)
    assert times(scanned(tmp_path)) == {START_S * 1000}
    assert git(tmp_path, "status", "--porcelain") == ""
