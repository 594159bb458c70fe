"""The facts of some entries as columns, and the statements (see ``runs``) that they make."""

from itertools import chain
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.columnar.catalogue import EXISTS, FIRST_NAME, REMOVED, Names, Register, Whole
from app.columnar.runs import Run, in_order
from app.columnar.values import BOOL, WordList, to_columns
from app.domain.graph import Entry, Fact, Op


class Columns(msgspec.Struct, frozen=True):
    """One row per fact: about whom (number), when, what it does, and as part of which entry (number)."""

    facts: list[Fact]
    entity: Whole
    valid: Whole
    op: NDArray[np.int8]
    seq: Whole


def columns_of(entries: list[Entry], lo: int, register: Register) -> Columns:
    """The facts of these entries, the first of which is the ``lo``-th of its scope."""
    facts = [fact for entry in entries for fact in entry.facts]
    counts = [len(entry.facts) for entry in entries]
    count = len(facts)
    return Columns(
        facts,
        np.fromiter(map(register.__getitem__, [fact.entity for fact in facts]), np.int64, count),
        np.fromiter([fact.valid_at for fact in facts], np.int64, count),
        np.frombuffer(bytes([fact.op for fact in facts]), np.int8),
        np.repeat(np.arange(lo, lo + len(entries)), counts),
    )


def statements(columns: Columns, register: Register, names: Names, words: WordList) -> Run:
    """What the facts state about cells. Voids state nothing: their entities are worked out apart."""
    parts = (
        _stated(columns, register, names, words),
        _existence(columns, register, np.flatnonzero((columns.op == Op.DECLARE) | (columns.op == Op.REMOVE))),
        _removal(columns, register, np.flatnonzero(columns.op == Op.REMOVE)),
    )
    fields = zip(*parts, strict=True)
    return in_order(Run(*(np.concatenate(field) for field in fields)))


Fields = tuple[NDArray[Any], ...]


def _stated(columns: Columns, register: Register, names: Names, words: WordList) -> Fields:
    silent = columns.op == Op.VOID
    props = [fact.props for fact in columns.facts]
    if silent.any():
        props = [{} if void else said for void, said in zip(silent.tolist(), props, strict=True)]
    counts = np.fromiter(map(len, props), np.int64, len(props))
    total = int(counts.sum())
    codes = np.fromiter(map(names.__getitem__, chain.from_iterable(props)), np.int64, total)
    kind, payload = to_columns(list(chain.from_iterable([said.values() for said in props])), words)
    cell = register.cells.of(np.repeat(columns.entity, counts), codes)
    fields = (cell, np.repeat(columns.valid, counts), np.repeat(columns.seq, counts), kind, payload)
    counting = codes >= FIRST_NAME  # a property called like the existence register does not count
    return fields if counting.all() else tuple(field[counting] for field in fields)


def _existence(columns: Columns, register: Register, rows: Whole) -> Fields:
    return _flags(columns, register, rows, EXISTS, (columns.op[rows] == Op.DECLARE).astype(np.int64))


def _removal(columns: Columns, register: Register, rows: Whole) -> Fields:
    return _flags(columns, register, rows, REMOVED, np.ones(len(rows), np.int64))


def _flags(columns: Columns, register: Register, rows: Whole, which: int, payload: Whole) -> Fields:
    cell = register.cells.of(columns.entity[rows], np.full(len(rows), which))
    return cell, columns.valid[rows], columns.seq[rows], np.full(len(rows), BOOL, np.uint8), payload
