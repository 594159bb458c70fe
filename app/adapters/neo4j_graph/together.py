"""Questions of many kinds in one trip to Neo4j, and pieces of reading whose questions travel together.

A piece of reading knows its next question only when the last is answered. So all pieces are begun, each as far as it
comes with what is known by now; what they miss then is fetched at once, for all of them, and they are begun anew. The
trips are as many as one piece has questions that build on each other, however many pieces there are.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, NamedTuple, Protocol, TypeVar

from app.adapters.neo4j_graph.database import Asks
from app.adapters.neo4j_graph.schema import QUERIES
from app.columnar import Row

Made = TypeVar("Made")

TRAVELS: Final = (
    *("find-scope", "entities", "cells", "names", "words-before", "odd", "out-of-turn", "first-later-chunk"),
    *("frame-at", "window-of", "frame-count", "frame-body", "corrections", "runs-between", "run-body"),
    *("touch", "touched-upto", "touched-since", "chunk-of", "chunks-around", "strays-around"),
)
"""The questions that can travel with others."""


class Question(NamedTuple):
    """What is asked of one shard as it stood after a turn, once for each of these values."""

    shard: int
    upto: int
    name: str
    many: tuple[Row, ...]


class Awaited(Exception):
    """A piece of reading that cannot go on without these answers. Nothing went wrong: it is begun anew with them."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(f"{len(questions)} questions are still to be asked")
        self.questions = questions


def fetch(run: Asks, ns: str, questions: Sequence[Question]) -> list[list[Row]]:
    """The rows that answer each of them, in one trip."""
    if len(questions) == 1:
        shard, upto, name, many = questions[0]
        values = {"ns": ns, "shard": shard, "upto": upto, "told": {"many": many}}
        return [[tuple(row) for row in run.run(QUERIES[name], values).values()]]
    parts = [{"n": n, **one._asdict()} for n, one in enumerate(questions)]
    found = dict(run.run(_TOGETHER, {"ns": ns, "parts": parts}).values())
    return [[tuple(row) for row in found.get(n, ())] for n in range(len(questions))]


class Heads(Protocol):
    """Where the turns of a store's shards stand."""

    def over(self) -> dict[int, int]:
        """The last turn of each shard that is over."""

    def answers(self, questions: Sequence[Question]) -> list[list[Row]]:
        """What answers them."""


class Bundle:
    """Pieces of reading in one store, all of it as it stood when they were begun."""

    def __init__(self, heads: Heads) -> None:
        self.heads = heads
        self.upto = heads.over()
        self._known: dict[Question, list[Row]] = {}

    def read(self, works: Sequence[Callable[[], Made]]) -> list[Made]:
        """What each of them comes to."""
        done: dict[int, Made] = {}
        with _within(self):
            while left := [n for n in range(len(works)) if n not in done]:
                awaited: dict[Question, None] = {}
                for n in left:
                    try:
                        done[n] = works[n]()
                    except Awaited as more:
                        awaited |= dict.fromkeys(more.questions)
                self._learn(list(awaited))
        return [done[n] for n in range(len(works))]

    def known(self, questions: Sequence[Question]) -> list[list[Row]]:
        """The answers. Raises Awaited when one of them is still to come."""
        if missing := [one for one in questions if one not in self._known]:
            raise Awaited(missing)
        return [self._known[one] for one in questions]

    def _learn(self, questions: Sequence[Question]) -> None:
        if questions:
            self._known |= dict(zip(questions, self.heads.answers(questions), strict=True))


_BUNDLE: Final[ContextVar[Bundle | None]] = ContextVar("bundle", default=None)


@contextmanager
def _within(bundle: Bundle) -> Iterator[None]:
    before = _BUNDLE.set(bundle)
    try:
        yield
    finally:
        _BUNDLE.reset(before)


def bundle_of(heads: object) -> Bundle | None:
    """The bundle that is being read in this store by this thread, if one is."""
    bundle = _BUNDLE.get()
    return bundle if bundle is not None and bundle.heads is heads else None


def _branch(name: str, queries: Mapping[str, str] = QUERIES) -> str:
    """The question as one of several: it is asked where a part bears its name, and collects its rows."""
    text = queries[name].replace("$told.many", "part.many").replace("$shard", "part.shard")
    text = text.replace("CALL (v)", "CALL (v, part)").replace("WITH DISTINCT ", "WITH DISTINCT part, ")
    before, _, answer = text.replace("$upto", "part.upto").rpartition("RETURN ")
    columns, tail = re.fullmatch(r"(.*?)((?:\s+ORDER BY .*)?(?:\s+LIMIT .*)?)\s*", answer, re.DOTALL).groups()  # type: ignore[union-attr]
    return (
        f"WITH part WHERE part.name = '{name}'\n{before}WITH part, [{columns}] AS row{tail}\n"
        "RETURN part.n AS n, collect(row) AS rows"
    )


# One text, whatever is asked: planning a text that Neo4j has not seen takes far longer than its work.
_TOGETHER: Final = (
    "UNWIND $parts AS part\nCALL (part) {\n" + "\nUNION ALL\n".join(map(_branch, TRAVELS)) + "\n}\nRETURN n, rows"
)
