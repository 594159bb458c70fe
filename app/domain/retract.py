"""Taking a batch back as a correction: what it stated no longer counts; what others stated there still does."""

from collections.abc import Callable, Iterable

from app.domain.fold import EXISTENCE, first_of_each_key
from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op, Value

Register = tuple[NodeId | EdgeId, int, str]
"""An entity, a valid time, and the register stated there."""


def retraction(entries: Iterable[Entry], batch_id: str, is_derived: Callable[[NodeId | EdgeId], bool]) -> list[Fact]:
    """The facts that take the batch back, given every entry of the scope.

    Where another batch stated the same register at the same valid time, its statement is stated again;
    elsewhere the register is left void. Derived facts are not touched: they are derived anew.
    """
    said: dict[Register, tuple[int, Value]] = {}
    taken: set[Register] = set()
    for entry in sorted(first_of_each_key(entries), key=lambda e: e.accepted):
        for fact in entry.facts:
            if is_derived(fact.entity):
                continue
            for register, value in _stated(fact):
                if entry.batch_id == batch_id:
                    taken.add(register)
                else:
                    said[register] = (entry.accepted, value)
    return [_restated(register, said) for register in sorted(taken, key=_order)]


def _stated(fact: Fact) -> Iterable[tuple[Register, Value]]:
    for name, value in fact.props.items():
        yield (fact.entity, fact.valid_at, name), value
    if fact.op in (Op.DECLARE, Op.REMOVE):
        yield (fact.entity, fact.valid_at, EXISTENCE), fact.op is Op.DECLARE


def _restated(register: Register, said: dict[Register, tuple[int, Value]]) -> Fact:
    entity, valid_at, name = register
    if register not in said:
        return Fact(entity, valid_at, {name: None}, Op.VOID)
    value = said[register][1]
    if name == EXISTENCE:
        return Fact(entity, valid_at, {}, Op.DECLARE if value else Op.REMOVE)
    return Fact(entity, valid_at, {name: value})


def _order(register: Register) -> tuple[int, str, str, int, str]:
    entity, valid_at, name = register
    return (int(isinstance(entity, EdgeId)), entity[0], entity.uid, valid_at, name)
