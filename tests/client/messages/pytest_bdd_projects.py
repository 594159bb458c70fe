"""A project of pytest-bdd with a step of every kind, one that repeats its tests, and how they are run."""

from pathlib import Path

from tests.client.messages.projects import PYTEST, Ran, ran, written

STEPS = """
    import os
    import pytest
    from pytest_bdd import parsers, scenario, scenarios, step
    from mission_control_client.messages import attach, log

    @pytest.fixture
    def torn():
        yield
        raise RuntimeError("not tidied")

    @pytest.fixture
    def missing(): raise RuntimeError("no data base")

    @step("ok")
    def _(): pass

    @step("crash")
    def _(): raise KeyError("lost")

    @step(parsers.parse("{count:d} rows"))
    def _(count, datatable): assert len(datatable) == count + 1, "rows"

    @step("not written")
    def _(): raise NotImplementedError("soon")

    @step("not written below")
    def _(): int.from_bytes(object())

    @step("skips")
    def _(): pytest.skip("not here")

    @step("torn")
    def _(torn): pass

    @step("attaches")
    def _(): attach(b"png", "image/png", "a.png")

    @step("dies")
    def _(): os._exit(9)

    @step("hook fails")
    def _(): pass

    @step("exits")
    def _(): raise SystemExit("gone")
"""
BOUND = """
    @pytest.mark.skip(reason="not today")
    @scenario("a.feature", "left out")
    def test_left_out(): pass

    @pytest.mark.xfail(reason="known")
    @scenario("a.feature", "expected")
    def test_expected(): pass

    @pytest.mark.xfail(strict=True, reason="no more")
    @scenario("a.feature", "unexpected")
    def test_unexpected(): pass

    @pytest.mark.usefixtures("missing")
    @scenario("a.feature", "not set up")
    def test_not_set_up(): pass

    @scenario("a.feature", "body")
    def test_body(): assert not "afterwards"

    def test_of_another_kind(): assert False
"""
ALL = '\n    scenarios(".")\n'
FEATURE = """
    Feature: Everything
      Background:
        Given ok

      Scenario: left out
        When ok
      Scenario: expected
        When crash
      Scenario: unexpected
        When ok
      Scenario: not set up
        When ok
        Then unknown
      Scenario: body
        When ok

      Scenario: crashing
        When crash
        Then unknown
        And ok
      Scenario: pending
        When not written
        Then ok
      Scenario: skipping
        When skips
        Then unknown
      Scenario: attaching
        When attaches
      Scenario: torn
        When torn

      Rule: Outlines

        Scenario Outline: row <n>
          When <n> rows
            | a |
            | 1 |
          Examples: first
            | n |
            | 1 |
          Examples: second
            | n |
            | 7 |
"""


def run(folder: Path, files: dict[str, str], *arguments: str, **environment: str) -> Ran:
    written(folder, {"pytest.ini": "[pytest]\n", "test_a.py": STEPS + ALL, **files})
    return ran([*PYTEST, *arguments], folder, **environment)


REPEATS = """
    import pytest
    from _pytest.runner import runtestprotocol

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(item, nextitem):
        for _ in range(3):
            item._initrequest()
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            if not any(report.failed for report in reports):
                break
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        return True
"""
