"""The state hash (R-32): equal hashes mean the same graph, links, review list, dead letters and verdicts.

``state_hash`` covers every statement with both times. ``timeless_hash`` leaves the known times out and
covers the timelines as they are believed now, to compare runs that accepted the same events in another order.
Generated ids do not count; keys of entries do not either.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from app.domain.fold import EXISTENCE, first_of_each_key
from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op, Value

Statement = tuple[int, int, int, bool, Value]
"""Valid time, acceptance, order within the entry, whether it is a void, and the value."""


def state_hash(entries: Iterable[Entry], letters: Iterable[str] = ()) -> str:
    """SHA-256 over everything stated, both times included, in a canonical order."""
    lines = (
        f"{entity}\t{name}\t{valid}\t{accepted}\t{_text(void, value)}"
        for (entity, name), rows in _registers(entries).items()
        for valid, accepted, _, void, value in rows
    )
    return _digest(lines, letters)


def timeless_hash(entries: Iterable[Entry], letters: Iterable[str] = ()) -> str:
    """SHA-256 over the timelines as believed now: per register its changes in valid time."""
    lines = (
        f"{entity}\t{name}\t{valid}\t{_text(False, value)}"
        for (entity, name), rows in _registers(entries).items()
        for valid, value in _believed(rows)
    )
    return _digest(lines, letters)


def _registers(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Statement]]:
    registers: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for entry in first_of_each_key(entries):
        for order, fact in enumerate(entry.facts):
            for name, void, value in _stated(fact):
                row = (fact.valid_at, entry.accepted, order, void, value)
                registers[_name(fact.entity), name].append(row)
    return registers


def _name(entity: NodeId | EdgeId) -> str:
    return msgspec.json.encode(entity).decode() if isinstance(entity, EdgeId) else entity.uid


def _stated(fact: Fact) -> Iterator[tuple[str, bool, Value]]:
    void = fact.op is Op.VOID
    for name, value in fact.props.items():
        yield name, void, None if void else value
    if fact.op in (Op.DECLARE, Op.REMOVE):
        yield EXISTENCE, False, fact.op is Op.DECLARE


def _believed(rows: Iterable[Statement]) -> Iterator[tuple[int, Value]]:
    """The register's changes as believed now; restatements of what already holds are no changes."""
    speaking: dict[int, Statement] = {}
    for row in sorted(rows, key=lambda r: r[:3]):
        speaking[row[0]] = row
    previous: bytes | None = None
    for valid, row in sorted(speaking.items()):
        text = _text(False, row[4]).encode()
        if row[3] or text == previous:
            continue
        previous = text
        yield valid, row[4]


def _text(void: bool, value: Value) -> str:
    return "void" if void else msgspec.json.encode(value, order="sorted").decode()


def _digest(lines: Iterable[str], letters: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in sorted({*lines, *(f"letter\t{letter}" for letter in letters)}):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()
