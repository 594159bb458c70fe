"""Cucumber Messages of runs of behave and of pytest-bdd, valid against the official schema, one envelope per line.

Steps and hooks may attach what they saw, in either framework::

    from mission_control_client.messages import attach, link, log
"""

from mission_control_client.messages.attachments import attach, link, log

__all__ = ["attach", "link", "log"]
