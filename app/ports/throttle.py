"""Who may ask how often."""

from typing import Final, Protocol


class Throttle(Protocol):
    """Grants turns: so many a second for long, and more at once to who was silent for a while. It may forget."""

    def wait_s(self, who: str) -> float:
        """Take a turn: 0 when it is granted, else the seconds until the next one is; asking costs nothing then."""

    def close(self) -> None:
        """Let go of everything held."""


class Unlimited:
    """Grants everything."""

    def wait_s(self, who: str) -> float:
        return 0.0

    def close(self) -> None:
        return


UNLIMITED: Final = Unlimited()
