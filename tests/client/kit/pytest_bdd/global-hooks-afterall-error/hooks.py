"""Each class is a plugin of the project; pytest calls the plugin that was registered last first."""


class Early:
    """Runs second."""

    def pytest_sessionstart(self):
        pass


class Earliest:
    """Runs first."""

    def pytest_sessionstart(self):
        pass


class Latest:
    """Would run last."""

    def pytest_sessionfinish(self):
        pass


class Later:
    """Fails."""

    def pytest_sessionfinish(self):
        raise RuntimeError("AfterAll hook went wrong")


class Late:
    """Runs first at the end."""

    def pytest_sessionfinish(self):
        pass


def pytest_configure(config):
    config.pluginmanager.register(Early(), Early.__name__)
    config.pluginmanager.register(Earliest(), Earliest.__name__)
    config.pluginmanager.register(Latest(), Latest.__name__)
    config.pluginmanager.register(Later(), Later.__name__)
    config.pluginmanager.register(Late(), Late.__name__)
