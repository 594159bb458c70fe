"""Building a store anew beside the one in use, and putting it in its place."""

from contextlib import AbstractContextManager
from typing import Protocol

from app.ports.graph import GraphStore


class GraphBuilds(Protocol):
    """The graph store in use can be exchanged for another; readers go on undisturbed."""

    def beside(self) -> tuple[GraphStore, str]:
        """An empty store that nobody else knows of, and its name."""

    def held(self) -> AbstractContextManager[None]:
        """While the block lasts nobody can write to the store in use."""

    def switch(self, name: str) -> None:
        """From now on the store of this name is in use. Its predecessor is kept until the next switch."""

    def drop(self, name: str) -> None:
        """Remove a store that was built and is not wanted."""
