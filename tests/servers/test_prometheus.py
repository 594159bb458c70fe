"""The Prometheus that is started watches the product, by the product's own rules."""

import re
import subprocess
from pathlib import Path

import pytest

from servers.light import TOLD_AT, prometheus
from servers.server import Place
from servers.settings import read_settings
from tests.observability.programs import installed
from workers.roles import NAMES, Crew

MAKEFILE = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")


def test_it_looks_where_run_engines_lets_the_product_tell() -> None:
    (port,) = re.findall(r"MC_METRICS:-(\d+)", MAKEFILE)
    assert list(TOLD_AT) == [8050, *(Crew((name,)).port(int(port)) for name in NAMES)]


@pytest.mark.servers
def test_its_configuration_is_right_and_takes_the_rules_of_the_product(tmp_path: Path) -> None:
    server = prometheus()
    place = Place(read_settings({"MC_SERVERS": str(tmp_path)}), server.name, server.name, server.ports)
    assert server.prepare is not None
    server.prepare(place)
    checked = subprocess.run(
        [installed("promtool"), "check", "config", str(place.conf / "prometheus.yml")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "observability/rules.yml" in checked.stdout
