"""The history that the graph benchmarks run on: what a busy project tells over a month, and over ten.

Per 30 days 1,000,000 events about 5,000 nodes and 10,000 edges, 1 to 4 of 8 (nodes) or 4 (edges) properties
each; some are removed and come back. About 1 % of the events arrive twice, about 0.7 % late: most of those
within two hours, one in ten from anywhere in the past. Bytes are what a worker would find on a log.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec

from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op, Scope
from app.domain.moments import acceptance

SCOPE = Scope("acme", "big-iteration")
NODES, EDGES = 5_000, 10_000
EVENTS_PER_MONTH = 1_000_000
MONTH_MS = 30 * 86_400_000
START = 1_760_000_000_000
PACE_MS = MONTH_MS / EVENTS_PER_MONTH
LATE, TWICE, REMOVED = 0.007, 0.01, 0.01


class Told(msgspec.Struct, array_like=True, gc=False):
    """One event on the wire."""

    key: str
    number: int
    valid_at: int
    accepted: int
    node: NodeId | None
    edge: EdgeId | None
    op: Op
    props: dict[str, bool | int | float | str | None]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Told)

ENTITIES: list[NodeId | EdgeId] = [NodeId("Task" if n % 2 else "Module", f"m{n:05}") for n in range(NODES)]
ENTITIES += [
    EdgeId("DEPENDS_ON", NodeId("Task", f"m{n % NODES | 1:05}"), NodeId("Module", f"m{n * 7919 % NODES & ~1:05}x{n}"))
    for n in range(EDGES)
]


def batches(events: int, size: int, seed: int = 1) -> Iterator[list[bytes]]:
    """The events in order of arrival, in batches."""
    chance, gone, known = Random(seed), set[int](), set[int]()
    recent: list[bytes] = []
    batch: list[bytes] = []
    for number in range(events):
        twice = recent and chance.random() < TWICE
        batch.append(chance.choice(recent) if twice else _encoder.encode(_event(number, chance, gone, known)))
        recent = [*recent[-200:], batch[-1]] if number % 16 == 0 else recent
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _event(number: int, chance: Random, gone: set[int], known: set[int]) -> Told:
    entity = chance.randrange(NODES) if chance.random() < 0.6 else NODES + chance.randrange(EDGES)
    now = START + int(number * PACE_MS)
    op = Op.PATCH
    if entity not in known or entity in gone:
        op = Op.DECLARE
        known.add(entity)
        gone.discard(entity)
    elif chance.random() < REMOVED:
        op = Op.REMOVE
        gone.add(entity)
    valid = now - _lateness(now - START, chance) if chance.random() < LATE else now
    key = f"{chance.getrandbits(128):032x}"
    accepted = acceptance(now + 1_500, 0, number)
    who = ENTITIES[entity]
    node, edge = (who, None) if isinstance(who, NodeId) else (None, who)
    return Told(key, number, valid, accepted, node, edge, op, _props(entity, op, chance))


def _lateness(past: int, chance: Random) -> int:
    return chance.randrange(past + 1) if chance.random() < 0.1 else chance.randrange(min(past, 7_200_000) + 1)


_NODE: dict[str, Any] = {
    "status": lambda c: c.choice(("PENDING", "READY", "RUNNING", "DONE", "FAILED")),
    "owner": lambda c: f"person-{c.randrange(50)}",
    "progress": lambda c: c.randrange(101),
    "score": lambda c: round(c.random(), 2),
    "duration_ms": lambda c: c.randrange(600_000),
    "quarantined": lambda c: c.random() < 0.1,
    "component": lambda c: f"component-{c.randrange(200)}",
    "reviewed_at": lambda c: None if c.random() < 0.3 else START + c.randrange(MONTH_MS),
}
_EDGE: dict[str, Any] = {
    "confidence": lambda c: round(c.random(), 3),
    "method": lambda c: c.choice(("R1", "R2", "R3")),
    "weight": lambda c: c.randrange(40),
    "state": lambda c: c.choice(("open", "closed")),
}


def _props(entity: int, op: Op, chance: Random) -> dict[str, Any]:
    if op is Op.REMOVE:
        return {}
    return chance.choice(_POOLS[entity < NODES, op is Op.DECLARE])


def _pool(makers: dict[str, Any], whole: bool) -> list[dict[str, Any]]:
    """Many sets of properties, made beforehand: making them is not what is measured."""
    chance, pool = Random(len(makers) + whole), []
    for _ in range(1 << 15):
        names = makers if whole else chance.sample(list(makers), chance.randint(1, 4))
        pool.append({name: makers[name](chance) for name in names})
    return pool


_POOLS = {(node, whole): _pool(_NODE if node else _EDGE, whole) for node in (True, False) for whole in (True, False)}


def entries(batch: list[bytes]) -> list[Entry]:
    """What a worker makes of the bytes: decoded, validated, and turned into facts."""
    decode = _decoder.decode
    made = []
    for told in map(decode, batch):
        entity: Any = told.node or told.edge
        fact = Fact(entity, told.valid_at, told.props, told.op)
        at, seen, key = told.valid_at, told.accepted, told.key
        made.append(Entry(SCOPE, key, key, "dde.task.patched", at, seen, (fact,), key, "done"))
    return made
