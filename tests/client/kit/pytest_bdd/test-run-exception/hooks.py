"""The run is thrown out before its first test."""


def pytest_runtestloop():
    raise RuntimeError("Whoops!")
