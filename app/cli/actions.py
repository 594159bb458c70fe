"""Verbs that do several things: ``mission-control VERB ACTION …``."""

import argparse
from collections.abc import Callable, Mapping

Fill = Callable[[argparse.ArgumentParser], None]


def add_actions(parser: argparse.ArgumentParser, actions: Mapping[str, tuple[str, Fill]]) -> None:
    """Give the verb these actions, each with its help and its arguments; which one it is becomes ``action``.

    What the verb takes by itself may be said after the action too, so arguments of both have no defaults there.
    """
    named = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    for name, (words, fill) in actions.items():
        added = named.add_parser(name, help=words, description=words)
        fill(added)
        added.add_argument(
            "--json", dest="as_json", action="store_true", default=argparse.SUPPRESS, help="answer with JSON"
        )
