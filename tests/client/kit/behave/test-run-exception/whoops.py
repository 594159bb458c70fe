"""A formatter that throws the run out before its first feature."""

from behave.formatter.base import Formatter


class Whoops(Formatter):
    """Says why it cannot go on."""

    def uri(self, uri):
        raise RuntimeError("Whoops!")
