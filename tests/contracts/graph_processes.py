"""A writer of its own process, to be killed in the middle of its work: ``python -m tests.contracts.graph_processes``.

The history it writes follows from nothing but a number, so that whoever looks at what it left behind
can say what must be there.
"""

import sys
from pathlib import Path
from random import Random

from app.domain.graph import Entry, Fact, NodeId, Op
from app.ports import Batch, Message
from tests.contracts.graph_fixture import PRODUCTS
from tests.contracts.histories import HERE

PER_BATCH = 7
NODE_COUNT = 12


def batch(number: int) -> Batch:
    """The n-th batch: seven events, one of them a redelivery, one message, and the position after them."""
    chance = Random(number)
    entries = [_entry(number * PER_BATCH + n, chance) for n in range(PER_BATCH)]
    entries.insert(3, entries[0])
    return Batch("ingest", {"dde-0": (number + 1) * PER_BATCH}, entries, [Message("convergence", str(number), b"x")])


def _entry(number: int, chance: Random) -> Entry:
    node = NodeId("Task", f"t{chance.randrange(NODE_COUNT)}")
    op = chance.choice([Op.PATCH, Op.PATCH, Op.DECLARE, Op.REMOVE])
    at = 1_000 + number - chance.choice([0, 0, 0, 40])
    fact = Fact(node, at, {"status": chance.choice("abc"), "n": number}, op)
    return Entry(HERE, f"k{number}", f"e{number}", "dde.task.patched", at, number + 1, (fact,), node.uid, "done")


def main() -> None:
    """Append batches from where the store is until killed, saying so on each."""
    product, place = sys.argv[1:]
    store = PRODUCTS[product].write(Path(place))
    number = store.positions("ingest").get("dde-0", 0) // PER_BATCH
    while True:
        store.append(batch(number))
        number += 1
        print(number, flush=True)


if __name__ == "__main__":
    main()
