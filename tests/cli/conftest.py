"""The command line over a data folder of its own."""

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.cli.main import main
from app.domain.events import Event
from app.settings import HANDED
from app.use_cases.post import send
from app.wire.avro import encode
from tests.engines.behaviour.samples import FLAKY, lay
from tests.engines.behaviour.shop import SHOP
from tests.workers.desks import desk_in
from workers.drain import drain


class Told(NamedTuple):
    """How a call ended: its exit code, and what it said on stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Told]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder; no variable of the machine that runs the tests shines through."""
    for name in ("MC_PORT", "MC_STORE", "MC_TENANT", "CI", "GITHUB_REPOSITORY", "CI_PROJECT_NAME", *HANDED):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MC_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process."""

    def ran(*words: str) -> Told:
        capsys.readouterr()
        code = main(words)
        return Told(code, *capsys.readouterr())

    return ran


@pytest.fixture
def bring(data: Path) -> Callable[[Iterable[Event]], None]:
    """Puts events on the log and takes them in."""

    def brought(events: Iterable[Event]) -> None:
        with closing(desk_in(data)) as desk:
            for _ in send(desk.log, encode, events):
                pass
            drain(desk)

    return brought


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return lay(tmp_path / "shop", SHOP)


@pytest.fixture
def flaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tries").mkdir()
    monkeypatch.setenv("TRIES", str(tmp_path / "tries"))
    return lay(tmp_path / "flaky", FLAKY)
