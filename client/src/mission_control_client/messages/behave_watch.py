"""How the formatter learns of the run itself: behave tells formatters of features, not of hooks, not of the end."""

from __future__ import annotations

import functools
from typing import Any, Callable, Protocol

Hook = Callable[..., Any]


class Watcher(Protocol):
    """Whom the next run is told to."""

    def run_starts(self, runner: Any) -> None:
        """The runner is about to run its model."""

    def run_ended(self, success: bool, error: BaseException | None) -> None:
        """The runner is done."""


def watch_next_run(watcher: Watcher) -> None:
    """Stand before ``ModelRunner.run_model`` once: the run after that is behave's own again."""
    from behave.runner import ModelRunner

    original = ModelRunner.run_model

    @functools.wraps(original)
    def run_model(self: Any, *args: Any, **named: Any) -> Any:
        ModelRunner.run_model = original
        watcher.run_starts(self)
        try:
            failed = original(self, *args, **named)
        except BaseException as error:
            watcher.run_ended(False, error)
            raise
        watcher.run_ended(not failed, None)
        return failed

    ModelRunner.run_model = run_model


class HookWatcher(Protocol):
    """Whom hooks are told to."""

    def hook_begins(self, name: str, context: Any, about: Any) -> None:
        """The hook is called; about is its feature, rule, scenario, tag or step."""

    def hook_ended(self, name: str, context: Any, about: Any, error: BaseException | None) -> None:
        """The hook returned, or raised the error."""


def watch_hooks(hooks: dict[str, Hook], watcher: HookWatcher) -> None:
    """Replace each hook by one that does the same and tells of it."""
    for name, hook in list(hooks.items()):
        if callable(hook) and name.partition("_")[0] in ("before", "after"):
            hooks[name] = _watched(name, hook, watcher)


def _watched(name: str, hook: Hook, watcher: HookWatcher) -> Hook:
    @functools.wraps(hook)
    def watched(context: Any, *args: Any) -> Any:
        about = args[0] if args else None
        watcher.hook_begins(name, context, about)
        try:
            found = hook(context, *args)
        except BaseException as error:
            watcher.hook_ended(name, context, about, error)
            raise
        watcher.hook_ended(name, context, about, None)
        return found

    return watched


def watch_cleanups(context: Any, failed: Callable[[str, Exception], None]) -> None:
    """Tell of clean-up functions that fail: of which layer (testrun, feature, rule, scenario), and why.

    Behave prints these errors and tells nobody.
    """
    original = context._do_cleanups

    def watched() -> None:
        layer = str(context._stack[0].get("@layer") or "step")
        try:
            original()
        except Exception as error:
            failed(layer, error)
            raise

    context._do_cleanups = watched
