"""A hook that fails."""


def pytest_bdd_after_scenario():
    raise RuntimeError("whoops")
