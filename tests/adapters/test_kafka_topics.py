"""Topics that somebody else made, or set otherwise since: what the log can stand on, and what is said of the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from app.adapters.kafka_log import KafkaLog
from app.domain.partitions import PARTITIONS
from app.errors import SetupError
from tests.contracts.log_records import ALL
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("kafka")


@pytest.fixture
def prefix(tmp_path: Path) -> Iterator[str]:
    yield (name := f"{namespace(tmp_path)}.")
    close(KafkaLog(address("MC_KAFKA"), name))


@pytest.fixture
def admin() -> AdminClient:
    return AdminClient({"bootstrap.servers": address("MC_KAFKA")})


def made(admin: AdminClient, name: str, partitions: int, copies: int, **config: str) -> None:
    """A topic as another program made it; underscores stand for the dots of settings."""
    wanted = {key.replace("_", "."): value for key, value in config.items()}
    (future,) = admin.create_topics([NewTopic(name, partitions, copies, config=wanted)]).values()
    future.result(10)


def test_a_topic_that_is_compacted_is_refused_as_events_would_go(prefix: str, admin: AdminClient) -> None:
    made(
        admin, f"{prefix}dde", PARTITIONS["dde"], 3, message_timestamp_type="LogAppendTime", cleanup_policy="compact"
    )
    with pytest.raises(SetupError, match=rf"topic {prefix}dde is compacted.*set its cleanup\.policy to delete"):
        KafkaLog(address("MC_KAFKA"), prefix).ends(ALL)


def test_a_topic_with_times_of_producers_is_refused(prefix: str, admin: AdminClient) -> None:
    made(admin, f"{prefix}acc", PARTITIONS["acc"], 3)
    with pytest.raises(SetupError, match=rf"topic {prefix}acc keeps the times of its producers"):
        KafkaLog(address("MC_KAFKA"), prefix).ends(ALL)


def test_a_topic_with_other_partitions_is_refused(prefix: str, admin: AdminClient) -> None:
    made(admin, f"{prefix}bdv", 5, 3, message_timestamp_type="LogAppendTime")
    with pytest.raises(SetupError, match=rf"topic {prefix}bdv has 5 partitions and needs {PARTITIONS['bdv']}"):
        KafkaLog(address("MC_KAFKA"), prefix).ends(ALL)


def test_copies_and_retention_that_are_not_as_they_should_be_are_told_and_lived_with(
    prefix: str, admin: AdminClient
) -> None:
    by_broker = {"message_timestamp_type": "LogAppendTime", "min_insync_replicas": "1"}
    made(admin, f"{prefix}dde", PARTITIONS["dde"], 1, **by_broker, retention_ms=str(86_400_000))
    log = KafkaLog(address("MC_KAFKA"), prefix)
    told = log.remark()
    assert f"1 topics ({prefix}dde, …) have 1 copy of each record and not 3, on 3 brokers" in told
    assert f"topic {prefix}dde takes a record in when 1 of its copies has it, and should want 2" in told
    assert f"topic {prefix}dde lets go of records after 1 days, and should after 37 (retention.ms)" in told
    log.close()
