"""Hooks around scenarios."""


def pytest_bdd_before_scenario():
    pass


def pytest_bdd_after_scenario():
    pass
