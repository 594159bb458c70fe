"""The small parts of envelopes: times, results, exceptions, places. Times are nanoseconds since 1970 (UTC)."""

from __future__ import annotations

import os
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

Json = dict[str, Any]
SECOND = 1_000_000_000


def now() -> int:
    """This moment, ns."""
    return time.time_ns()


def moment(ns: int) -> Json:
    """A timestamp or a duration."""
    return {"seconds": ns // SECOND, "nanos": ns % SECOND}


@dataclass(frozen=True)
class Result:
    """How a step or a hook ended: status by the schema's words, beginning and end (ns), and what went wrong."""

    status: str
    started: int
    finished: int
    message: str | None = None
    exception: Json | None = None

    def as_json(self) -> Json:
        """The ``testStepResult``."""
        found: Json = {"status": self.status, "duration": moment(max(0, self.finished - self.started))}
        if self.message:
            found["message"] = self.message
        if self.exception:
            found["exception"] = self.exception
        return found


def failure(status: str, started: int, finished: int, error: BaseException | None, text: str = "") -> Result:
    """A result with the error's message, kind and trace. A silent skip or pending step says nothing."""
    message = text or (str(error) if error is not None else "")
    if error is None or (status != "FAILED" and not message):
        return Result(status, started, finished, message or None)
    return Result(status, started, finished, message or type(error).__name__, exception(error))


def exception(error: BaseException) -> Json:
    """The error as the schema has it."""
    found: Json = {"type": type(error).__name__}
    if str(error):
        found["message"] = str(error)
    found["stackTrace"] = "".join(traceback.format_exception(type(error), error, error.__traceback__)).rstrip()
    return found


def place_of(function: Callable[..., Any]) -> Json:
    """Where a function is defined, its file relative to the folder of the run."""
    inner: Any = function
    while hasattr(inner, "__wrapped__") or hasattr(inner, "func"):
        inner = getattr(inner, "__wrapped__", None) or inner.func
    code = getattr(inner, "__code__", None)
    if code is None:
        return {"uri": getattr(inner, "__module__", None) or "unknown"}
    return {"uri": relative(code.co_filename), "location": {"line": code.co_firstlineno}}


def relative(path: str) -> str:
    """The path seen from the folder of the run, with forward slashes; as it is where it lies elsewhere."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return Path(path).as_posix()
