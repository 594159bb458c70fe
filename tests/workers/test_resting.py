"""A message in a schema never met, while the registry is away: its share of the stream waits, the others go on."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.adapters.kafka_log import KafkaLog, Registry
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.partitions import PARTITIONS, share_of
from app.errors import SchemaAway
from app.ports import Message
from app.settings import read_settings
from app.wire import avro
from app.wire.deadletters import decode
from app.wiring import open_desk
from tests.adapters.registry_way import Way, the_way
from tests.builders import T0, event
from tests.contracts.servers import address, close, namespace, needs
from workers.audit import Audit
from workers.follow import MEASURES, SEARCH, Measures, Search
from workers.ingest import Ingest
from workers.reread_audit import reread

pytestmark = needs("kafka", "registry")

NEVER_MET = b"\0\0\0\x77\x77?"


@pytest.fixture
def way() -> Iterator[Way]:
    with the_way() as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path, way: Way) -> Iterator[Desk]:
    """The log on Kafka under the registry at the end of the way, all else in files."""
    prefix = f"{namespace(tmp_path)}."
    own = {"MC_STORE": "servers", "MC_KAFKA_PREFIX": prefix, "MC_DATA": str(tmp_path)}
    variables = {**own, "MC_KAFKA": address("MC_KAFKA"), "MC_REGISTRY": way.url}
    with closing(open_desk(read_settings(variables), "writer")) as opened:
        yield opened
    close(KafkaLog(address("MC_KAFKA"), prefix))
    for topic in PARTITIONS:
        Registry(address("MC_REGISTRY")).forget(f"{prefix}{topic}-value")


def told(iteration: str, number: int) -> Message:
    one = event("dde.task.created", number, iteration=iteration, task_id=f"IF.{iteration}{number}")
    return Message(one.stream, iteration, avro.encode(one))


def waived(iteration: str, number: int) -> Message:
    one = event("acc.stream.waived", number, iteration=iteration, by="cleo", reason="no scan yet", until=T0 + number)
    return Message(one.stream, iteration, avro.encode(one))


def tasks(desk: Desk, iteration: str) -> int:
    return sum(entry.event_type == "dde.task.created" for entry in desk.graph.entries(Scope("t", iteration)))


def until(done: Callable[[], bool], worker: Ingest) -> None:
    def stepped() -> bool:
        worker.step()
        return done()

    wait(stepped)


def wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_while_nobody_can_be_asked_about_a_message_the_others_go_on_and_then_it_does_too(
    desk: Desk, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    assert share_of("i1") != share_of("i2")
    worker = Ingest(desk)
    desk.log.append([told("i1", 1), told("i2", 1)])
    until(lambda: desk.graph.revision() >= 2, worker)
    way.open = False
    desk.log.append([told("i1", 2), Message("dde", "i1", NEVER_MET), told("i1", 3), told("i2", 2)])
    until(lambda: tasks(desk, "i2") == 2 and tasks(desk, "i1") == 2, worker)
    desk.log.append([told("i2", 3)])
    until(lambda: tasks(desk, "i2") == 3, worker)
    assert tasks(desk, "i1") == 2
    with pytest.raises(SchemaAway, match="a message in a schema never met waits in dde-"):
        worker.idle()
    assert "what lies in other partitions goes on" in caplog.text
    afterwards = Ingest(desk)  # one that begins now waits for no more than that one does
    desk.log.append([told("i2", 4)])
    until(lambda: tasks(desk, "i2") == 4, afterwards)
    assert desk.log.read(["dlq"], {}, 10) == []
    way.open = True
    until(lambda: tasks(desk, "i1") == 3 and afterwards.idle(), afterwards)
    (letter,) = (decode(one.value) for one in desk.log.read(["dlq"], {}, 10))
    assert (letter.value, letter.schema_id) == (NEVER_MET, 0x7777)


def test_those_who_follow_go_on_with_the_other_shares_as_well(desk: Desk, way: Way) -> None:
    here, there = (f"dde-{share_of(iteration)}" for iteration in ("i1", "i2"))
    ingest, followers = Ingest(desk), (Measures(desk), Search(desk))
    keepers = ((desk.metrics, MEASURES), (desk.search, SEARCH))

    def stands(partition: str) -> list[int]:
        for follower in followers:
            follower.step()
        return [keeper.positions(consumer).get(partition, 0) for keeper, consumer in keepers]

    def reached(partition: str) -> bool:
        ends = desk.log.ends(["dde"])
        return stands(partition) == [ends[partition]] * len(keepers)

    desk.log.append([told("i1", 1), told("i2", 1)])
    until(lambda: reached(here) and reached(there), ingest)
    way.open = False
    desk.log.append([Message("dde", "i1", NEVER_MET), told("i1", 2), told("i2", 2)])
    desk.log.append([told("i2", 3)])
    until(lambda: reached(there), ingest)
    assert max(stands(here)) < desk.log.ends(["dde"])[here]
    way.open = True
    until(lambda: reached(here), ingest)


def test_the_chain_of_the_audit_log_is_that_of_the_log_however_long_a_message_waited(
    desk: Desk, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    audit = Audit(desk)

    def entered(count: int) -> bool:
        audit.step()
        return sum(head.number for head in desk.audit.heads().values()) == count

    desk.log.append([waived("i1", 1), waived("i2", 11)])
    wait(lambda: entered(2))
    way.open = False
    desk.log.append([Message("dde", "i1", NEVER_MET)])
    desk.log.append([waived("i1", 2)])
    desk.log.append([waived("i2", 12)])
    wait(lambda: entered(2) and "what lies in other partitions waits with it" in caplog.text)
    way.open = True
    wait(lambda: entered(4))
    assert reread(desk, lambda _: None).agrees
