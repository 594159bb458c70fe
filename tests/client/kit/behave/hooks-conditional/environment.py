"""Behave calls the hooks of tags for every tag."""


def before_tag(context, tag):
    if tag == "fail-before":
        raise RuntimeError("Exception in conditional hook")


def after_tag(context, tag):
    if tag == "fail-after":
        raise RuntimeError("Exception in conditional hook")
