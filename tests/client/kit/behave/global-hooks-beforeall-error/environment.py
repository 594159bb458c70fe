"""Behave has one hook of a kind, where the sample has several."""


def before_all(context):
    raise RuntimeError("BeforeAll hook went wrong")


def after_all(context):
    pass
