"""A port whose questions are spans of the work that asks them."""

import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, Final, TypeVar, cast

from app.domain.traces import NO_TRACE
from app.errors import MissionControlError
from app.ports import Tracing
from app.traced.portions import Step

Port = TypeVar("Port")

STEPS: Final[ContextVar[list[Step] | None]] = ContextVar("steps", default=None)
"""What the work of this thread asked of its stores, while somebody collects that."""


QUIET: Final = frozenset({"ping", "close", "revision", "positions", "scopes", "outbox", "sent"})
"""Asked all the time, and quick."""
_MOST_STEPS: Final = 16


def told(port: Port, promise: type, name: str, tracing: Tracing) -> Port:
    """The port; each method of its ``promise`` is a span ``name method``, while somebody's kept span is around it."""
    methods = [method for method in vars(promise) if not method.startswith("_") and method not in QUIET]
    return cast(Port, _Told(port, name, methods, tracing))


class _Told:
    def __init__(self, port: Any, name: str, methods: Iterable[str], tracing: Tracing) -> None:
        self._port = port
        for method in methods:
            setattr(self, method, _over(getattr(port, method), f"{name} {method}", tracing))

    def __getattr__(self, name: str) -> Any:
        """What is not told, and what the port can do beyond its promise."""
        return getattr(self._port, name)


def _over(ask: Callable[..., Any], name: str, tracing: Tracing) -> Callable[..., Any]:
    def asked(*args: Any, **kwargs: Any) -> Any:
        steps = STEPS.get()
        if steps is None and tracing.here == NO_TRACE:
            return ask(*args, **kwargs)
        began = time.time_ns()
        with tracing.span(name, "client") as span:
            try:
                return ask(*args, **kwargs)
            except MissionControlError as flaw:
                span.fail(type(flaw).__name__)
                raise
            finally:
                if steps is not None and len(steps) < _MOST_STEPS:
                    steps.append(Step(name, began, time.time_ns()))

    return asked
