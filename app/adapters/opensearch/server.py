"""The search server, and its errors in one line."""

import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError, OpenSearchException

from app.errors import StoreUnavailable

_THREADS: Final = 64

Answer = TypeVar("Answer")
Doc = dict[str, Any]


class Server:
    """One server, or a cluster behind one address; shared by all threads of a process."""

    def __init__(self, url: str, patience_s: float) -> None:
        self.url, self.patience_s = url, patience_s
        self.client = OpenSearch(url, timeout=patience_s, max_retries=0, http_compress=True, pool_maxsize=_THREADS)
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, question: Callable[[OpenSearch], Answer]) -> Answer:
        """The answer. Raises StoreUnavailable, whatever went wrong; what is gone is asked for again."""
        if self._closed:
            raise StoreUnavailable(f"the search index at {self.url} is closed in this process")
        try:
            return question(self.client)
        except NotFoundError as flaw:
            raise StoreUnavailable(f"the search index at {self.url} is gone: {line(flaw)}") from flaw
        except ConflictError as flaw:
            raise StoreUnavailable(f"search at {self.url}: another has been at work: {line(flaw)}") from flaw
        except OpenSearchException as flaw:
            raise StoreUnavailable(f"search at {self.url}: {line(flaw)}") from flaw

    def close(self) -> None:
        """Let go of its connections."""
        with self._lock:
            self._closed = True
            self.client.close()


def line(error: Exception) -> str:
    """What the server said, without the lines of its own stack."""
    return " ".join(str(error).split())[:500] or type(error).__name__
