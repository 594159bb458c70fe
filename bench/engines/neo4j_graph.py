"""What the graph costs in Neo4j: CPU per event of both sides, and looks at 1,000 nodes and 2,000 relationships.

Needs MC_NEO4J and MC_NEO4J_PASSWORD (``python -m servers env``); without them nothing is measured. Server CPU is
that of the process that listens at the address, so nobody else should be asking it meanwhile.
"""

import os
import time
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import psutil

from app.adapters.neo4j_graph import Neo4jDatabase, Neo4jGraph
from app.domain.graph import EdgeId, Entry, NodeId, Snapshot
from app.domain.moments import NOW, AsOf
from app.ports import Batch
from bench import graph_data
from bench.graph_asof import size, touch
from bench.report import at_most, quantile, scaled

EVENTS, BATCH, WARM = 100_000, 2_000, 5
LOOKS = 200


def main() -> None:
    """Prints ``neo4j_us_per_event``, ``neo4j_asof_p95_ms`` and ``neo4j_now_p95_ms``."""
    url, password = os.environ.get("MC_NEO4J"), os.environ.get("MC_NEO4J_PASSWORD", "")
    if not url:
        print("MC_NEO4J is not set: nothing measured")
        return
    database = Neo4jDatabase(url, os.environ.get("MC_NEO4J_USER") or "neo4j", password)
    name = f"bench-{uuid4().hex[:8]}"
    server = _server(urlsplit(url).port or 7687)
    for live in ("", name):
        graph = Neo4jGraph(database, f"{name}-{live and 'live'}", live)
        _write(graph, server, bool(live))
        if live:
            _look(graph)
        graph.drop()
    database.close()


def _server(port: int) -> psutil.Process:
    (pid,) = {c.pid for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port}
    return psutil.Process(pid)


def _write(graph: Neo4jGraph, server: psutil.Process, live: bool) -> None:
    taken: list[tuple[float, float, float]] = []
    for number, entries in enumerate(_small_world(scaled(EVENTS))):
        before = (time.process_time(), _cpu(server), time.perf_counter())
        graph.append(Batch("bench", {"dde-0": number}, entries))
        after = (time.process_time(), _cpu(server), time.perf_counter())
        taken.append(tuple(1e6 * (b - a) / len(entries) for a, b in zip(before, after, strict=True)))  # type: ignore[arg-type]
    client, cpu, wall = (sum(column) / len(column) for column in zip(*taken[WARM:], strict=True))
    beside = {"client_us": client, "server_us": cpu, "wall_us": wall, "batch": BATCH}
    what = "rows and live graph" if live else "rows alone"
    at_most("neo4j_us_per_event", client + cpu, f"µs CPU of client and server, {what}", 200, beside)


def _cpu(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)


def _look(graph: Neo4jGraph) -> None:
    span = round(scaled(EVENTS) * graph_data.PACE_MS)
    chance = Random(5)

    def then() -> AsOf:
        return AsOf(graph_data.START + chance.randrange(span // 20, span))

    asof = _times(lambda: graph.snapshot(graph_data.SCOPE, then()), size)
    read = _times(lambda: graph.snapshot(graph_data.SCOPE, then()), touch)
    beside = {"p50_ms": quantile(asof, 0.5), "everything_read_p50_ms": quantile(read, 0.5)}
    at_most("neo4j_asof_p95_ms", quantile(read, 0.95), "ms wall, everything read", 100, beside)
    now = _times(lambda: graph.snapshot(graph_data.SCOPE, NOW), touch)
    fresh = _times(lambda: _forgetful(graph).snapshot(graph_data.SCOPE, NOW), touch, 20)
    beside = {"p50_ms": quantile(now, 0.5), "after_a_change_p50_ms": quantile(fresh, 0.5)}
    at_most("neo4j_now_p95_ms", quantile(now, 0.95), "ms wall, everything read", 50, beside)


def _forgetful(graph: Neo4jGraph) -> Neo4jGraph:
    """The same store as one sees it who comes anew and remembers nothing."""
    return Neo4jGraph(graph.database, graph.ns, graph.live, read_only=True)


def _times(look: Callable[[], Snapshot], read: Callable[[Snapshot], int], count: int = LOOKS) -> list[float]:
    taken = []
    for _ in range(count + 10):
        started = time.perf_counter()
        read(look())
        taken.append((time.perf_counter() - started) * 1_000)
    return taken[10:]


def _small_world(events: int) -> Iterator[list[Entry]]:
    """The usual history, folded onto 1,000 nodes and 2,000 edges between them."""
    nodes = [NodeId("Task" if n % 2 else "Module", f"m{n:05}") for n in range(1_000)]
    edges = [EdgeId("DEPENDS_ON", nodes[n % 1_000], nodes[n * 7_919 % 1_000], f"{n // 1_000}") for n in range(2_000)]
    folded = {one: nodes[n % 1_000] for n, one in enumerate(islice(graph_data.ENTITIES, graph_data.NODES))}
    rest = islice(graph_data.ENTITIES, graph_data.NODES, None)
    known = {**folded, **{one: edges[n % 2_000] for n, one in enumerate(rest)}}
    for batch in graph_data.batches(events, BATCH):
        yield [
            msgspec.structs.replace(
                entry, facts=tuple(msgspec.structs.replace(fact, entity=known[fact.entity]) for fact in entry.facts)
            )
            for entry in graph_data.entries(batch)
        ]


if __name__ == "__main__":
    main()
