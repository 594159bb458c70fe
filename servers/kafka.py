"""Three Kafka brokers that are their own controllers (KRaft): the smallest cluster that goes on when one dies."""

import subprocess
from functools import partial
from pathlib import Path
from typing import Final

from app.settings import HOST
from servers import probe
from servers.server import Broken, Maven, Place, Server

VERSION: Final = "4.3.1"
NUMBERS: Final = (1, 2, 3)
CLIENT: Final = 19091
CONTROLLER: Final = 19101
CLUSTER: Final = "bWlzc2lvbi1jb250cm9sLQ"
"""Any 16 bytes in base64; nobody else joins the cluster of a state folder."""
STARTED: Final = "Kafka Server started"

SAFE: Final = {
    "default.replication.factor": 3,
    "min.insync.replicas": 2,
    "unclean.leader.election.enable": "false",
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": 3,
    "transaction.state.log.replication.factor": 3,
    "transaction.state.log.min.isr": 2,
    "share.coordinator.state.topic.replication.factor": 3,
    "share.coordinator.state.topic.min.isr": 2,
}
"""What a cluster of three has anywhere: the loss of one broker loses nothing."""

SMALL: Final = {
    "num.partitions": 3,
    "offsets.topic.num.partitions": 6,
    "transaction.state.log.num.partitions": 6,
    "share.coordinator.state.topic.num.partitions": 6,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "num.replica.fetchers": 1,
    "background.threads": 4,
    "log.cleaner.dedupe.buffer.size": 8 * 1024**2,
    "log.segment.bytes": 128 * 1024**2,
    "log.retention.hours": 24,
}
"""Three brokers share one small machine; by default the cleaner alone takes 128 MB of heap."""

SWIFT: Final = {
    "broker.heartbeat.interval.ms": 500,
    "broker.session.timeout.ms": 3000,
    "controller.quorum.election.timeout.ms": 1000,
    "controller.quorum.fetch.timeout.ms": 2000,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    "group.consumer.min.heartbeat.interval.ms": 500,
    "group.consumer.heartbeat.interval.ms": 500,
    "group.consumer.min.session.timeout.ms": 3000,
    "group.consumer.session.timeout.ms": 6000,
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
}
"""A dead broker is noticed after 3 s and not after 9, since writes to all its partitions stall for that long. Members
of a group report twice a second, since a rebalance takes a few reports."""


def brokers() -> tuple[Server, ...]:
    """The three, under the common name ``kafka``."""
    return tuple(
        Server(
            name=f"kafka-{number}",
            group="kafka",
            version=VERSION,
            package=Maven("kafka", least_java=17),
            image=f"apache/kafka:{VERSION}",
            ports={"client": CLIENT + number, "controller": CONTROLLER + number},
            scheme="{}",
            memory_mb=400,
            prepare=partial(prepare, number),
            command=command,
            ready=ready,
            patience_s=20.0,
        )
        for number in NUMBERS
    )


def bootstrap(place: Place) -> str:
    """The brokers of the set that a server belongs to, as clients want them told."""
    return ",".join(f"{HOST}:{CLIENT + number + place.settings.shift}" for number in NUMBERS)


def prepare(number: int, place: Place) -> None:
    """Write the broker's properties; give its folder a format before the first start. Raises Broken."""
    properties = place.write("server.properties", [f"{key}={value}" for key, value in broker(number, place).items()])
    if (place.data / "meta.properties").exists():
        return
    tool = ["-Xmx128m", "kafka.tools.StorageTool", "format", "--ignore-formatted", "--cluster-id", CLUSTER]
    done = subprocess.run(
        [*jvm(place), *tool, "--config", str(properties)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Broken(f"its folder could not be formatted: {(done.stderr or done.stdout).strip()[-300:]}")


def broker(number: int, place: Place) -> dict[str, object]:
    """The properties of one broker."""
    client, controller = (f"{HOST}:{place.ports[use]}" for use in ("client", "controller"))
    shift = place.settings.shift
    return {
        "process.roles": "broker,controller",
        "node.id": number,
        "controller.quorum.voters": ",".join(f"{n}@{HOST}:{CONTROLLER + n + shift}" for n in NUMBERS),
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{client},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{client}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": place.data,
        **SAFE,
        **SMALL,
        **SWIFT,
    }


def command(place: Place) -> list[str]:
    """The broker's process."""
    return [*jvm(place), "-Xms96m", "-Xmx384m", "kafka.Kafka", str(place.conf / "server.properties")]


def jvm(place: Place) -> list[str]:
    """A Java that takes little: one collector thread, the quick compiler alone."""
    logging = Path(__file__).parent / "java" / "kafka" / "log4j2.properties"
    return [
        str(place.java.program),
        *place.java.flags,
        *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"),
        *("-Djava.awt.headless=true", "-Djava.net.preferIPv4Stack=true", "-Dlog4j2.disable.jmx=true"),
        f"-Dlog4j2.configurationFile={logging}",
        *("-cp", f"{place.lib}/*"),
    ]


def ready(place: Place) -> bool:
    """A broker says that it has started once the controller lets clients in; its port opens before."""
    try:
        said = place.log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return STARTED in said and probe.listens(place.ports["client"])
