"""What every event log promises to several processes: nothing lost, nothing twice, nothing half."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from app.domain.partitions import PARTITIONS
from app.ports import EventLog, Record
from tests.contracts.other_process import PER_APPEND, now
from tests.contracts.processes import kill_after, several, start
from tests.contracts.products import LOGS
from tests.contracts.servers import close, offered

ALL = tuple(PARTITIONS)
APPENDS = 200


def read_on(log: EventLog, positions: dict[str, int], limit: int = 200) -> list[Record]:
    """The next records, with the positions moved past them."""
    records = log.read(ALL, positions, limit)
    positions.update({f"{r.topic}-{r.partition}": r.offset + 1 for r in records})
    return records


@pytest.mark.parametrize("product", offered(LOGS))
def test_several_writers_lose_nothing_and_a_reader_beside_them_misses_nothing(product: str, tmp_path: Path) -> None:
    log, seen, positions = LOGS[product](tmp_path, now), list[Record](), dict[str, int]()
    with several("append", product, tmp_path, "abc", APPENDS) as writers:
        while any(writer.poll() is None for writer in writers):
            seen += read_on(log, positions)
        assert [writer.returncode for writer in writers] == [0, 0, 0]
    while batch := read_on(log, positions):
        seen += batch
    assert seen == log.read(ALL, {}, 10_000)
    assert [r.accepted for r in seen] == sorted({r.accepted for r in seen})
    expected = [f"{w} {n} {k}" for w in "abc" for n in range(APPENDS) for k in range(PER_APPEND)]
    assert Counter(r.value.decode() for r in seen) == Counter(expected)
    for writer in "abc":
        _in_the_order_of(writer, seen)
    close(log)


def _in_the_order_of(writer: str, seen: list[Record]) -> None:
    """Within each topic and key the writer's records stand as it wrote them."""
    for lane in {(r.topic, r.key) for r in seen if r.key.startswith(writer)}:
        numbers = [tuple(map(int, r.value.split()[1:])) for r in seen if (r.topic, r.key) == lane]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize("product", offered(LOGS))
def test_a_killed_writer_leaves_whole_appends_and_all_that_it_was_told_of(product: str, tmp_path: Path) -> None:
    for round_, name in enumerate("pqrs"):
        acknowledged = kill_after(start("append", product, tmp_path, name), Random(round_).randint(1, 40))
        log = LOGS[product](tmp_path, now)
        records = [r for r in log.read(ALL, {}, 1_000_000) if r.key.startswith(name)]
        per_append = Counter(int(r.value.split()[1]) for r in records)
        assert set(per_append.values()) == {PER_APPEND}
        assert sorted(per_append) == list(range(len(per_append)))
        assert acknowledged <= len(per_append) <= acknowledged + 1
        log.close()
    close(log)
