"""Hooks of pytest-bdd run for every scenario and ask for its tags themselves."""


def pytest_bdd_before_scenario(scenario):
    if "fail-before" in scenario.tags:
        raise RuntimeError("Exception in conditional hook")


def pytest_bdd_after_scenario(scenario):
    if "fail-after" in scenario.tags:
        raise RuntimeError("Exception in conditional hook")
