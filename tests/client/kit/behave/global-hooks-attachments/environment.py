"""Hooks around the run that attach."""

from mission_control_client.messages import attach


def before_all(context):
    attach("Attachment from BeforeAll hook")


def after_all(context):
    attach("Attachment from AfterAll hook")
