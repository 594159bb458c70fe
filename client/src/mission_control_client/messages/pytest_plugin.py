"""What pytest and pytest-bdd tell, handed on to the run that is told; pytest itself is never disturbed.

Where pytest-xdist divides the run, each worker writes a file of its own beside the one that was asked for, and the
process that divided the run puts them together at its end.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Callable

import pytest

from mission_control_client.messages.guard import Guard
from mission_control_client.messages.pytest_run import ScenarioRun
from mission_control_client.messages.pytest_workers import clear, merge, part
from mission_control_client.messages.run import Run
from mission_control_client.messages.sink import Sink


def plugin(config: pytest.Config, path: str) -> object:
    """The plugin for this process: it tells of the run, or puts together what the workers told."""
    worker = getattr(config, "workerinput", {}).get("workerid")
    if worker is None and config.getoption("dist", "no") != "no":
        return Divided(path)
    return Told(config, part(path, worker) if worker else path, worker)


class Divided:
    """The process that divides a run among workers."""

    def __init__(self, path: str) -> None:
        self._path, self._guard = path, Guard()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Before the workers start."""
        with self._guard():
            clear(self._path)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Put the workers' files together."""
        with self._guard():
            merge(self._path, int(exitstatus) in (0, 1, 5))


class Told:
    """A run that is told as it goes."""

    def __init__(self, config: pytest.Config, path: str, worker: str | None) -> None:
        self._config, self._path, self._worker = config, path, worker
        self._guard = Guard()
        self._run: ScenarioRun | None = None

    def _tell(self, what: Callable[[ScenarioRun], object]) -> None:
        if self._run is not None and not self._guard.broken:
            with self._guard():
                what(self._run)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Open the file before anything of the project runs."""
        with self._guard():
            run = Run(Sink(self._path), snippet, self._worker)
            self._run = ScenarioRun(self._config, run, self._guard)

    def pytest_exception_interact(self, node: Any, call: Any) -> None:
        """Something could not be collected, a feature that cannot be parsed perhaps."""
        if isinstance(node, pytest.Collector) and call.excinfo is not None:
            self._tell(lambda run: run.not_collected(call.excinfo.value))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What will run is known."""
        self._tell(lambda run: run.begin(session.items))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """All attempts at a test; before the first one it is told what will run."""
        self._tell(lambda run: run.plan())
        try:
            return (yield)
        finally:
            self._tell(lambda run: run.item_over())

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """An attempt begins: plugins that repeat tests set them up again."""
        self._tell(lambda run: run.attempt_begins(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Generator[None, Any, Any]:
        """A phase of the attempt ended."""
        report: Any = yield
        self._tell(lambda run: run.phase_over(report, call.excinfo.value if call.excinfo else None))
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_before_step(self, step_func: Callable[..., object]) -> None:
        """A step begins, after all hooks before it."""
        self._tell(lambda run: run.step_begins(step_func))

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_after_step(self) -> None:
        """A step passed."""
        self._tell(lambda run: run.step_ended(None))

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_step_error(self, exception: BaseException) -> None:
        """A step raised."""
        self._tell(lambda run: run.step_ended(exception))

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_step_func_lookup_error(self) -> None:
        """A step has no definition."""
        self._tell(lambda run: run.step_undefined())

    def pytest_internalerror(self, excinfo: Any) -> None:
        """The run was thrown out by an error."""
        self._tell(lambda run: run.thrown(excinfo.value))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, exitstatus: int) -> Generator[None, Any, Any]:
        """The hooks of the project run, then the end is told."""
        try:
            return (yield)
        finally:
            self._tell(lambda run: run.end(int(exitstatus)))

    def pytest_unconfigure(self) -> None:
        """A run that failed before it began ends here."""
        self._tell(lambda run: run.end(3))


def snippet(keyword: str, text: str) -> str:
    """A step definition for a step that has none."""
    return f"@{keyword}({text!r})\ndef _():\n    raise NotImplementedError"
