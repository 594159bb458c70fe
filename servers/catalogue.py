"""The list of servers."""

from collections.abc import Iterable
from typing import Final

from servers.kafka import brokers
from servers.light import prometheus, redis, zipkin
from servers.neo4j import neo4j
from servers.opensearch import opensearch
from servers.postgres import postgres
from servers.registry import registry
from servers.server import Server
from servers.settings import Misset, Settings

SERVERS: Final[tuple[Server, ...]] = (
    *brokers(),
    registry(),
    neo4j(),
    postgres(),
    redis(),
    opensearch(),
    zipkin(),
    prometheus(),
)


def wanted(names: Iterable[str], without: Iterable[str] = ()) -> list[Server]:
    """The servers of these names, or all, less those left out. ``kafka`` names its three brokers.

    Raises Misset when a name is nobody's.
    """
    chosen, left_out = set(names), set(without)
    known = {name for server in SERVERS for name in (server.name, server.kind)}
    if strangers := sorted((chosen | left_out) - known):
        raise Misset(f"no such server: {', '.join(strangers)}; there are: {', '.join(sorted(known))}")
    return [server for server in SERVERS if (not chosen or _named(server, chosen)) and not _named(server, left_out)]


def variables(servers: Iterable[Server], settings: Settings) -> dict[str, str]:
    """The addresses of servers as the variables under which the product looks for them."""
    found: dict[str, list[str]] = {}
    secrets: dict[str, str] = {}
    for server in servers:
        found.setdefault(f"MC_{server.kind.upper()}", []).append(server.address(settings))
        secrets |= server.secrets(settings)
    return {name: ",".join(addresses) for name, addresses in found.items()} | secrets


def _named(server: Server, names: set[str]) -> bool:
    return server.name in names or server.kind in names
