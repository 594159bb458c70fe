"""Each class is a plugin of the project; pytest calls the plugin that was registered last first."""

import pytest


class Third:
    """Runs last."""

    def pytest_bdd_before_scenario(self):
        pass


class Second:
    """Skips."""

    def pytest_bdd_before_scenario(self, scenario):
        if "skip-before" in scenario.tags:
            pytest.skip()


class First:
    """Runs first."""

    def pytest_bdd_before_scenario(self):
        pass


class Last:
    """Runs last."""

    def pytest_bdd_after_scenario(self):
        pass


class Middle:
    """Skips."""

    def pytest_bdd_after_scenario(self, scenario):
        if "skip-after" in scenario.tags:
            pytest.skip()


class Soon:
    """Runs first."""

    def pytest_bdd_after_scenario(self):
        pass


def pytest_configure(config):
    config.pluginmanager.register(Third(), Third.__name__)
    config.pluginmanager.register(Second(), Second.__name__)
    config.pluginmanager.register(First(), First.__name__)
    config.pluginmanager.register(Last(), Last.__name__)
    config.pluginmanager.register(Middle(), Middle.__name__)
    config.pluginmanager.register(Soon(), Soon.__name__)
