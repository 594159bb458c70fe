"""Each class is a plugin of the project; pytest calls the plugin that was registered last first."""


class Early:
    """Would run third."""

    def pytest_sessionstart(self):
        pass


class Earlier:
    """Fails."""

    def pytest_sessionstart(self):
        raise RuntimeError("BeforeAll hook went wrong")


class Earliest:
    """Runs first."""

    def pytest_sessionstart(self):
        pass


class Latest:
    """Would run last."""

    def pytest_sessionfinish(self):
        pass


class Late:
    """Would run first at the end."""

    def pytest_sessionfinish(self):
        pass


def pytest_configure(config):
    config.pluginmanager.register(Early(), Early.__name__)
    config.pluginmanager.register(Earlier(), Earlier.__name__)
    config.pluginmanager.register(Earliest(), Earliest.__name__)
    config.pluginmanager.register(Latest(), Latest.__name__)
    config.pluginmanager.register(Late(), Late.__name__)
