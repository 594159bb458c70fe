"""Behave has one hook of a kind, where the sample has several."""


def before_scenario(context, scenario):
    if "skip-before" in scenario.tags:
        scenario.skip()


def after_scenario(context, scenario):
    pass
