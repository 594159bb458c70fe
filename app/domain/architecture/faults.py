"""All that is wrong with a file of rules, told at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import BadFile

MOST_TOLD = 20


class Faults:
    """Collects what is refused while the rest is still being read."""

    def __init__(self) -> None:
        self._found: list[BadFile] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """What is refused inside is noted, and reading goes on behind the block."""
        try:
            yield
        except BadFile as flaw:
            self._found.append(flaw)

    def add(self, reason: str, place: str) -> None:
        """One more fault."""
        self._found.append(BadFile(reason, place))

    def raise_any(self) -> None:
        """Raises BadFile: the one fault as it is, or all of them in one, each with its place."""
        if len(self._found) == 1:
            raise self._found[0]
        if self._found:
            told = "; ".join(map(str, self._found[:MOST_TOLD]))
            more = f"; and {len(self._found) - MOST_TOLD} more" if len(self._found) > MOST_TOLD else ""
            raise BadFile(f"{len(self._found)} faults: {told}{more}", "manifest")
