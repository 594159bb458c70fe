"""Hooks that attach a picture."""

from pathlib import Path

from mission_control_client.messages import attach


def before_scenario(context, scenario):
    attach(Path("image.svg").read_bytes(), "image/svg+xml")


def after_scenario(context, scenario):
    attach(Path("image.svg").read_bytes(), "image/svg+xml")
