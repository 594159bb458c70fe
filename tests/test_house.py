"""The house is built as the contracts in pyproject.toml say."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.application.ports.reporting import Report
from importlinter.application.rendering import render_report
from importlinter.application.use_cases import _register_contract_types, create_report, read_user_options
from importlinter.configuration import configure

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    """What import-linter finds in this checkout."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        configure()
        options = read_user_options("pyproject.toml")
        _register_contract_types(options)
        yield create_report(options, cache_dir=None)
    finally:
        os.chdir(before)


def test_every_import_contract_is_kept(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    render_report(report)
    assert not report.contains_failures, capsys.readouterr().out


def test_the_contracts_were_held_against_the_whole_house(report: Report) -> None:
    assert len(list(report.get_contracts_and_checks())) >= 11
    assert report.module_count >= 100
