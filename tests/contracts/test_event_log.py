"""What every event log promises to one process."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.moments import acceptance, known_ms
from app.domain.partitions import ORDINALS, PARTITIONS, partition_of
from app.errors import BadRequest, StoreUnavailable
from app.ports import EventLog, Message, Record
from tests.contracts.products import LOGS

ALL = tuple(PARTITIONS)
START = 1_762_264_480_000


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.ms = START

    def __call__(self) -> int:
        return self.ms


OpenLog = Callable[[Path], EventLog]


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture(params=LOGS)
def open_log(request: pytest.FixtureRequest, clock: Hands) -> Iterator[OpenLog]:
    opened: list[EventLog] = []

    def opening(folder: Path) -> EventLog:
        opened.append(LOGS[request.param](folder, clock))
        return opened[-1]

    yield opening
    for log in opened:
        log.close()


@pytest.fixture
def log(open_log: OpenLog, tmp_path: Path) -> EventLog:
    return open_log(tmp_path)


def messages(*values: str, topic: str = "dde", key: str = "i1") -> list[Message]:
    return [Message(topic, key, value.encode()) for value in values]


def values(records: Sequence[Record]) -> list[str]:
    return [record.value.decode() for record in records]


def name(record: Record) -> str:
    return f"{record.topic}-{record.partition}"


def after(records: Sequence[Record]) -> dict[str, int]:
    return {name(record): record.offset + 1 for record in records}


def test_an_empty_log_holds_nothing(log: EventLog) -> None:
    assert log.read(ALL, {}, 10) == []
    assert log.ends(ALL) == {} == log.seek(ALL, START)
    assert log.append([]) == []
    log.ping()


def test_what_was_appended_is_read_as_it_was_taken_in(log: EventLog) -> None:
    sent = [*messages("a", "b"), *messages("c", topic="acc", key="i2"), *messages("d")]
    taken = log.append(sent)
    assert [Message(record.topic, record.key, record.value) for record in taken] == sent
    assert log.read(ALL, {}, 10) == sorted(taken, key=lambda record: record.accepted)


def test_a_key_has_one_partition_and_its_records_keep_their_order(log: EventLog) -> None:
    for number in range(30):
        log.append([Message("dde", f"i{n}", f"{number}".encode()) for n in range(7)])
    by_key: dict[str, list[Record]] = defaultdict(list)
    for record in log.read(ALL, {}, 1000):
        assert record.partition == partition_of("dde", record.key) < PARTITIONS["dde"]
        by_key[record.key].append(record)
    for records in by_key.values():
        assert values(records) == [str(number) for number in range(30)]
        assert [r.offset for r in records] == sorted({r.offset for r in records})


def test_an_acceptance_says_when_and_where_the_record_was_taken_in(log: EventLog, clock: Hands) -> None:
    clock.ms = START + 500
    for record in log.append([Message(topic, f"i{n}", b"") for topic in ALL for n in range(20)]):
        ordinal = ORDINALS[record.topic, record.partition]
        assert record.accepted == acceptance(START + 500, ordinal, record.offset)


def test_acceptances_grow_whatever_the_clock_does(log: EventLog, clock: Hands) -> None:
    seen: list[Record] = []
    for step in (0, 0, 1, -5000, 3, 0, 60_000, -60_000, 0):
        clock.ms += step
        seen += sorted(log.append([Message(t, "i1", b"") for t in reversed(ALL)]), key=lambda r: r.accepted)
    accepted = [record.accepted for record in seen]
    assert accepted == sorted(set(accepted))
    assert [record.accepted for record in log.read(ALL, {}, 1000)] == accepted


def test_one_large_append_in_one_millisecond_is_stamped_almost_within_it(log: EventLog) -> None:
    taken = log.append([Message("dde", f"i{n % 40}", b"") for n in range(40_000)])
    accepted = sorted(record.accepted for record in taken)
    assert len(set(accepted)) == 40_000
    assert START <= known_ms(accepted[0]) <= known_ms(accepted[-1]) <= START + 10


def test_an_append_with_an_unknown_topic_is_refused_whole(log: EventLog) -> None:
    with pytest.raises(BadRequest, match="there is no topic 'weather'"):
        log.append([*messages("a"), Message("weather", "i1", b"b")])
    assert log.read(ALL, {}, 10) == []
    with pytest.raises(BadRequest, match="there is no topic 'weather'"):
        log.read(["weather"], {}, 10)


def test_the_end_is_after_the_last_record_so_that_lag_can_be_told(log: EventLog) -> None:
    taken = log.append([*messages("a", "b"), *messages("c", topic="acc")])
    assert log.ends(ALL) == after(taken)
    assert log.ends(["acc"]) == after(taken[2:])
    log.commit("graph", log.ends(ALL))
    log.append(messages("d"))
    lag = log.read(ALL, log.committed("graph"), 10)
    assert values(lag) == ["d"]
    assert log.ends(ALL)[name(taken[0])] > log.committed("graph")[name(taken[0])]


def test_groups_come_along_independently_and_may_go_back(log: EventLog) -> None:
    assert log.committed("graph") == {}
    log.commit("graph", {"dde-1": 5, "acc-0": 2})
    log.commit("measures", {"dde-1": 1})
    log.commit("graph", {"dde-1": 7})
    log.commit("graph", {})
    assert log.committed("graph") == {"dde-1": 7, "acc-0": 2}
    assert log.committed("measures") == {"dde-1": 1}
    log.commit("graph", {"dde-1": 0})
    assert log.committed("graph") == {"dde-1": 0, "acc-0": 2}


def test_positions_and_records_outlive_the_process_that_made_them(open_log: OpenLog, tmp_path: Path) -> None:
    first = open_log(tmp_path)
    taken = first.append(messages("a", "b"))
    first.commit("graph", after(taken[:1]))
    first.close()
    second = open_log(tmp_path)
    assert second.read(ALL, second.committed("graph"), 10) == taken[1:]
    assert second.append(messages("c"))[0].accepted > taken[-1].accepted


def test_seeking_finds_the_first_record_taken_in_at_or_after_a_time(log: EventLog, clock: Hands) -> None:
    for step in range(5):
        clock.ms = START + step * 1000
        log.append([*messages(f"d{step}"), *messages(f"a{step}", topic="acc", key="i2")][: 2 - step % 2])
    everything = log.read(ALL, {}, 100)
    for ms in (0, START, START + 1, START + 1500, START + 3000, START + 4000):
        expected = [record for record in everything if known_ms(record.accepted) >= ms]
        assert log.read(ALL, log.seek(ALL, ms), 100) == expected
    assert log.seek(ALL, START + 4001) == log.ends(ALL)
    first = next(record for record in everything if record.topic == "acc" and record.value == b"a2")
    assert log.seek(["acc"], START + 500) == {name(first): first.offset}


Sent = list[list[tuple[str, int]]]
APPENDS = st.lists(st.lists(st.tuples(st.sampled_from(ALL), st.integers(0, 20)), max_size=8), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(appends=APPENDS, data=st.data())
def test_reading_gives_the_oldest_records_at_or_past_the_positions(
    open_log: OpenLog, tmp_path_factory: pytest.TempPathFactory, appends: Sent, data: st.DataObject
) -> None:
    log = open_log(tmp_path_factory.mktemp("log"))
    kept = [r for sent in appends for r in log.append([Message(t, f"i{k}", b"v") for t, k in sent])]
    kept.sort(key=lambda record: record.accepted)
    topics = data.draw(st.lists(st.sampled_from(ALL), unique=True))
    marks = data.draw(st.lists(st.sampled_from(kept), max_size=5)) if kept else []
    positions = {name(record): record.offset + data.draw(st.integers(-1, 1)) for record in marks}
    limit = data.draw(st.integers(0, 20))
    wanted = [r for r in kept if r.topic in topics and r.offset >= positions.get(name(r), 0)]
    assert log.read(topics, positions, limit) == wanted[:limit]
    log.close()


def test_a_reader_that_goes_on_from_its_positions_sees_every_record_once(log: EventLog) -> None:
    taken = log.append([Message(("dde", "bdv", "acc")[n % 3], f"i{n % 11}", str(n).encode()) for n in range(500)])
    seen: list[Record] = []
    positions: dict[str, int] = {}
    while batch := log.read(ALL, positions, 37):
        seen += batch
        positions |= after(batch)
    assert seen == sorted(taken, key=lambda record: record.accepted)


def test_several_threads_may_use_one_log(log: EventLog) -> None:
    def work(number: int) -> None:
        for step in range(20):
            log.append(messages(f"{number}.{step}", key=f"i{number}"))
            log.read(ALL, {}, 5)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records = log.read(ALL, {}, 1000)
    assert sorted(values(records)) == sorted(f"{n}.{step}" for n in range(4) for step in range(20))
    assert len({record.accepted for record in records}) == 80


def test_a_closed_log_stays_closed_and_says_so(log: EventLog) -> None:
    log.append(messages("a"))
    log.close()
    log.close()
    with pytest.raises(StoreUnavailable):
        log.append(messages("b"))
    with pytest.raises(StoreUnavailable):
        log.ping()
