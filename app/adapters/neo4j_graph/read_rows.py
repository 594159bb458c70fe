"""The engine's rows as readers ask for them, as things stood after some turn of their shard."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from app.adapters.neo4j_graph.together import Question
from app.columnar import Expected, Row
from app.columnar.recent import Recent

STEADY: Final = frozenset({"run-body", "frame-body", "secret"})
"""What is answered to these never changes."""
NOTHING: Final = Recent(0)
Answers = Callable[[Sequence[Question]], list[list[Row]]]
"""Asks, and has the rows of each."""


class Shard(msgspec.Struct, frozen=True):
    """Part ``shard`` of the store ``ns``: what came of one share of the stream, and so one writer's rows."""

    ns: str
    shard: int = 0


class ReadRows:
    """``app.columnar.Rows`` of one reading transaction, as things stood after the turn ``upto``.

    ``settle``: waits for who is writing just now and says the turn that is over then. ``answers``: asks. ``recent``:
    what was answered lately; of one turn it is true for ever.
    """

    stamp: object = None

    def __init__(
        self, shard: Shard, upto: int, settle: Callable[[], int], answers: Answers, recent: Recent = NOTHING
    ) -> None:
        self._recent = recent
        self._answers = answers
        self._values: dict[str, Any] = {"ns": shard.ns, "shard": shard.shard, "upto": upto}
        self._settle = settle

    def ask(self, name: str, *values: Any) -> Iterable[Row]:
        """The rows that answer."""
        return self._find_scope(values) if name == "find-scope" else self._run(name, [values])

    def ask_each(self, name: str, many: Iterable[Row]) -> Iterable[Row]:
        """The rows that answer for any of these values, each once."""
        wanted = list(many)
        return self._run(name, wanted) if wanted else []

    def one(self, name: str, *values: Any) -> Any:
        """The first row, or its only value."""
        for row in self._run(name, [values]):
            return row if len(row) > 1 else row[0]
        return None

    def tell(self, name: str, *values: Any) -> None:
        """Not for readers."""
        raise TypeError(f"a reader was told to {name}")

    def tell_each(self, name: str, many: Iterable[Row]) -> None:
        """Not for readers."""
        raise TypeError(f"a reader was told to {name}")

    def change(self, name: str, *values: Any) -> int:
        """Not for readers."""
        raise TypeError(f"a reader was told to {name}")

    def _find_scope(self, values: Row) -> list[Row]:
        """The scope, whose last turn must be over: else the moment of this reading is moved on."""
        found = self._run("find-scope", [values])
        while found and found[0][2] > self._values["upto"]:
            self._values["upto"] = self._settle()
            found = self._run("find-scope", [values])
        return [row[:2] for row in found]

    def expect(self, *questions: Expected) -> None:
        """Those whose answers are not at hand are fetched at once."""
        asked = [self._question(name, list(many)) for name, many in questions]
        missing = self._recent.missing(dict.fromkeys(asked))
        if len(missing) > 1:
            for question, rows in zip(missing, self._answers(missing), strict=True):
                self._recent.keep(question, *_weighed(rows))

    def _run(self, name: str, many: list[Row]) -> list[Row]:
        question = self._question(name, many)
        return self._recent.get(question, lambda: _weighed(self._answers([question])[0]))

    def _question(self, name: str, many: list[Row]) -> Question:
        upto = 0 if name in STEADY else self._values["upto"]
        return Question(self._values["shard"], upto, name, tuple(many))


def _weighed(rows: list[Row]) -> tuple[int, list[Row]]:
    """The rows, and about how many bytes they take."""
    return 200 + sum(100 + len(value) if isinstance(value, bytes) else 60 for row in rows for value in row), rows
