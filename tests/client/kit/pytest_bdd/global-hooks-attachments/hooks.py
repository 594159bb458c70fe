"""Hooks around the run that attach."""

from mission_control_client.messages import attach


def pytest_sessionstart():
    attach("Attachment from BeforeAll hook")


def pytest_sessionfinish():
    attach("Attachment from AfterAll hook")
