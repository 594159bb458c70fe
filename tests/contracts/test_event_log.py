"""What every event log promises to one process."""

import time
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.partitions import PARTITIONS, SHARES, partition_of
from app.errors import BadRequest, StoreUnavailable
from app.ports import EventLog, Message, Record
from tests.contracts.clocks import START
from tests.contracts.log_records import ALL, after, messages, name, values
from tests.contracts.processes import in_threads
from tests.contracts.products import OpenLog


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


def test_who_waits_goes_on_when_something_comes_or_its_time_is_over(log: EventLog) -> None:
    log.wait(0)
    began = time.monotonic()
    log.wait(0.2)
    assert time.monotonic() - began >= 0.15
    log.append(messages("a"))
    log.wait(0.2)
    assert values(log.read(ALL, {}, 10)) == ["a"]


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
    assert log.ends(["acc"]) == {name(taken[2]): log.committed("graph")[name(taken[2])]}


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


@pytest.fixture
def held() -> list[Record]:
    """What a log holds."""
    return []


Sent = list[list[tuple[str, int]]]
APPENDS = st.lists(st.lists(st.tuples(st.sampled_from(ALL), st.integers(0, 20)), max_size=8), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(appends=APPENDS, data=st.data())
def test_reading_gives_the_oldest_records_at_or_past_the_positions(
    log: EventLog, held: list[Record], appends: Sent, data: st.DataObject
) -> None:
    """One log for all examples, since a server takes a while to make one: each finds what those before it left."""
    kept = [r for sent in appends for r in log.append([Message(t, f"i{k}", b"v") for t, k in sent])]
    held[:] = sorted([*held, *kept], key=lambda record: record.accepted)
    topics = data.draw(st.lists(st.sampled_from(ALL), unique=True))
    marks = data.draw(st.lists(st.sampled_from(kept), max_size=5)) if kept else []
    positions = {name(record): record.offset + data.draw(st.integers(-1, 1)) for record in marks}
    limit = data.draw(st.integers(0, 20))
    shares = data.draw(st.none() | st.sets(st.sampled_from(sorted(SHARES))))
    mine = [r for r in held if r.topic in topics and (shares is None or r.partition in shares)]
    wanted = [r for r in mine if r.offset >= positions.get(name(r), 0)]
    assert log.read(topics, positions, limit, shares) == wanted[:limit]


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

    in_threads(work)
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
