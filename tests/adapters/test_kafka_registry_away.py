"""The product goes on while the registry of schemas is away, as far as what is known of schemas allows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.kafka_log import KafkaLog, Registry
from app.domain.partitions import PARTITIONS
from app.errors import StoreUnavailable
from app.ports import Message
from app.wire.framing import Frame
from app.wire.schema import generated
from tests.adapters.registry_way import Way, the_way
from tests.adapters.test_kafka_registry import LETTER
from tests.contracts.log_records import ALL
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("kafka", "registry")

LETTERS = Frame("dead_letter", generated()["dead_letter"])


@pytest.fixture
def way() -> Iterator[Way]:
    with the_way() as opened:
        yield opened


@pytest.fixture
def prefix(tmp_path: Path) -> Iterator[str]:
    yield (name := f"{namespace(tmp_path)}.")
    close(KafkaLog(address("MC_KAFKA"), name))
    for topic in PARTITIONS:
        Registry(address("MC_REGISTRY")).forget(f"{name}{topic}-value")


def test_a_program_that_knows_the_numbers_starts_writes_and_reads_without_the_registry(
    tmp_path: Path, way: Way, prefix: str
) -> None:
    kept = tmp_path / "schemas.json"
    first = KafkaLog(address("MC_KAFKA"), prefix, registry=Registry(way.url, kept=kept))
    first.append([Message("dlq", "i1", LETTERS.write(LETTER))])
    first.close()
    way.open = False
    registry = Registry(way.url, kept=kept, patience_s=1)
    with pytest.raises(StoreUnavailable, match=f"the schema registry at {way.url}"):
        registry.ping()
    second = KafkaLog(address("MC_KAFKA"), prefix, registry=registry)
    second.append([Message("dlq", "i1", LETTERS.write(LETTER | {"letter_id": "l2"}))])
    read = [LETTERS.read(record.value)["letter_id"] for record in second.read(ALL, {}, 10)]
    second.close()
    assert read == ["l1", "l2"]
    way.open = True
    registry.ping()
    outside = KafkaLog(address("MC_KAFKA"), prefix)  # what stands on the brokers bears the registry's own numbers
    numbers = {int.from_bytes(record.value[1:5], "big") for record in outside.read(ALL, {}, 10)}
    outside.close()
    assert [registry.schema(number) is not None for number in numbers] == [True]


def test_what_was_kept_of_another_registry_or_of_other_topics_is_not_gone_by(
    tmp_path: Path, way: Way, prefix: str
) -> None:
    kept = tmp_path / "schemas.json"
    first = KafkaLog(address("MC_KAFKA"), prefix, registry=Registry(way.url, kept=kept))
    first.ends(ALL)
    first.close()
    for registry, name in ((Registry("http://127.0.0.1:1", kept=kept), prefix), (Registry(way.url, kept=kept), "x.")):
        way.open = False
        other = KafkaLog(address("MC_KAFKA"), prefix if name == prefix else f"{prefix}{name}", registry=registry)
        with pytest.raises(StoreUnavailable, match="the schema registry at"):
            other.read(ALL, {}, 1)
        close(other)


def test_a_message_in_a_schema_never_met_waits_until_the_registry_can_be_asked(
    tmp_path: Path, way: Way, prefix: str
) -> None:
    log = KafkaLog(
        address("MC_KAFKA"), prefix, registry=Registry(way.url, kept=tmp_path / "schemas.json", patience_s=1)
    )
    log.append([Message("dde", "i1", b"\0\0\0\x77\x77?")])
    way.open = False
    with pytest.raises(StoreUnavailable, match="the schema registry at"):
        log.read(ALL, {}, 10)
    way.open = True
    assert [record.value for record in log.read(ALL, {}, 10)] == [b"\0\0\0\x77\x77?"]
    way.open = False
    assert len(log.read(ALL, {}, 10)) == 1
    log.close()
