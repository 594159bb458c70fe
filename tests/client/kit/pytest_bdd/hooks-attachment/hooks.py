"""Hooks that attach a picture."""

from pathlib import Path

from mission_control_client.messages import attach


def pytest_bdd_before_scenario():
    attach(Path("image.svg").read_bytes(), "image/svg+xml")


def pytest_bdd_after_scenario():
    attach(Path("image.svg").read_bytes(), "image/svg+xml")
