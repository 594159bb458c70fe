"""The schema registry: Apicurio, which speaks the interface of the Confluent registry and keeps schemas in Kafka."""

from typing import Final

from app.settings import HOST
from servers import kafka, probe
from servers.server import Maven, Place, Server

VERSION: Final = "3.3.3"
CONFLUENT: Final = "/apis/ccompat/v7"


def registry() -> Server:
    """The server. Its health has a port of its own, moved away from 9000."""
    return Server(
        name="registry",
        version=VERSION,
        package=Maven("registry", least_java=21),
        image=f"apicurio/apicurio-registry:{VERSION}",
        ports={"http": 18081, "management": 18082},
        scheme=f"http://{{}}{CONFLUENT}",
        memory_mb=300,
        command=command,
        ready=ready,
        after=tuple(broker.name for broker in kafka.brokers()),
        patience_s=20.0,
    )


def command(place: Place) -> list[str]:
    """The process. Without the rule any schema would be taken; Confluent's own registry has it by default."""
    return [
        str(place.java.program),
        *place.java.flags,
        *("-Xms96m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"),
        f"-Dquarkus.http.host={HOST}",
        f"-Dquarkus.http.port={place.ports['http']}",
        f"-Dquarkus.management.host={HOST}",
        f"-Dquarkus.management.port={place.ports['management']}",
        "-Dquarkus.log.level=WARN",
        "-Dapicurio.rules.global.compatibility=BACKWARD",
        "-Dapicurio.storage.kind=kafkasql",
        f"-Dapicurio.kafkasql.bootstrap.servers={kafka.bootstrap(place)}",
        "-Dapicurio.kafkasql.topic.partitions=1",
        "-Dapicurio.kafkasql.consumer.poll.timeout=200",  # it looks once in 5 s by default
        *("-jar", str(place.lib / "quarkus-run.jar")),
    ]


def ready(place: Place) -> bool:
    """It answers before it has read its schemas back from Kafka; its health port knows when it has."""
    return probe.answers(place.ports["management"], "/health/ready") and probe.answers(
        place.ports["http"], f"{CONFLUENT}/subjects"
    )
