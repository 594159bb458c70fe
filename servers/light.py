"""The servers that need little said about them: Redis, Prometheus, Zipkin."""

from pathlib import Path
from typing import Final

from app.settings import HOST
from servers import probe
from servers.server import Debian, Maven, Place, Server

ZIPKIN: Final = "3.5.1"
RULES: Final = Path(__file__).resolve().parents[1] / "observability" / "rules.yml"
TOLD_AT: Final = (8050, *range(9464, 9470))
"""Where web and the workers tell their numbers when ``make run-engines`` runs them."""


def redis() -> Server:
    """A cache and a bus: nothing is kept on disk, and what has a time to live makes room when memory is full."""
    return Server(
        name="redis",
        version="7.0.15",
        package=Debian("redis-server", Path("/usr/bin/redis-server")),
        image="redis:7.0.15",
        ports={"redis": 16379},
        scheme="redis://{}/0",
        memory_mb=256,
        command=lambda place: [
            *("/usr/bin/redis-server", "--bind", HOST, "--port", str(place.ports["redis"]), "--dir", str(place.data)),
            *("--save", "", "--appendonly", "no", "--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"),
        ],
        ready=lambda place: probe.answers_ping(place.ports["redis"]),
    )


def prometheus() -> Server:
    """It scrapes itself, the product as ``make run-engines`` runs it, and what files in its folder ``targets`` name;
    it takes the product's rules, and those in its folder ``rules``."""
    return Server(
        name="prometheus",
        version="2.42.0",
        package=Debian("prometheus", Path("/usr/bin/prometheus")),
        image="prom/prometheus:v2.42.0",
        ports={"http": 19090},
        memory_mb=80,
        prepare=_prepare_prometheus,
        command=lambda place: [
            *("/usr/bin/prometheus", f"--config.file={place.conf / 'prometheus.yml'}", "--log.level=warn"),
            f"--storage.tsdb.path={place.data / 'series'}",
            f"--web.listen-address={HOST}:{place.ports['http']}",
            "--web.enable-lifecycle",
        ],
        ready=lambda place: probe.answers(place.ports["http"], "/-/ready"),
    )


def _prepare_prometheus(place: Place) -> None:
    for folder in ("targets", "rules", "series"):
        (place.data / folder).mkdir(parents=True, exist_ok=True)
    place.write(
        "prometheus.yml",
        [
            "global: {scrape_interval: 5s, evaluation_interval: 5s}",
            f"rule_files: ['{RULES}', '{place.data}/rules/*.yml']",
            "scrape_configs:",
            "  - job_name: prometheus",
            f"    static_configs: [{{targets: ['{HOST}:{place.ports['http']}']}}]",
            "  - job_name: mission-control",
            f"    static_configs: [{{targets: [{', '.join(repr(f'{HOST}:{port}') for port in TOLD_AT)}]}}]",
            f"    file_sd_configs: [{{files: ['{place.data}/targets/*.yml'], refresh_interval: 5s}}]",
        ],
    )


def zipkin() -> Server:
    """It keeps traces in memory. Its web server knows nothing of ``--server.address``: its own settings bind the port
    to this machine."""
    return Server(
        name="zipkin",
        version=ZIPKIN,
        package=Maven("zipkin", least_java=17),
        image=f"openzipkin/zipkin:{ZIPKIN}",
        ports={"http": 19411},
        memory_mb=300,
        command=lambda place: [
            *(str(place.java.program), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            *("-jar", str(place.lib / f"zipkin-server-{ZIPKIN}-exec.jar")),
            f"--armeria.ports[0].port={place.ports['http']}",
            f"--armeria.ports[0].ip={HOST}",
            "--armeria.ports[0].protocols[0]=http",
        ],
        ready=lambda place: probe.answers(place.ports["http"], "/health"),
    )
