"""What every archive promises, and that a log and its archive are one log."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.moments import acceptance
from app.errors import StoreUnavailable
from app.ports import Archive, EventLog, Message, Record
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from tests.contracts.clocks import Hands
from tests.contracts.products import ARCHIVES, LOGS

OpenArchive = Callable[[], Archive]


@pytest.fixture(params=ARCHIVES)
def open_archive(request: pytest.FixtureRequest, tmp_path: Path) -> OpenArchive:
    return lambda: ARCHIVES[request.param](tmp_path)


@pytest.fixture
def archive(open_archive: OpenArchive) -> Archive:
    return open_archive()


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[tuple[EventLog, Archive, Hands]]:
    clock = Hands()
    log = LOGS["sqlite and archive"](tmp_path, clock)
    yield log, ARCHIVES["files"](tmp_path), clock
    log.close()


def record(offset: int, topic: str = "dde", partition: int = 0, at: int | None = None) -> Record:
    accepted = acceptance(1_000 + (offset if at is None else at), partition, offset)
    return Record(topic, partition, offset, accepted, "key", b"value %d" % offset)


def everything(archive: Archive) -> list[Record]:
    return archive.read(TOPICS, {}, 1 << 30)


def test_what_was_kept_is_read_in_order_of_acceptance(archive: Archive, open_archive: OpenArchive) -> None:
    first, second = record(0, at=5), record(0, "acc", 3, at=2)
    assert archive.keep([first, second]) == 2
    assert archive.keep([record(1, at=9)]) == 1
    assert everything(open_archive()) == [second, first, record(1, at=9)]
    assert archive.ends(TOPICS) == {"acc-3": 1, "dde-0": 2}
    assert archive.ends(("acc",)) == {"acc-3": 1}


def test_reading_starts_at_a_position_and_ends_at_a_limit(archive: Archive) -> None:
    archive.keep([record(n) for n in range(5)])
    assert archive.read(("dde",), {"dde-0": 2}, 2) == [record(2), record(3)]


def test_keeping_again_changes_nothing(archive: Archive) -> None:
    archive.keep([record(0), record(1)])
    assert archive.keep([record(0), record(1), record(2)]) == 1
    assert len(everything(archive)) == 3


def test_the_first_record_after_a_time_is_found(archive: Archive) -> None:
    archive.keep([record(0, at=0), record(1, at=100)])
    archive.keep([record(2, at=200)])
    assert archive.seek(TOPICS, 1_050) == {"dde-0": 1}
    assert archive.seek(TOPICS, 1_201) == {}


def test_a_damaged_piece_is_named_and_never_read(archive: Archive, tmp_path: Path) -> None:
    archive.keep([record(0)])
    assert archive.verify() == 1
    (piece,) = tmp_path.rglob("*.events")
    content = bytearray(piece.read_bytes())
    content[-3] ^= 1
    piece.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=piece.name):
        archive.verify()
    with pytest.raises(StoreUnavailable, match=piece.name):
        everything(archive)


def test_a_piece_that_was_not_finished_is_none(archive: Archive, tmp_path: Path) -> None:
    archive.keep([record(0)])
    (tmp_path / "archive" / "dde-0" / "000000000001-000000000002.part").write_bytes(b"half")
    assert archive.ends(TOPICS) == {"dde-0": 1}


def brought(log: EventLog, clock: Hands, count: int, topic: str = "dde") -> None:
    for number in range(count):
        clock.ms += 10
        log.append([Message(topic, f"iteration-{number % 5}", b"%d" % number)])


def test_after_retention_a_reader_from_the_start_reads_the_same(whole: tuple[EventLog, Archive, Hands]) -> None:
    log, archive, clock = whole
    brought(log, clock, 40)
    before = log.read(TOPICS, {}, 100)
    done = retain(log, archive, [Seen(("dde",), log.ends(("dde",)))], dict.fromkeys(TOPICS, clock.ms - 100))
    assert done.archived == done.trimmed > 20
    assert log.read(TOPICS, {}, 100) == before
    assert log.read(TOPICS, {}, 7) == before[:7]
    brought(log, clock, 3)
    assert [r.value for r in log.read(TOPICS, {}, 100)][-3:] == [b"0", b"1", b"2"]


def test_nothing_leaves_that_a_consumer_has_not_seen_or_that_is_young(
    whole: tuple[EventLog, Archive, Hands],
) -> None:
    log, archive, clock = whole
    brought(log, clock, 20)
    assert retain(log, archive, [Seen(TOPICS[:3], {})], dict.fromkeys(TOPICS, clock.ms + 1)).trimmed == 0
    assert retain(log, archive, [Seen(TOPICS, log.ends(TOPICS))], dict.fromkeys(TOPICS, 0)).trimmed == 0
    brought(log, clock, 5, "convergence")
    assert retain(log, archive, [Seen(TOPICS[:3], {})], dict.fromkeys(TOPICS, clock.ms + 1)).trimmed == 5


@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_archived_when_one_log_is_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder, clock = tmp_path_factory.mktemp("log"), Hands()
    log, archive = LOGS["sqlite and archive"](folder, clock), ARCHIVES["files"](folder)
    for _ in range(data.draw(st.integers(1, 4))):
        brought(log, clock, data.draw(st.integers(0, 12)), data.draw(st.sampled_from(["dde", "acc", "convergence"])))
        retain(
            log,
            archive,
            [Seen(TOPICS, log.ends(TOPICS))],
            dict.fromkeys(TOPICS, clock.ms - data.draw(st.integers(0, 200))),
        )
    whole = log.read(TOPICS, {}, 1_000)
    assert [r.accepted for r in whole] == sorted({r.accepted for r in whole})
    limit, parts, positions = data.draw(st.integers(1, 9)), [], {}
    while page := log.read(TOPICS, positions, limit):
        parts += page
        positions |= {f"{r.topic}-{r.partition}": r.offset + 1 for r in page}
    assert parts == whole
    log.close()
