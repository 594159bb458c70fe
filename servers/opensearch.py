"""OpenSearch, one node."""

from typing import Final

from app.settings import HOST
from servers import probe
from servers.server import Maven, Place, Server

VERSION: Final = "3.8.0"


def opensearch() -> Server:
    """The server; a node alone has no second copy to make, so yellow is as good as it gets."""
    return Server(
        name="opensearch",
        version=VERSION,
        package=Maven("opensearch", least_java=21, launcher="OpenSearchNode"),
        image=f"opensearchproject/opensearch:{VERSION}",
        ports={"http": 19200, "transport": 19300},
        memory_mb=800,
        prepare=prepare,
        command=command,
        ready=lambda place: probe.answers(place.ports["http"], "/_cluster/health?wait_for_status=yellow&timeout=1s"),
    )


def prepare(place: Place) -> None:
    """The folders that it wants to find."""
    for folder in ("config", "plugins", "snapshots"):
        (place.data / folder).mkdir(parents=True, exist_ok=True)
    (place.data / "config" / "opensearch.yml").touch()


def command(place: Place) -> list[str]:
    """The process."""
    settings = {
        "network.host": HOST,
        "http.port": place.ports["http"],
        "transport.port": place.ports["transport"],
        "path.repo": place.data / "snapshots",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    return [
        str(place.java.program),
        *place.java.flags[:1],
        *("-Xms512m", "-Xmx512m", "-Dlog4j2.disable.jmx=true"),
        *("-cp", f"{place.lib}/launcher:{place.lib}/*", "OpenSearchNode", str(place.data)),
        *(f"{key}={value}" for key, value in settings.items()),
    ]
