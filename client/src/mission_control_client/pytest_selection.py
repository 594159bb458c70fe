"""Whether a run was all of its suite: only then is what it does not mention taken for gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

OUTPUT = "mission_control_left_out"
NARROWING = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise")


def is_worker(config: pytest.Config) -> bool:
    """Whether this process only works for one that divides the run."""
    return hasattr(config, "workerinput")


class Selection:
    """Counts what was left out, in this process and in those that work for it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._left_out = self._found = 0
        self._unheard = False

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Tests were left out."""
        self._left_out += len(items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """All that was found; plugins that divide a suite may take tests away without a word."""
        self._found = len(items)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is left of it."""
        self._left_out = max(self._left_out, self._found - len(session.items))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker says how many it left out."""
        if is_worker(session.config):
            session.config.workeroutput[OUTPUT] = self._left_out  # type: ignore[attr-defined]

    def worker_done(self, output: dict[str, Any] | None) -> None:
        """What a worker said; nothing: it died."""
        if output is None or OUTPUT not in output:
            self._unheard = True
        else:
            self._left_out += int(output[OUTPUT])

    def is_all(self) -> bool:
        """Nothing was left out, as far as anybody knows."""
        if self._left_out or self._unheard:
            return False
        options = self._config.option
        if any(getattr(options, name, None) for name in NARROWING):
            return False
        return bool(options.mission_control_full) or self._whole_paths()

    def _whole_paths(self) -> bool:
        """No paths were given, or those that mean all of the project."""
        source = getattr(self._config, "args_source", None)
        if source is not None and source.name != "ARGS":
            return True
        root = Path(self._config.rootpath)
        given = {
            (Path(self._config.invocation_params.dir) / one.partition("::")[0]).resolve() for one in self._config.args
        }
        wanted = {(root / one).resolve() for one in self._config.getini("testpaths")} or {root.resolve()}
        return given == wanted or given == {root.resolve()}
