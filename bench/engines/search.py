"""Search among 1,000,000 documents of one tenant in OpenSearch: three facets, marked words, 50 a page.

Needs MC_OPENSEARCH (``python -m servers env``); without it nothing is measured. Server CPU is that of the process
that listens at the address, so nobody else should be asking it meanwhile. What is asked: one or two words, from those
in one of six documents to those in three of a thousand, every third only begun; half of it narrowed to a severity.
"""

import math
import os
import time
from collections.abc import Iterator
from itertools import accumulate, islice
from random import Random
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import psutil

from app.adapters.opensearch import OpenSearchIndex
from app.domain.graph import Scope
from app.ports import Document
from app.ports.search import PAGE, Order, Wanted
from bench.report import at_most, quantile, report, scaled

DOCUMENTS: Final = 1_000_000
BATCH: Final = 5_000
LOOKS: Final = 300
WARM: Final = 100
TENANT: Final = "bench"
FACETS: Final = ("kind", "severity", "project")
KINDS: Final = ("Log", "TestRun", "Violation", "Scenario", "Task", "CodeModule")
SEVERITIES: Final = ("INFO", "WARN", "ERROR", "BLOCKING", "FATAL")
PROJECTS: Final = tuple(f"project-{number:02}" for number in range(12))
VOCABULARY: Final = 20_000
START: Final = 1_790_000_000_000
COMMON: Final = 5
RARE: Final = 1_000
"""Words of these ranks are asked for; the most common ones are those that nobody asks for."""


def main() -> None:
    """Prints ``search_documents_per_s``, and ``search_p95_ms`` by score, by time, and of the page after."""
    url = os.environ.get("MC_OPENSEARCH")
    if not url:
        print("MC_OPENSEARCH is not set: nothing measured")
        return
    server = _server(urlsplit(url).port or 9200)
    index = OpenSearchIndex(url, f"bench-{uuid4().hex[:8]}", patience_s=60)
    try:
        _fill(index, server)
        _look(index, server, "search_p95_ms", "best")
        _look(index, server, "search_newest_p95_ms", "newest")
        _look(index, server, "search_next_page_p95_ms", "best", next_page=True)
    finally:
        index.close()
        index.drop()


def _server(port: int) -> psutil.Process:
    (pid,) = {c.pid for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port}
    return psutil.Process(pid)


def _cpu_s(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)


def _fill(index: OpenSearchIndex, server: psutil.Process) -> None:
    documents, count = _documents(), scaled(DOCUMENTS)
    before, client, began = _cpu_s(server), time.process_time(), time.perf_counter()
    place = 0
    while batch := list(islice(documents, min(BATCH, count - place))):
        index.index("search", {"dde-0": place + len(batch)}, batch, starts={"dde-0": place})
        place += len(batch)
    wall = time.perf_counter() - began
    beside = {
        "documents": count,
        "client_us_each": 1e6 * (time.process_time() - client) / count,
        "server_us_each": 1e6 * (_cpu_s(server) - before) / count,
        "load": os.getloadavg()[0],
    }
    report("search_documents_per_s", count / wall, "documents kept and findable, a second", "", None, beside)


def _look(
    index: OpenSearchIndex, server: psutil.Process, name: str, order: Order, *, next_page: bool = False
) -> None:
    taken: list[float] = []
    found, before, client = 0, 0.0, 0.0
    for number, (words, wanted) in enumerate(islice(_asked(order), WARM + LOOKS)):
        if number == WARM:
            before, client = _cpu_s(server), time.process_time()
        if next_page and (after := index.search(TENANT, words, wanted).more):
            wanted = Wanted(wanted.only, order, PAGE, after, wanted.facets)
        began = time.perf_counter()
        hits = index.search(TENANT, words, wanted)
        taken.append(1e3 * (time.perf_counter() - began))
        found += hits.total
    asked = LOOKS * (2 if next_page else 1)
    beside = {
        "p50_ms": quantile(taken[WARM:], 0.5),
        "p99_ms": quantile(taken[WARM:], 0.99),
        "hits_in_all_each": found / len(taken),
        "client_ms_each": 1e3 * (time.process_time() - client) / asked,
        "server_ms_each": 1e3 * (_cpu_s(server) - before) / asked,
        "load": os.getloadavg()[0],
    }
    what = "the page after" if next_page else order
    at_most(name, quantile(taken[WARM:], 0.95), f"ms wall, three facets, {PAGE} a page, {what}", 50, beside)


def _words() -> tuple[list[str], list[float]]:
    """A vocabulary, and how often each of its words is said, the common ones far more often than the rare (Zipf)."""
    chance = Random(7)
    letters = "aeioulnrstdmkpgbfvz"
    words = sorted({"".join(chance.choices(letters, k=chance.randint(4, 9))) for _ in range(2 * VOCABULARY)})
    chance.shuffle(words)
    return words[:VOCABULARY], list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))


def _documents() -> Iterator[Document]:
    words, weights = _words()
    chance, number = Random(11), 0
    scopes = [Scope(TENANT, f"iteration-{n:03}") for n in range(200)]
    while True:
        said = chance.choices(words, cum_weights=weights, k=22)
        told = number + 1
        yield Document(
            scopes[number % len(scopes)],
            f"Log/{number}",
            chance.choices(KINDS, (12, 3, 2, 2, 2, 1))[0],
            " ".join(said[:6]),
            " ".join(said[6:]),
            chance.choices(SEVERITIES, (12, 4, 3, 2, 1))[0],
            START + number * 700,
            "dde",
            chance.choice(PROJECTS),
            module=f"shop.{said[0]}",
            trace_id=f"{number // 20:032x}",
            accepted=told,
        )
        number += 1


def _rank(chance: Random) -> int:
    """The more common a word is, the likelier it is asked for."""
    return round(math.exp(chance.uniform(math.log(COMMON), math.log(RARE))))


def _asked(order: Order) -> Iterator[tuple[str, Wanted]]:
    words, _ = _words()
    chance, number = Random(13), 0
    while True:
        picked = [words[_rank(chance)] for _ in range(1 + number % 2)]
        if number % 3 == 0:
            picked[-1] = picked[-1][:4]
        only = {"severity": [chance.choice(SEVERITIES)]} if number % 4 > 1 else {}
        yield " ".join(picked), Wanted(only=only, order=order, limit=PAGE, facets=FACETS)
        number += 1


if __name__ == "__main__":
    main()
