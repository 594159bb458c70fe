"""Hooks around scenarios."""


def before_scenario(context, scenario):
    pass


def after_scenario(context, scenario):
    pass
