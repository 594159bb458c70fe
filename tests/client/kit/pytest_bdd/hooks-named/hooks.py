"""Hooks with a name."""


def pytest_bdd_before_scenario():
    """A named before hook"""


def pytest_bdd_after_scenario():
    """A named after hook"""
