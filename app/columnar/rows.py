"""What the engine asks of the place that keeps its rows: named questions and named tellings, and nothing else.

The names are the engine's vocabulary; what they mean stands in the query files of the stores that serve it (and
in ``sqlite_graph.sql`` first of all). Values are numbers, texts and bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

Row = tuple[Any, ...]
Expected = tuple[str, Sequence[Row]]
"""A question by its name, and the values that it is asked for."""
Answer = TypeVar("Answer")


class Rows(Protocol):
    """Rows within one transaction: every question sees the same moment, and what was told before."""

    @property
    def stamp(self) -> object:
        """Differs from an earlier one when somebody else wrote in between."""

    def ask(self, name: str, *values: Any) -> Iterable[Row]:
        """The rows that answer a question."""

    def ask_each(self, name: str, many: Iterable[Row]) -> Iterable[Row]:
        """The rows that answer one question for each of these values, one after the other."""

    def one(self, name: str, *values: Any) -> Any:
        """The first row that answers, its only value when it has but one; ``None`` when there is no row."""

    def expect(self, *questions: "Expected") -> None:
        """These will be asked next: a place that is far away may answer them in one trip."""

    def tell(self, name: str, *values: Any) -> None:
        """Keep, change or drop a row."""

    def tell_each(self, name: str, many: Iterable[Row]) -> None:
        """The same for each of these."""

    def change(self, name: str, *values: Any) -> int:
        """Tell something that concerns many rows; of how many it was true."""


class Place(Protocol):
    """Where rows are kept. All of it may raise StoreUnavailable."""

    def reading(self) -> AbstractContextManager[Rows | None]:
        """Rows to be asked only; ``None`` while nothing was ever written."""

    def write(self, work: Callable[[Rows], Answer]) -> Answer:
        """Do the work in one transaction, all or none of it. It may be called again when it must be done again."""

    def held(self) -> AbstractContextManager[None]:
        """While the block lasts nobody can write."""

    def close(self) -> None:
        """Let go of everything held."""
