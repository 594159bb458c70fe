"""The audit log says who did what, exactly once, whatever happens to who fills it."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.adapters.kafka_log import KafkaLog
from app.desk import Desk
from app.domain.audit import broken
from app.errors import StoreUnavailable
from app.golden import GOLDEN
from app.ports import Message, Sought
from app.settings import read_settings
from app.use_cases.audit import AUDIT, statistics
from app.use_cases.letters.book import book
from app.use_cases.letters.redrive import Change, discard, redrive
from app.use_cases.post import send_all
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from app.wire import avro, deadletters
from app.wiring import open_desk
from tests.builders import T0, event
from tests.contracts.servers import address, close, namespace, needs
from tests.workers.desks import desk_in
from workers.audit import Audit
from workers.drain import drain
from workers.readers import READERS
from workers.reread_audit import reread

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
DONE = (
    event("bdv.scenario.quarantined", 1, scenario_id="S.1", reason="flaky", quarantined_by="ada", owner="flo"),
    event("bdv.scenario.unquarantined", 2, scenario_id="S.1", released_by="bob", evidence="10 green"),
    event("bdv.link.decided", 3, kind="V", source="a/1", target="b/2", decision="accepted", by="eve", reason="seen"),
    event("acc.stream.waived", 4, by="cleo", reason="no scan yet", until=T0 + 1),
    event(
        "convergence.gate.checked",
        5,
        gate_status="BLOCKED",
        verdict="design_gap",
        approved=False,
        trigger_user="dan",
        traceparent=f"00-{TRACE}-00f067aa0ba902b7-01",
    ),
)
NOT_DONE = (event("dde.task.created", 0, task_id="link.decided"), event("bdv.run.started", 1, run_id="r", suite="s"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(desk_in(tmp_path)) as opened:
        yield opened


def followed(desk: Desk, batch: int = 5_000) -> Audit:
    audit = Audit(desk, batch)
    while audit.step():
        pass
    return audit


def rows(desk: Desk, tenant: str = "t") -> list[tuple[str, str, str]]:
    return [(entry.deed.kind, entry.deed.who, entry.deed.subject) for entry in desk.audit.chain(tenant)]


def test_every_deed_is_entered_with_who_what_why_and_how_it_stood(desk: Desk) -> None:
    send_all(desk.log, avro.encode, [NOT_DONE[0], *DONE, NOT_DONE[1]])
    followed(desk)
    deeds = [entry.deed for entry in desk.audit.chain("t")]
    assert [(deed.kind, deed.who, deed.why) for deed in sorted(deeds, key=lambda deed: deed.at)] == [
        ("bdv.scenario.quarantined", "ada", "flaky"),
        ("bdv.scenario.unquarantined", "bob", "10 green"),
        ("bdv.link.decided", "eve", "seen"),
        ("acc.stream.waived", "cleo", "no scan yet"),
        ("convergence.gate.checked", "dan", ""),
    ]
    released = next(deed for deed in deeds if deed.kind == "bdv.scenario.unquarantined")
    assert (released.before["quarantined"], released.after["quarantined"]) == (True, False)
    assert next(deed for deed in deeds if deed.who == "dan").trace_id == TRACE


def test_whoever_began_anew_in_the_middle_enters_nothing_twice(desk: Desk) -> None:
    send_all(desk.log, avro.encode, DONE)
    Audit(desk, batch=2).step()
    Audit(desk, batch=1).step()
    followed(desk)
    assert len(rows(desk)) == len(DONE)
    assert desk.audit.positions(AUDIT) == desk.log.ends(("dde", "bdv", "acc", "convergence", "dlq"))


def test_a_second_one_is_refused_and_goes_on_from_where_the_first_is(desk: Desk) -> None:
    first, second = Audit(desk, batch=2), Audit(desk, batch=2)
    send_all(desk.log, avro.encode, DONE)
    first.step()
    with pytest.raises(StoreUnavailable, match="stands elsewhere"):
        second.step()
    while second.step():
        pass
    assert len(rows(desk)) == len(DONE)
    assert broken(desk.audit.chain("t")) == ""


def test_cut_in_whatever_way_the_chain_is_the_same(desk: Desk) -> None:
    send_all(desk.log, avro.encode, [*DONE, *GOLDEN["Iter-Golden-AllPass"].events("t")])
    followed(desk, batch=1)
    in_steps = desk.audit.heads()
    desk.audit.anew(AUDIT, {}, ())
    followed(desk)
    assert desk.audit.heads() == in_steps


def test_what_is_done_to_dead_letters_is_entered_and_that_one_was_set_aside_is_not(desk: Desk) -> None:
    desk.log.append([Message("dde", "i1", b"nonsense"), Message("bdv", "i1", b"more")])
    drain(desk)
    one, other = book(deadletters.told(desk.log))
    for _ in redrive(desk.log, deadletters.encode, [one], Change("ada", 10)):
        pass
    discard(desk.log, deadletters.encode, [other], Change("bob", 20, "nobody waits"))
    followed(desk)
    entered = [entry.deed for entry in desk.audit.chain(desk.tenant)]
    assert [(deed.kind, deed.who, deed.at, deed.why) for deed in sorted(entered, key=lambda deed: deed.at)] == [
        ("dlq.redriven", "ada", 10, ""),
        ("dlq.discarded", "bob", 20, "nobody waits"),
    ]
    assert {(deed.before["state"], deed.after["state"]) for deed in entered} == {
        ("OPEN", "REPLAYED"),
        ("OPEN", "DISCARDED"),
    }


def test_verdicts_become_a_history_with_figures(desk: Desk) -> None:
    for name in ("Iter-Golden-AllPass", "Iter-Golden-SystemicFailure"):
        send_all(desk.log, avro.encode, GOLDEN[name].events("t"))
    drain(desk)
    followed(desk)
    told = desk.audit.entries(Sought(tenant="t", kind="convergence.verdict"), 100)
    now = max(entry.deed.at for entry in told)
    week = statistics(desk.audit, "t", now)[0]
    assert week.days == 7
    assert week.total == len(told) == sum(week.verdicts.values())
    assert week.deployable == week.verdicts["all_pass"] >= 1
    assert week.verdicts["systemic_failure"] >= 1
    assert week.pass_rate == week.deployable / week.total
    only = statistics(desk.audit, "t", now, "Iter-Golden-SystemicFailure")[0]
    assert (only.deployable, only.streams["acc"]) == (0, 0.0)
    assert statistics(desk.audit, "t", now - 40 * 86_400_000)[0].total == 0


def test_the_log_keeps_what_the_audit_log_has_not_read(desk: Desk) -> None:
    def let_go() -> int:
        seen = [Seen(reader.topics, place) for reader in READERS for _, place in reader.places(desk)]
        return retain(desk.log, desk.archive, seen, dict.fromkeys(TOPICS, desk.clock() + 1)).trimmed

    send_all(desk.log, avro.encode, DONE)
    drain(desk)
    read = let_go()
    send_all(desk.log, avro.encode, DONE[-1:])
    assert (read > len(DONE), let_go()) == (True, 0)
    followed(desk)
    assert let_go() == 1


@pytest.mark.parametrize("_servers", [pytest.param("", marks=[*needs("kafka", "postgres")])])
def test_on_servers_it_is_entered_once_and_archive_and_log_say_the_same(tmp_path: Path, _servers: str) -> None:
    name = namespace(tmp_path)
    variables = {"MC_DATA": str(tmp_path), "MC_STORE": "servers", "MC_NAMESPACE": name, "MC_KAFKA_PREFIX": f"{name}."}
    addresses = {variable: address(variable) for variable in ("MC_KAFKA", "MC_POSTGRES")}
    desk = open_desk(read_settings({**variables, **addresses}), "writer")
    try:
        send_all(desk.log, avro.encode, [NOT_DONE[0], *DONE])
        one, other = Audit(desk, batch=3), Audit(desk, batch=3)
        wait_until(lambda: _both(one, other) == 0 and len(rows(desk)) == len(DONE))
        assert broken(desk.audit.chain("t"), desk.audit.heads()["t"]) == ""
        assert reread(desk, lambda _read: None).agrees
    finally:
        desk.close()
        close(KafkaLog(address("MC_KAFKA"), f"{name}."), desk.metrics, desk.audit, desk.jobs)


def _both(*workers: Audit) -> int:
    """A step of each; one that is refused has done nothing."""
    done = 0
    for worker in workers:
        with suppress(StoreUnavailable):
            done += worker.step()
    return done


def wait_until(what: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)
