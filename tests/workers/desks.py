"""A desk on SQLite files in a folder, as workers and tests of whole trips hold it; or log and graph on servers."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from app.adapters.kafka_log import KafkaLog
from app.adapters.neo4j_graph import CurrentNeo4jGraph
from app.desk import Desk
from app.settings import read_settings
from app.wiring import open_desk
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.servers import address, close, namespace


def desk_in(folder: Path, role: str = "writer") -> Desk:
    """The desk that the settings for this folder describe."""
    return open_desk(read_settings({"MC_DATA": str(folder)}), "writer" if role == "writer" else "reader")


def on_servers(folder: Path) -> Mapping[str, str]:
    """The variables of log and graph on their servers, in a place of this folder alone; all else lies in files.

    Raises LookupError when a server is not named.
    """
    name = namespace(folder)
    return {
        "MC_DATA": str(folder),
        "MC_STORE": "servers",
        "MC_KAFKA": address("MC_KAFKA"),
        "MC_KAFKA_PREFIX": f"{name}.",
        "MC_NEO4J": address("MC_NEO4J"),
        "MC_NEO4J_USER": os.environ.get("MC_NEO4J_USER", "neo4j"),
        "MC_NEO4J_PASSWORD": address("MC_NEO4J_PASSWORD"),
        "MC_NAMESPACE": name,
    }


def served_desk(folder: Path, role: str = "writer") -> Desk:
    """The desk that these variables describe."""
    return open_desk(read_settings(on_servers(folder)), "writer" if role == "writer" else "reader")


def forget_on_servers(folder: Path) -> None:
    """Remove what the folder holds on servers."""
    close(
        KafkaLog(address("MC_KAFKA"), f"{namespace(folder)}."),
        CurrentNeo4jGraph(neo4j_database(), namespace(folder)),
    )


def now() -> int:
    return time.time_ns() // 1_000_000
