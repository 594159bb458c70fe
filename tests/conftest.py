"""Tests may be divided among processes; what they start must not take itself for one of these."""

import os

import pytest
from hypothesis import HealthCheck, settings

for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
    os.environ.pop(name, None)

# Whether a machine is slow, or busy with something else, says nothing about what is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers and servers are not ours, and stumble at times over what else a machine does: they get a second try,
    told as a rerun (R) and known to the verdict as a flake. What fails twice has failed."""
    for item in items:
        if item.get_closest_marker("servers") or "chrome" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=1))
