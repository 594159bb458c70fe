"""What the embedded log promises beyond the port."""

import threading
import time
from pathlib import Path

from app.adapters.sqlite_log import SqliteLog
from app.domain.moments import acceptance
from app.ports import Message


def test_offsets_count_records_so_that_ends_less_committed_is_the_number_not_yet_read(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite", lambda: 1_762_264_480_000)
    log.append([Message(topic, f"i{n}", b"") for n in range(30) for topic in ("dde", "acc")])
    ends = log.ends(["dde", "acc"])
    assert sum(ends.values()) == 60
    read = log.read(["dde", "acc"], {}, 25)
    log.commit("graph", {f"{r.topic}-{r.partition}": r.offset + 1 for r in read})
    committed = log.committed("graph")
    assert sum(end - committed.get(lane, 0) for lane, end in ends.items()) == 60 - 25
    log.close()


def test_a_log_that_begins_after_an_archive_counts_on_from_its_end_and_acceptances_grow(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.sqlite", lambda: 1_762_264_480_000)
    (first,) = log.append([Message("dde", "i1", b"")])
    name, late = f"dde-{first.partition}", acceptance(1_762_264_490_000, 0, 0)
    log.begin({name: 40, "acc-1": 7}, late)
    log.begin({name: 3}, 0)
    assert log.ends(["dde", "acc"]) == {name: 40, "acc-1": 7}
    (after,) = log.append([Message("dde", "i1", b"")])
    assert after.offset == 40
    assert after.accepted > late
    assert log.read(["dde"], {}, 10) == [first, after]
    log.close()


def test_who_waits_for_more_is_woken_by_it(tmp_path: Path) -> None:
    reader, writer = (SqliteLog(tmp_path / "log.sqlite", lambda: 1_762_264_480_000) for _ in range(2))
    reader.wait(0)
    timer = threading.Timer(0.1, writer.append, ([Message("dde", "i1", b"a")],))
    began = time.monotonic()
    timer.start()
    reader.wait(60)
    assert time.monotonic() - began < 30
    timer.join()
    reader.close()
    writer.close()
