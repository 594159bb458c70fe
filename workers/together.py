"""A child process that ends when its parent does, however that dies (Linux; elsewhere it may live on)."""

import ctypes
import signal
import sys
from typing import Final

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG
_libc: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """To be called in the child before it becomes the command: ``preexec_fn`` of ``subprocess``.

    The system counts the thread that started it as the parent, so that one has to live as long as the child.
    """
    if _libc is not None:
        _libc.prctl(_DIE_WITH_PARENT, signal.SIGTERM)
