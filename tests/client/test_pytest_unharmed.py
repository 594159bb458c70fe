"""Whatever goes wrong on the way to Mission Control, a run of pytest ends as it does without the plugin."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client.servers import Server, always, serving
from tests.client.told import Ran, run_pytest, write

PROJECT = {
    "pytest.ini": "[pytest]\n",
    "test_a.py": "def test_one(): pass\ndef test_two():\n    print('said')\n    assert 0\n",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run_pytest(write(tmp_path_factory.mktemp("plain"), PROJECT), tell="")


def same(text: str) -> str:
    """The text without what no two runs share: durations and folders."""
    return re.sub(r"rootdir: .*|in \d+\.\d+s|plugins: .*", "", re.sub(r"=+", "=", text))


def assert_unharmed(plain: Ran, told: Ran, reason: str) -> None:
    assert told.status == plain.status == 1
    assert same(told.out) == same(plain.out)
    assert plain.err == ""
    (line,) = told.err.splitlines()
    assert re.search(reason, line)


def hanging(server: Server) -> None:
    server.answers = [server.hang] * 1000


def failing(server: Server) -> None:
    server.answers = always(500)


def elsewhere(server: Server) -> None:
    server.answers = always(404)


def nothing(server: Server) -> None:
    server.answers = always(200, b"<html>")


@pytest.mark.parametrize(
    ("play", "reason"),
    [(hanging, "no answer|timed out"), (failing, "500"), (elsewhere, "404"), (nothing, "not Mission Control")],
)
def test_with_a_server_that_does_not_do_its_part(
    tmp_path: Path, plain: Ran, play: Callable[[Server], None], reason: str
) -> None:
    with serving() as server:
        play(server)
        told = run_pytest(write(tmp_path, PROJECT), tell=f"--mission-control={server.url}")
    assert_unharmed(plain, told, reason)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.1:9", "refused"),
        ("http://", "names no host"),
        ("htp://127.0.0.1", "begins with http"),
        ("http://127.0.0.1:port", "no address"),
        ("127.0.0.1:8050", "begins with http"),
        ("pytest.ini/events.jsonl", "exists|directory"),
        (".", "directory"),
        ("/dev/full", "No space"),
    ],
)
def test_with_a_place_that_is_none(tmp_path: Path, plain: Ran, target: str, reason: str) -> None:
    told = run_pytest(write(tmp_path, PROJECT), tell=f"--mission-control={target}")
    assert_unharmed(plain, told, reason)


def test_where_all_goes_well_too(tmp_path: Path, plain: Ran) -> None:
    with serving() as server:
        told = run_pytest(write(tmp_path, PROJECT), tell=f"--mission-control={server.url}", MC_PROJECT="shop")
        assert [event["event_type"] for event in server.events][-1] == "bdv.run.completed"
    assert_unharmed(plain, told, rf"^mission-control: {len(server.events)} events of shop → {server.url}$")


def test_with_a_flaw_of_its_own(tmp_path: Path, plain: Ran) -> None:
    """A report that no version of pytest makes: the plugin stops, the run does not, and is never complete."""
    conftest = """
        import pytest
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_makereport(item, call):
            outcome = yield
            outcome.get_result().duration = "long"
        """
    files = {**PROJECT, "conftest.py": conftest}
    told = run_pytest(write(tmp_path, {**files, "pytest.ini": "[pytest]\naddopts = -p no:terminal"}))
    assert told.status == 1
    assert "the run goes on: ValueError" in told.err
    assert not told.of("bdv.run.completed")
