"""Scheduled jobs: what is done now and then (``table``), when, and by whom (``schedule``)."""
