"""Neo4j Community."""

import subprocess
from typing import Final

from app.settings import HOST
from servers import probe
from servers.server import Broken, Maven, Place, Server

VERSION: Final = "5.26.30"
USER: Final = "neo4j"

DOORS: Final = (
    *("--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED"),
    *("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED"),
    *("-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.disable.jmx=true"),
)
"""What it reaches into; it goes slower ways without."""

SETTINGS: Final = (
    "server.https.enabled=false",
    "dbms.security.auth_enabled=true",
    "dbms.usage_report.enabled=false",
    "server.memory.pagecache.size=256m",
    # How much a start after a crash has to replay; by default 15 minutes, which took 80 s.
    "db.checkpoint.interval.time=30s",
    "db.tx_log.preallocate=false",
    "db.tx_log.rotation.size=64m",
    "db.tx_log.rotation.retention_policy=2 files",
    # Otherwise each stop waits 10 s for nothing.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period=0",
)


def neo4j() -> Server:
    """The server; the tests of its recovery may take it long to come back."""
    return Server(
        name="neo4j",
        version=VERSION,
        package=Maven("neo4j", least_java=17, launcher="Neo4jServer"),
        image=f"neo4j:{VERSION}-community",
        ports={"bolt": 17687, "http": 17474},
        scheme="bolt://{}",
        memory_mb=1100,
        prepare=prepare,
        command=command,
        ready=lambda place: probe.answers_cypher(place.ports["http"], USER, place.settings.password),
        patience_s=60.0,
        start_s=240.0,
        secrets=lambda settings: {"MC_NEO4J_PASSWORD": settings.password},
    )


def prepare(place: Place) -> None:
    """Write the configuration; before the first start, set the password. Raises Broken."""
    doors = {"bolt": place.ports["bolt"], "http": place.ports["http"]}
    place.write(
        "neo4j.conf",
        [
            f"server.default_listen_address={HOST}",
            *(f"server.{door}.enabled=true" for door in doors),
            *(f"server.{door}.listen_address={HOST}:{port}" for door, port in doors.items()),
            *(f"server.{door}.advertised_address={HOST}:{port}" for door, port in doors.items()),
            *SETTINGS,
        ],
    )
    if not (place.data / "data" / "databases" / "system").exists():
        admin(place, "dbms", "set-initial-password", place.settings.password)


def command(place: Place) -> list[str]:
    """The process."""
    conf = place.conf / "neo4j.conf"
    return [*jvm(place, "-Xms256m", "-Xmx1g", "-XX:+UseParallelGC"), "Neo4jServer", str(place.data), str(conf)]


def jvm(place: Place, *heap: str) -> list[str]:
    """Java with the server's classes and the launcher's."""
    return [str(place.java.program), *heap, *DOORS, "-cp", f"{place.lib}/launcher:{place.lib}/*"]


def admin(place: Place, *words: str) -> None:
    """Run ``neo4j-admin`` with these words; most of what it does wants the server stopped. Raises Broken."""
    tool = [*jvm(place, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), "org.neo4j.cli.AdminTool"]
    done = subprocess.run(
        [*tool, *words],
        env={"NEO4J_HOME": str(place.data), "NEO4J_CONF": str(place.conf)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Broken(f"neo4j-admin {words[0]} {words[1]}: {(done.stderr or done.stdout).strip()[-300:]}")
