"""Which idempotency keys were seen: 128-bit hashes in sorted runs that are merged as they grow.

Keys from producers are random, and an index over random keys writes a page per key. Here a batch
costs a few array operations, whatever the keys look like. The hash is strongly universal with
coefficients that each file draws for itself: that two keys of a file meet has a chance of 2**-128.
"""

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.columnar.rows import Rows
from app.columnar.sieve import Sieve

Hashes = NDArray[np.uint64]
"""Two rows: the first and the second halves of the hashes, sorted by the first."""
LONGEST: Final = 256
"""Longer keys, and those beyond ASCII, are represented by their SHA-256 (and their length)."""
_LANES: Final = 4
_FAN: Final = 8


class SeenKeys:
    """The keys of all scopes of one file, in the memory of the process that writes it."""

    def __init__(self, rows: Rows) -> None:
        ((secret,),) = rows.ask("secret")
        self._coefficients = np.frombuffer(secret, np.uint64).reshape(-1, _LANES)
        self._runs: list[tuple[int, int, Hashes]] = [
            (number, level, np.frombuffer(body, np.uint64).reshape(2, -1))
            for number, level, body in rows.ask("key-runs")
        ]
        self._sieve = self._filled_sieve()

    def fresh(self, rows: Rows, scopes: NDArray[np.int64], keys: list[str]) -> NDArray[np.bool_]:
        """Per key whether it is new in its scope; the new ones are remembered."""
        hashes = self._hashes(scopes, keys)
        order = np.lexsort((hashes[1], hashes[0]))
        ranked = hashes[:, order]
        new = np.ones(len(keys), np.bool_)
        new[1:] = (ranked[:, 1:] != ranked[:, :-1]).any(axis=0)
        suspects = np.flatnonzero(~self._sieve.holds_back(ranked[0]))
        new[suspects] &= ~self._seen(ranked[:, suspects])
        if new.any():
            self._remember(rows, ranked[:, new])
        answer = np.empty(len(keys), np.bool_)
        answer[order] = new
        return answer

    def _seen(self, sought: Hashes) -> NDArray[np.bool_]:
        found = np.zeros(sought.shape[1], np.bool_)
        for _, _, run in self._runs:
            found |= _contained(sought, run)
        return found

    def _filled_sieve(self) -> Sieve:
        firsts = [run[0] for _, _, run in self._runs]
        sieve = Sieve(sum(map(len, firsts)))
        sieve.add(firsts)
        return sieve

    def _hashes(self, scopes: NDArray[np.int64], keys: list[str]) -> Hashes:
        letters = _letters(keys)
        words = np.empty((len(keys), letters.shape[1] + 2), np.uint64)
        words[:, 0] = scopes
        words[:, 1] = np.fromiter(map(len, keys), np.uint64, len(keys))
        words[:, 2:] = letters
        mixed = (words @ self._coefficients[1 : words.shape[1] + 1] + self._coefficients[0]) >> np.uint64(32)
        return np.ascontiguousarray((mixed[:, ::2] << np.uint64(32) | mixed[:, 1::2]).T)

    def _remember(self, rows: Rows, fresh: Hashes) -> None:
        level, hashes = 0, fresh
        number = 1 + max((number for number, _, _ in self._runs), default=0)
        while sum(known == level for _, known, _ in self._runs) >= _FAN - 1:
            old = [run for run in self._runs if run[1] == level]
            rows.tell_each("drop-key-run", ((number,) for number, _, _ in old))
            self._runs = [run for run in self._runs if run[1] != level]
            hashes = _sorted(np.concatenate([*(run for _, _, run in old), hashes], axis=1))
            level += 1
        rows.tell("add-key-run", number, level, hashes.tobytes())
        self._runs.append((number, level, hashes))
        self._sieve.add([fresh[0]])
        if self._sieve.full:
            self._sieve = self._filled_sieve()


def _letters(keys: list[str]) -> NDArray[np.uint32]:
    """The keys as rows of four letters each, filled up with zeros."""
    longest = max(map(len, keys))
    if longest <= LONGEST and all(map(str.isascii, keys)):
        return np.array(keys, f"S{-(-longest // 4) * 4 or 4}").view(np.uint32).reshape(len(keys), -1)
    digests = [hashlib.sha256(key.encode()).hexdigest() if _unwieldy(key) else key for key in keys]
    return _letters(digests)


def _unwieldy(key: str) -> bool:
    return len(key) > LONGEST or not key.isascii()


def _sorted(hashes: Hashes) -> Hashes:
    return np.ascontiguousarray(hashes[:, np.argsort(hashes[0], kind="stable")])


def _contained(sought: Hashes, run: Hashes) -> NDArray[np.bool_]:
    """Per hash whether the run holds it. Equal first halves lie together; more than one is next to impossible."""
    first, second = run
    place = np.searchsorted(first, sought[0])
    found = np.zeros(sought.shape[1], np.bool_)
    undecided = np.arange(sought.shape[1])
    while len(undecided):
        undecided = undecided[place[undecided] < len(first)]
        undecided = undecided[first[place[undecided]] == sought[0, undecided]]
        found[undecided] |= second[place[undecided]] == sought[1, undecided]
        place[undecided] += 1
    return found
