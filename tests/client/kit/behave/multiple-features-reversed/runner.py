"""A runner that runs everything in reverse."""

from behave.runner import Runner


class Reversed(Runner):
    """Turns the features, and what is in them, before it runs them."""

    def run_model(self, features=None):
        self.features.reverse()
        for feature in self.features:
            feature.run_items.reverse()
        return super().run_model(features)
