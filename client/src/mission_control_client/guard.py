"""What runs inside other people's processes keeps its own errors to itself, and falls silent after the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Guard:
    """Keeps errors from the run that is watched; ``flaw`` is the first of them, empty as long as there is none."""

    def __init__(self) -> None:
        self.flaw = ""

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Run what is inside; the caller skips what follows once there is a flaw."""
        try:
            yield
        except Exception as error:  # whatever it is, the run that is watched goes on
            said = " ".join(str(error).split()) or "no message"
            self.flaw = self.flaw or f"telling stopped, the run goes on: {type(error).__name__}: {said}"
