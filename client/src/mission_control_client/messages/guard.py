"""The emitter runs inside other people's processes: when it fails, it says so in one line and is quiet ever after."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Guard:
    """Keeps the emitter's own errors from the run it watches."""

    def __init__(self) -> None:
        self.broken = False

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Run what is inside; ``broken`` is set after the first error, and the caller skips what follows."""
        try:
            yield
        except Exception as error:  # whatever it is, the run that is watched goes on
            if not self.broken:
                self.broken = True
                text = " ".join(str(error).split()) or "no message"
                print(
                    f"Cucumber Messages stop here, the run goes on: {type(error).__name__}: {text}", file=sys.stderr
                )
