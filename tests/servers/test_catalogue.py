"""The list of servers is consistent in itself and with the packages it is made of."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from servers.catalogue import SERVERS, variables, wanted
from servers.java import Java
from servers.server import Maven, Server
from servers.settings import Misset, Settings

JAVA = Path(__file__).parents[2] / "servers" / "java"
POM = {"m": "http://maven.apache.org/POM/4.0.0"}
PLACES = Settings(Path("/state"), shift=1000)

each = pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
of_jars = pytest.mark.parametrize(
    "server", [one for one in SERVERS if isinstance(one.package, Maven)], ids=lambda server: server.name
)


def names(servers: list[Server]) -> list[str]:
    return [server.name for server in servers]


def test_no_two_servers_share_a_name_or_a_port() -> None:
    ports = Counter(port for server in SERVERS for port in server.ports.values())
    assert len({server.name for server in SERVERS}) == len(SERVERS)
    assert set(ports.values()) == {1}


@each
def test_a_shift_moves_every_port_and_the_address(server: Server) -> None:
    place = server.place(PLACES)
    assert {use: port - 1000 for use, port in place.ports.items()} == dict(server.ports)
    assert f"127.0.0.1:{next(iter(server.ports.values())) + 1000}" in server.address(PLACES)


@each
def test_a_command_speaks_of_this_state_folder_and_of_this_machine_alone(server: Server) -> None:
    told = " ".join(server.command(server.place(PLACES, Java(25, Path("/java")))))
    assert "/state/" in told
    assert "0.0.0.0" not in told
    assert not [port for port in server.ports.values() if str(port) in told], "an unshifted port"


@of_jars
def test_jars_are_fetched_in_the_version_of_the_list(server: Server) -> None:
    assert isinstance(server.package, Maven)
    module = server.package.module
    found = ElementTree.parse(JAVA / "pom.xml").find(f"m:properties/m:{module}.version", POM)
    assert found is not None
    assert found.text == server.version


@of_jars
def test_what_starts_a_server_of_jars_lies_beside_its_packages(server: Server) -> None:
    assert isinstance(server.package, Maven)
    folder = JAVA / server.package.module
    launcher = server.package.launcher
    assert (folder / "pom.xml").is_file()
    assert not launcher or (folder / f"{launcher}.java").is_file()


@each
def test_what_a_server_leans_on_is_in_the_list(server: Server) -> None:
    assert set(server.after) <= {one.name for one in SERVERS} - {server.name}


def test_a_name_stands_for_a_server_and_kafka_for_its_brokers() -> None:
    assert names(wanted(["redis", "kafka"])) == ["kafka-1", "kafka-2", "kafka-3", "redis"]
    assert names(wanted(["kafka-2"])) == ["kafka-2"]
    assert wanted([]) == list(SERVERS)


def test_what_is_left_out_is_not_started_even_when_named() -> None:
    assert names(wanted(["redis", "kafka"], without=["kafka-1", "redis"])) == ["kafka-2", "kafka-3"]


@pytest.mark.parametrize(("asked", "without"), [(["mongo"], []), ([], ["mongo"])])
def test_a_name_that_is_nobodys_is_refused_with_those_there_are(asked: list[str], without: list[str]) -> None:
    with pytest.raises(Misset, match=r"no such server: mongo; there are: .*kafka-1.*zipkin"):
        wanted(asked, without)


def test_the_product_finds_each_under_its_variable() -> None:
    found = variables(SERVERS, Settings(Path("/state"), password="a long secret"))
    assert found["MC_KAFKA"] == "127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094"
    assert found["MC_REGISTRY"].startswith("http://127.0.0.1:18081/")
    assert found["MC_POSTGRES"].startswith("postgresql://")
    assert found["MC_NEO4J_PASSWORD"] == "a long secret"
    assert {f"MC_{server.kind.upper()}" for server in SERVERS} | {"MC_NEO4J_PASSWORD"} == set(found)


def test_what_is_left_out_has_no_variable() -> None:
    assert set(variables(wanted(["redis", "neo4j"], ["neo4j"]), PLACES)) == {"MC_REDIS"}
