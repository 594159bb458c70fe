"""What test runs told into a file, read by ``ingest``, is what the gate decides by."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.client.told import FILE, run_behave, run_pytest, write

GREEN = {"test_a.py": "def test_one(): pass\ndef test_two(): pass\n", "pytest.ini": "[pytest]\n"}
RED = {**GREEN, "test_b.py": "def test_three(): assert 0\n"}
SHOP = {"MC_PROJECT": "shop"}


@pytest.mark.parametrize(("files", "code"), [(GREEN, 0), (RED, 1)], ids=["green", "red"])
def test_a_run_of_pytest_decides(run: Run, tmp_path: Path, files: dict[str, str], code: int) -> None:
    assert run_pytest(write(tmp_path, files), **SHOP).status == code
    assert run("ingest", str(tmp_path / FILE)).code == 0
    assert run("gate", "shop").code == code


def test_a_test_that_a_full_run_no_longer_holds_is_gone(run: Run, tmp_path: Path) -> None:
    run_pytest(write(tmp_path, RED), **SHOP)
    run("ingest", str(tmp_path / FILE))
    (tmp_path / "test_b.py").unlink()
    run_pytest(tmp_path, "-k", "one", **SHOP)
    run("ingest", str(tmp_path / FILE))
    assert run("gate", "shop").code == 1
    run_pytest(tmp_path, **SHOP)
    run("ingest", str(tmp_path / FILE))
    assert run("gate", "shop").code == 0


def test_a_file_that_could_not_be_collected_is_forgiven_once_a_run_collects_it(run: Run, tmp_path: Path) -> None:
    run_pytest(write(tmp_path, {**GREEN, "test_b.py": "import nowhere_to_be_found\n"}), **SHOP)
    run("ingest", str(tmp_path / FILE))
    assert run("gate", "shop").code == 1
    run_pytest(tmp_path, "test_a.py", **SHOP)
    run("ingest", str(tmp_path / FILE))
    assert run("gate", "shop").code == 1
    run_pytest(write(tmp_path, {"test_b.py": "def test_three(): pass\n"}), "test_b.py", **SHOP)
    run("ingest", str(tmp_path / FILE))
    assert run("gate", "shop").code == 0


def test_reading_what_was_told_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    run_pytest(write(tmp_path, GREEN), **SHOP)
    hashes = []
    for _ in range(2):
        run("ingest", str(tmp_path / FILE))
        hashes.append(run("hash", "shop").out)
    assert hashes[0] == hashes[1]


def test_a_run_of_behave_decides(run: Run, tmp_path: Path) -> None:
    steps = "from behave import given\n@given('a shop')\ndef shop(context): pass\n"
    feature = "Feature: Shop\n  Scenario: One\n    Given a shop\n"
    run_behave(write(tmp_path, {"features/a.feature": feature, "features/steps/s.py": steps}), **SHOP)
    assert run("ingest", str(tmp_path / FILE)).code == 0
    assert run("gate", "shop").code == 0
