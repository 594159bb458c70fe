"""What every event log promises about time: when a record was taken in, whatever the wall clock does.

The clock that stamps is the test's own or the server's; either way a record is stamped between before and after, and
with the test's own these are one moment.
"""

from app.domain.moments import acceptance, known_ms
from app.domain.partitions import ORDINALS, PARTITIONS
from app.ports import EventLog, Message, Record
from tests.contracts.clocks import Stamping
from tests.contracts.log_records import ALL, messages, name


def test_an_acceptance_says_when_and_where_the_record_was_taken_in(log: EventLog, log_clock: Stamping) -> None:
    log_clock.move(500)
    before = log_clock()
    taken = log.append([Message(topic, f"i{n}", b"") for topic in ALL for n in range(20)])
    after = log_clock()
    for record in taken:
        ordinal = ORDINALS[record.topic, record.partition]
        assert before <= known_ms(record.accepted) <= after
        assert record.accepted == acceptance(known_ms(record.accepted), ordinal, record.offset)


def test_acceptances_grow_whatever_the_clock_does(log: EventLog, log_clock: Stamping) -> None:
    seen: list[Record] = []
    for step in (0, 0, 1, -5000, 3, 0, 60_000, -60_000, 0):
        log_clock.move(step)
        seen += sorted(log.append([Message(t, "i1", b"") for t in reversed(ALL)]), key=lambda r: r.accepted)
    accepted = [record.accepted for record in seen]
    assert accepted == sorted(set(accepted))
    assert [record.accepted for record in log.read(ALL, {}, 1000)] == accepted


def test_one_large_append_in_one_millisecond_is_stamped_almost_within_it(log: EventLog, log_clock: Stamping) -> None:
    before = log_clock()
    taken = log.append([Message("dde", f"i{n % 40}", b"") for n in range(40_000)])
    accepted = sorted(record.accepted for record in taken)
    assert len(set(accepted)) == 40_000
    assert before <= known_ms(accepted[0]) <= known_ms(accepted[-1]) <= log_clock() + 10


def test_seeking_finds_the_first_record_taken_in_at_or_after_a_time(log: EventLog, log_clock: Stamping) -> None:
    times = [0]
    for step in range(5):
        log_clock.move(0 if step == 0 else 200)
        times += (log_clock(), log_clock() + 1, log_clock() + 100)
        log.append([*messages(f"d{step}"), *messages(f"a{step}", topic="acc", key="i2")][: 2 - step % 2])
    everything = log.read(ALL, {}, 100)
    times += (known_ms(record.accepted) for record in everything)
    for ms in times:
        expected = [record for record in everything if known_ms(record.accepted) >= ms]
        assert log.read(ALL, log.seek(ALL, ms), 100) == expected
    last = known_ms(everything[-1].accepted)
    assert log.seek(ALL, last + 1) == log.ends(ALL)
    first, second, *_ = (record for record in everything if record.topic == "acc")
    assert log.seek(["acc"], known_ms(first.accepted) + 1) == {name(second): second.offset}


def test_seeking_to_the_moment_of_the_very_first_records_finds_them_all(log: EventLog, log_clock: Stamping) -> None:
    before = log_clock()
    taken = log.append([Message("dde", f"i{n}", b"") for n in range(80)])
    assert {record.partition for record in taken} == set(range(PARTITIONS["dde"]))
    assert log.read(ALL, log.seek(ALL, before), 100) == sorted(taken, key=lambda record: record.accepted)
    assert log.seek(ALL, max(known_ms(record.accepted) for record in taken) + 1) == log.ends(ALL)
