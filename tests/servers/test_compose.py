"""compose.yaml says the same as the list of servers."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.adapters.neo4j_graph import checked_address
from app.collector import read_collector
from observability.boards import BOARDS
from observability.grafana import POSTGRES
from servers import kafka, neo4j
from servers.catalogue import SERVERS
from servers.light import RULES, TOLD_AT
from servers.server import Server

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]

each = pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)


def published(service: dict[str, Any]) -> set[tuple[str, int]]:
    """Address and port on this machine of everything that a service shows."""
    doors = (port.split(":") for port in service["ports"])
    return {(address, int(outside)) for address, outside, _ in doors}


def mounts(service: dict[str, Any]) -> list[tuple[str, str]]:
    """What lies outside, and where it is found inside."""
    return [(volume.split(":")[0], volume.split(":")[1]) for volume in service.get("volumes", ())]


def test_it_has_the_servers_of_the_list_and_beside_them_what_shows_things_to_people() -> None:
    usual = [name for name, service in SERVICES.items() if "profiles" not in service]
    assert [name for name in usual if name not in ("jaeger", "grafana")] == [server.name for server in SERVERS]


def test_prometheus_watches_the_product_by_its_own_rules() -> None:
    service = SERVICES["prometheus"]
    (said,) = service["configs"]
    conf = yaml.safe_load(COMPOSE["configs"][said["source"]]["content"])
    mounted = {inside: ROOT / outside for outside, inside in mounts(service) if outside.startswith(".")}
    assert mounted == dict.fromkeys(conf["rule_files"], RULES)
    (job,) = (one for one in conf["scrape_configs"] if one["job_name"] == "mission-control")
    (targets,) = (one["targets"] for one in job["static_configs"])
    ports = [re.sub(r"\$\{MC_PORT:-(\d+)\}", r"\1", target).rpartition(":")[2] for target in targets]
    assert [int(port) for port in ports] == list(TOLD_AT)


def test_grafana_finds_its_sources_and_our_dashboards() -> None:
    grafana = SERVICES["grafana"]
    assert re.fullmatch(r"grafana/grafana:\d+\.\d+\.\d+", grafana["image"])
    assert published(grafana) == {("127.0.0.1", 13000)}
    assert grafana["healthcheck"]["test"][0] == "CMD-SHELL"
    mounted = {inside: ROOT / outside for outside, inside in mounts(grafana)}
    provisioned = mounted["/etc/grafana/provisioning"]
    (sources,) = (yaml.safe_load(file.read_text()) for file in (provisioned / "datasources").iterdir())
    for source in sources["datasources"]:
        host, port = source["url"].removeprefix("http://").split(":")
        inner = {int(door.split(":")[2]) for door in SERVICES[host]["ports"]}
        assert int(port) in inner
        assert host in grafana["depends_on"]
    assert {source["type"] for source in sources["datasources"]} == {board.source for board in BOARDS}
    (providers,) = (yaml.safe_load(file.read_text()) for file in (provisioned / "dashboards").iterdir())
    (provider,) = providers["providers"]
    files = {file.stem for file in mounted[provider["options"]["path"]].glob("*.json")}
    assert files == {board.name for board in BOARDS}


def test_grafana_comes_to_postgres_as_whom_it_knows() -> None:
    (file,) = (ROOT / "observability" / "provisioning" / "datasources").iterdir()
    (source,) = (one for one in yaml.safe_load(file.read_text())["datasources"] if one["type"] == POSTGRES)
    environment = SERVICES["postgres"]["environment"]
    assert source["user"] == environment["POSTGRES_USER"]
    assert source["jsonData"]["database"] == environment["POSTGRES_DB"]


def test_jaeger_takes_spans_and_shows_traces_where_the_guide_says() -> None:
    jaeger = SERVICES["jaeger"]
    assert re.fullmatch(r"jaegertracing/jaeger:\d+\.\d+\.\d+", jaeger["image"])
    assert jaeger["healthcheck"]["test"][0] == "CMD-SHELL"
    guide = (Path(__file__).parents[2] / "docs" / "traces.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"(MC_TRACES\w*)=(\S+)", guide.partition("# Jaeger")[0]))
    settings = read_collector(said)
    assert settings.address == "http://127.0.0.1:4318/v1/traces"
    assert settings.page_of("abc") == "http://127.0.0.1:16686/trace/abc"
    assert published(jaeger) == {("127.0.0.1", 4318), ("127.0.0.1", 16686)}


def test_a_cluster_of_the_graphs_server_is_a_profile_of_its_own() -> None:
    members = {name: service for name, service in SERVICES.items() if service.get("profiles") == ["cluster"]}
    assert list(members) == ["member-1", "member-2", "member-3"]
    doors = {name: published(service) for name, service in members.items()}
    usual = {door for name, service in SERVICES.items() if name not in members for door in published(service)}
    assert len(set().union(*doors.values()) - usual) == 6
    for name, service in members.items():
        said = service["environment"]
        assert service["image"] == f"neo4j:{neo4j.VERSION}-enterprise"
        assert said["NEO4J_ACCEPT_LICENSE_AGREEMENT"] == "${NEO4J_ACCEPT_LICENSE_AGREEMENT:-no}"
        assert said["NEO4J_dbms_cluster_discovery_v2_endpoints"] == ",".join(f"{one}:6000" for one in members)
        assert said["NEO4J_server_default__advertised__address"] == name
        host, port = said["NEO4J_server_bolt_advertised__address"].split(":")
        assert (host, int(port)) in doors[name]  # where a client is sent on to
        assert checked_address("MC_NEO4J", f"neo4j://{host}:{port}")


@each
def test_the_image_is_the_one_of_the_list_and_of_that_version(server: Server) -> None:
    tag = server.image.partition(":")[2]
    assert SERVICES[server.name]["image"] == server.image
    assert server.version in tag


@each
def test_clients_find_it_where_the_list_says(server: Server) -> None:
    inner = {"controller"}  # brokers speak to each other inside
    wanted = {("127.0.0.1", port) for use, port in server.ports.items() if use not in inner}
    assert published(SERVICES[server.name]) == wanted


@each
def test_it_is_asked_whether_it_is_healthy(server: Server) -> None:
    assert SERVICES[server.name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@each
def test_it_waits_for_the_same_servers(server: Server) -> None:
    assert tuple(SERVICES[server.name].get("depends_on", ())) == server.after


@pytest.mark.parametrize("broker", kafka.brokers(), ids=lambda server: server.name)
def test_a_broker_is_set_as_in_the_list(broker: Server) -> None:
    said = SERVICES[broker.name]["environment"]
    for name, value in (kafka.SAFE | kafka.SMALL | kafka.SWIFT).items():
        assert said["KAFKA_" + name.upper().replace(".", "_")] == str(value), name
    assert f"CLIENT://127.0.0.1:{broker.ports['client']}" in said["KAFKA_ADVERTISED_LISTENERS"]
    assert said["CLUSTER_ID"] == kafka.CLUSTER


def test_every_volume_is_declared_and_used() -> None:
    used = {outside for service in SERVICES.values() for outside, _ in mounts(service)}
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert all((ROOT / name).exists() for name in used if name.startswith("."))
