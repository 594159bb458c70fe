"""Words upon the gate that are not here, though later ones speak after them (domain 6.6).

A log can lose what it held, and a lost block or revocation would open the gate. So every word upon the gate names
those that it follows, as a commit names its parents: the words that stood then and that no other follows yet. Two
people may speak at once, the next one follows both. What is named and not here is missing, and the gate stays shut
until it is here, or until two people who were told of it open the gate for a time. Only of the last word, which
nobody has spoken after yet, can nobody tell that it is gone.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from app.domain import labels
from app.domain.state import IterationState

HEARD: Final = "heard_"
"""Before the id of a word: the register of an override that lists which words it follows."""


class Words(msgspec.Struct, frozen=True):
    """Ids of words: ``last``, which none follows yet, and ``missing``, which are followed and not here; sorted."""

    last: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def words(state: IterationState) -> Words:
    """The words upon the gate of an iteration, whether they are about overrides that are known or not."""
    heard: dict[str, Iterable[str]] = {}
    for node in state.of(labels.OVERRIDE).values():
        heard |= {name.removeprefix(HEARD): node.get(name, ()) for name in node.props if name.startswith(HEARD)}
    followed = {word for earlier in heard.values() for word in earlier}
    return Words(tuple(sorted(heard.keys() - followed)), tuple(sorted(followed - heard.keys())))
