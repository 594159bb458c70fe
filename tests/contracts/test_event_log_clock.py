"""What every event log promises about time: when a record was taken in, whatever the wall clock does."""

from app.domain.moments import acceptance, known_ms
from app.domain.partitions import ORDINALS, PARTITIONS
from app.ports import EventLog, Message, Record
from tests.contracts.clocks import START, Hands
from tests.contracts.log_records import ALL, messages, name


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


def test_seeking_to_the_moment_of_the_very_first_records_finds_them_all(log: EventLog) -> None:
    taken = log.append([Message("dde", f"i{n}", b"") for n in range(80)])
    assert {record.partition for record in taken} == set(range(PARTITIONS["dde"]))
    assert log.read(ALL, log.seek(ALL, START), 100) == sorted(taken, key=lambda record: record.accepted)
    assert log.seek(ALL, START + 1) == log.ends(ALL)
