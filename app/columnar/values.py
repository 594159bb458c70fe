"""Property values as numbers: a kind (one byte) and a payload (eight), so that columns of them can be compared.

Strings, lists and maps become codes of the file's word list; everything else is its own payload.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.columnar.rows import Row, Rows
from app.domain.graph import Value

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

ABSENT: Final = 0
NULL: Final = 1
BOOL: Final = 2
INT: Final = 3
FLOAT: Final = 4
WORD: Final = 5

_KEEP_IN_MEMORY: Final = 200_000
_FEW: Final = 32


class _Kinds(dict[type, int]):
    """Type to kind; subclasses (enums, say) are worked out when first met."""

    def __missing__(self, found: type) -> int:
        for known, kind in list(self.items()):
            if issubclass(found, known):
                self[found] = kind
                return kind
        raise TypeError(f"a property value must be JSON, found {found.__name__}")


_KINDS: Final = _Kinds(
    {type(None): NULL, bool: BOOL, int: INT, float: FLOAT, str: WORD, list: WORD, dict: WORD, tuple: WORD}
)


class WordList(dict[Any, int]):
    """The writer's side of the word list: a code per distinct string, list or map.

    Only a bounded part is remembered; a word met again later may get a second code, which is why
    whoever compares codes must look at the words before calling them different.
    """

    def __init__(self, rows: Rows) -> None:
        self._next = 1
        self._fresh: list[Any] = []
        for lo, body in rows.ask("last-words", 64):
            words = msgspec.json.decode(body)
            self._next = max(self._next, lo + len(words))
            self.update((_key(word), lo + n) for n, word in enumerate(words))

    def __missing__(self, key: Any) -> int:
        code = self._next
        self._next += 1
        self._fresh.append(key if isinstance(key, str) else msgspec.Raw(key))
        self[key] = code
        return code

    def save(self, rows: Rows) -> tuple[int, list[Any]]:
        """Write down the words met since the last time; the code of the first of them, and all of them."""
        fresh, self._fresh = self._fresh, []
        lo = self._next - len(fresh)
        if fresh:
            rows.tell("add-words", lo, msgspec.json.encode(fresh))
        if len(self) > _KEEP_IN_MEMORY:
            self.clear()
        return lo, fresh


def _key(word: Any) -> str | bytes:
    return word if isinstance(word, str) else msgspec.json.encode(word, order="deterministic")


def _word(kept: Any) -> Any:
    return kept if isinstance(kept, str) else msgspec.json.decode(kept)


def to_columns(values: Sequence[Value], words: WordList) -> tuple[Bytes, Ints]:
    """Kinds and payloads of these values."""
    kinds = np.fromiter(map(_KINDS.__getitem__, map(type, values)), np.uint8, len(values))
    payloads = np.zeros(len(values), np.int64)
    _fill(kinds, payloads, WORD, values, lambda some: _codes(some, words))
    _fill(kinds, payloads, INT, values, lambda some: np.array(some, np.int64))
    _fill(kinds, payloads, BOOL, values, lambda some: np.array(some, np.int64))
    _fill(kinds, payloads, FLOAT, values, lambda some: np.array(some, np.float64).view(np.int64))
    return kinds, payloads


def _fill(
    kinds: Bytes, payloads: Ints, kind: int, values: Sequence[Value], turn: Callable[[list[Any]], Ints]
) -> None:
    places = np.flatnonzero(kinds == kind)
    if len(places):
        payloads[places] = turn([values[n] for n in places.tolist()])


def _codes(some: list[Any], words: WordList) -> Ints:
    try:
        return np.fromiter(map(words.__getitem__, some), np.int64, len(some))
    except TypeError:  # a list or a map among them: not hashable, so it goes by its text
        return np.fromiter((words[_key(word)] for word in some), np.int64, len(some))


class Words(dict[int, Any]):
    """The readers' side: words by code, read when first asked for, kept within bounds.

    ``fetch`` gives, for each of some codes, the words around it and the code of the first of these.
    """

    def __init__(self, fetch: Callable[[Iterable[int]], Iterable[Row]]) -> None:
        self._fetch = fetch

    def spelled(self, codes: list[int]) -> list[Any]:
        """The words with these codes; those not known yet are fetched together."""
        while True:
            try:
                return list(map(self.__getitem__, codes))
            except KeyError:  # or another thread has just made room
                self._learn(sorted({code for code in codes if code not in self}))

    def learn(self, lo: int, words: list[Any]) -> None:
        """Words that were just written down, the first of which has the code ``lo``."""
        self.update((lo + n, _word(word)) for n, word in enumerate(words))

    def _learn(self, missing: list[int]) -> None:
        if len(self) > _KEEP_IN_MEMORY:
            self.clear()
        top = 0
        # Neighbours come together: what one answer brought need not be asked for.
        for lo, body in self._fetch(code for code in missing if code not in self):
            words = msgspec.json.decode(body)
            self.update(enumerate(words, start=lo))
            top = max(top, lo + len(words))
        if missing and missing[-1] >= top and missing[-1] not in self:
            raise LookupError(f"there is no word {missing[-1]}")

    def said(self, kinds: Bytes, payloads: Ints) -> list[Value]:
        """The values that these columns stand for; nothing stated reads as null."""
        if len(kinds) < _FEW:
            floats = payloads.view(np.float64).tolist()
            return [self._one(*row) for row in zip(kinds.tolist(), payloads.tolist(), floats, strict=True)]
        values: NDArray[np.object_] = payloads.astype(object)
        for kind in np.flatnonzero(np.bincount(kinds)).tolist():
            if kind != INT:
                places = np.flatnonzero(kinds == kind)
                values[places] = self._alike(kind, payloads[places])
        said: list[Value] = values.tolist()
        return said

    def _alike(self, kind: int, payloads: Ints) -> Any:
        """The values of payloads of one kind other than INT."""
        if kind == WORD:
            # Made so, a list among the words stays one value.
            return np.fromiter(self.spelled(payloads.tolist()), object, len(payloads))
        if kind == FLOAT:
            return payloads.view(np.float64).astype(object)
        return (payloads != 0).astype(object) if kind == BOOL else None

    def _one(self, kind: int, payload: int, number: float) -> Value:
        if kind == INT:
            return payload
        if kind == WORD:
            word: Value = self.spelled([payload])[0]
            return word
        if kind == FLOAT:
            return number
        return bool(payload) if kind == BOOL else None
