"""A run of pytest, told to Mission Control as it goes; pytest itself is never disturbed.

Where pytest-xdist divides the run, its workers only add tags to their reports: the process that divides the run
hears of everything, and tells it.
"""

from __future__ import annotations

import platform
from collections.abc import Generator
from pathlib import Path
from typing import Any, Callable

import pytest

from mission_control_client.client import Client, Setting, say
from mission_control_client.guard import Guard
from mission_control_client.pytest_attempts import Attempts
from mission_control_client.pytest_outcomes import EXTRA
from mission_control_client.pytest_selection import Selection, is_worker
from mission_control_client.pytest_tests import report_of, tags_of
from mission_control_client.runs import TestRun
from mission_control_client.scenarios import Ending

SOURCE = "mission-control pytest"
_INTERRUPTED, _NO_TESTS = 2, 5


def plugins(config: pytest.Config, target: str) -> dict[str, object]:
    """What is to be registered in this process, by name."""
    selection = Selection(config)
    found: dict[str, object] = {"mission control tags": Tagging(), "mission control selection": selection}
    if not is_worker(config):
        found["mission control"] = Told(config, target, selection)
    return found


class Tagging:
    """Adds to reports what only the process that runs a test knows."""

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Generator[None, Any, None]:
        """A phase is over: its report gets the test's tags, or the type of its error."""
        outcome = yield
        with Guard()():
            report = outcome.get_result()
            if call.when == "setup":
                tags, unknown = tags_of(item)
                setattr(report, EXTRA, {"tags": list(tags), "unknown": list(unknown)})
            if call.excinfo is not None:
                known = getattr(report, EXTRA, {})
                setattr(report, EXTRA, {**known, "type": call.excinfo.typename})


class Told:
    """A run that is told as it goes."""

    def __init__(self, config: pytest.Config, target: str, selection: Selection) -> None:
        self._config, self._selection, self._guard = config, selection, Guard()
        self._interrupted, self._over = "", False
        suite = config.getoption("mission_control_suite") or config.getini("mission_control_suite") or "pytest"
        is_url = "://" in target
        place = {} if is_url else {"file": _beside(config, target)}
        setting = Setting(folder=config.rootpath, source=SOURCE, quiet=True)
        self._client = Client(target if is_url else None, setting=setting, **place)
        self._run = TestRun(self._client, str(suite))
        self._attempts = Attempts(self._run, report_of(config))
        self._metadata = {"pytest": pytest.__version__, "python": platform.python_version()}

    def _tell(self, what: Callable[[], object]) -> None:
        if not self._guard.flaw:
            with self._guard():
                what()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """The run begins."""
        self._tell(lambda: self._run.started(self._metadata))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What will run is known."""
        self._tell(lambda: self._attempts.planned((i.nodeid, i.location, tags_of(i).tags) for i in session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """What will run is known, by name; its tags come with its reports."""
        self._tell(lambda: self._attempts.planned((nodeid, None, ()) for nodeid in ids))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: Any) -> None:
        """A worker is done, or dead."""
        self._tell(lambda: self._selection.worker_done(getattr(node, "workeroutput", None) if not error else None))

    def pytest_collectreport(self, report: Any) -> None:
        """Something was collected, or not."""
        if report.failed or report.skipped:
            self._tell(lambda: self._attempts.not_collected(report))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A phase of a test is over."""
        self._tell(lambda: self._attempts.reported(report))

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        """Somebody stopped the run; pytest itself does too, after errors of collection."""
        if excinfo.typename != "Interrupted":
            self._interrupted = f"{excinfo.typename} {excinfo.value}".strip()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """The run is over."""
        status = int(getattr(session, "exitstatus", exitstatus))
        self._tell(lambda: self._ended(status))

    def _ended(self, status: int) -> None:
        self._over = True
        ended = (0, 1, _NO_TESTS)
        complete = status in (0, 1) and not self._attempts.uncollected and self._run.all_ran()
        word, message = "COMPLETED", ""
        if self._interrupted:
            word, message = "CANCELLED", self._interrupted
        elif status not in ended:
            word, message = "BROKEN", _why(status, self._attempts.uncollected)
        full = complete and word == "COMPLETED" and self._selection.is_all()
        self._run.completed(Ending(full, word, message), {**self._metadata, "exit_status": str(status)})

    def pytest_unconfigure(self) -> None:
        """Nothing more will come: say in one line what became of it."""
        with self._guard():
            self._client.close()
        quiet = (
            self._config.get_verbosity() if hasattr(self._config, "get_verbosity") else self._config.option.verbose
        )
        trouble = self._guard.flaw or self._client.lost or self._attempts.unknown
        if trouble or quiet >= 0:
            say(self._summary())

    def _summary(self) -> str:
        said = self._guard.flaw or self._client.summary()
        unknown = ", ".join(sorted(self._attempts.unknown))
        return f"{said}; markers that mean nothing: {unknown}" if unknown else said


def _why(status: int, uncollected: int) -> str:
    if uncollected:
        return f"{uncollected} errors during collection" if uncollected > 1 else "an error during collection"
    return "it was stopped" if status == _INTERRUPTED else f"pytest ended with exit status {status}"


def _beside(config: pytest.Config, target: str) -> str:
    """A file that is named is meant from where pytest was called; what host:port may mean is left as it is."""
    return target if ":" in target else str(Path(config.invocation_params.dir) / target)
