"""A port, measured."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, cast

from app.errors import StoreUnavailable
from app.ports.meters import STORE, STORE_ERRORS, STORE_UP
from app.ports.telemetry import Telemetry

Port = TypeVar("Port")
Told = Callable[..., None]
"""Is told the answer of a method, and what it was asked."""

NOT_TIMED: Final = frozenset({"listen", "wait", "close"})
"""Two wait on purpose, the last is the end."""


def measured(
    port: Port, promise: type, name: str, telemetry: Telemetry, told: Mapping[str, Told] | None = None
) -> Port:
    """The port, each method of its ``promise`` timed under the ``name``; ``told`` listens to some of the answers.

    A method that answers with an iterator is timed until it answers, not until the last item was taken.
    """
    return cast(Port, _Measured(port, _methods(promise), _Watch(name, telemetry), told or {}))


class _Measured:
    def __init__(self, port: Any, methods: list[str], watch: "_Watch", told: Mapping[str, Told]) -> None:
        self._port = port
        for method in methods:
            setattr(self, method, watch.over(method, getattr(port, method), told.get(method)))

    def __getattr__(self, name: str) -> Any:
        """What the port can do beyond its promise."""
        return getattr(self._port, name)


class _Watch:
    """Times the questions to one port, and knows whether it answered the last time."""

    def __init__(self, name: str, telemetry: Telemetry) -> None:
        self._name, self._telemetry = name, telemetry
        self._up: bool | None = None

    def over(self, method: str, ask: Callable[..., Any], told: Told | None) -> Callable[..., Any]:
        """The method, measured."""

        def asked(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                answer = ask(*args, **kwargs)
            except StoreUnavailable:
                self._telemetry.add(STORE_ERRORS, self._name, method)
                self._stands(False)
                raise
            self._telemetry.observe(STORE, (time.perf_counter() - began,), self._name, method)
            if method == "ping":  # some go on without their server, and only this says so
                self._stands(True)
            if told is not None:
                told(answer, *args, **kwargs)
            return answer

        return asked

    def _stands(self, up: bool) -> None:
        if self._up is not up:
            self._up = up
            self._telemetry.put(STORE_UP, float(up), self._name)


def _methods(promise: type) -> list[str]:
    return [name for name in vars(promise) if not name.startswith("_") and name not in NOT_TIMED]
