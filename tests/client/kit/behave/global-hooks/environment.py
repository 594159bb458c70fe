"""Behave has one hook of a kind, where the sample has several."""


def before_all(context):
    pass


def after_all(context):
    pass
