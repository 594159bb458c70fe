"""Small projects of other people, laid down for one test."""

from pathlib import Path

import pytest

from tests.engines.behaviour.samples import FLAKY, lay
from tests.engines.behaviour.shop import SHOP


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lay(tmp_path / "shop", SHOP)


@pytest.fixture
def flaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project one scenario of which passes at every second try."""
    (tmp_path / "tries").mkdir()
    monkeypatch.setenv("TRIES", str(tmp_path / "tries"))
    return lay(tmp_path / "flaky", FLAKY)
