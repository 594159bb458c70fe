"""A clock for the suites."""

START = 1_762_264_480_000
"""2025-11-04 13:54:40 UTC, in milliseconds."""


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.ms = START

    def __call__(self) -> int:
        return self.ms
