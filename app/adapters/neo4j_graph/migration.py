"""A store of an earlier program kept everything in its first shard: each iteration moves to the shard of its share.

What the first shard counted and drew goes along, so that all numbers stay true. All that belongs to one shard moves
in one transaction; whoever dies in between leaves the rest to the next.
"""

from collections import defaultdict
from typing import Final

from app.adapters.neo4j_graph.database import Neo4jDatabase, Run
from app.adapters.neo4j_graph.schema import QUERIES
from app.domain.partitions import share_of

WORDS: Final = ("SegmentName", "SegmentWords", "SegmentKeys")
"""What the iterations of a shard have in common."""
ROWS: Final = (
    "SegmentChunk",
    "SegmentStray",
    "SegmentOutOfTurn",
    "SegmentTouch",
    "SegmentEntities",
    "SegmentCells",
    "SegmentOdd",
    "SegmentRun",
    "SegmentFrame",
)
"""What each has for itself."""


def spread(database: Neo4jDatabase, ns: str) -> None:
    """Move what lies in the first shard and belongs elsewhere; nobody may be reading it just then."""
    misplaced: dict[int, list[int]] = defaultdict(list)
    for number, iteration in database.run(QUERIES["misplaced"], ns=ns):
        if share := share_of(iteration):
            misplaced[share].append(number)
    for share, scopes in sorted(misplaced.items()):
        database.write(lambda run, share=share, scopes=scopes: _move(run, ns, share, scopes))  # type: ignore[misc]
    if uncounted := [shard for (shard,) in database.run(QUERIES["uncounted"], ns=ns)]:
        database.write(lambda run: run.run(QUERIES["count-events"], {"ns": ns, "shards": uncounted}).consume())


def _move(run: Run, ns: str, share: int, scopes: list[int]) -> None:
    values = {"ns": ns, "shard": share, "ords": scopes}
    run.run(QUERIES["hold"], {"ns": ns, "shards": [0, share]}).consume()
    still = {number for number, _ in run.run(QUERIES["misplaced"], values).values()}
    if not still.issuperset(scopes):
        return  # somebody else was first
    run.run(QUERIES["same-head"], values).consume()
    for label in WORDS:
        run.run(QUERIES["same-words"], {**values, "label": label}).consume()
    for label in ROWS:
        run.run(QUERIES["move-rows"], {**values, "label": label}).consume()
    run.run(QUERIES["move-scopes"], values).consume()
    run.run(QUERIES["count-events"], {"ns": ns, "shards": [0, share]}).consume()
