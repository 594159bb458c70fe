"""What behave writes into its JSON, typed; every other field is skipped without being looked at."""

from typing import Final

import msgspec


class Result(msgspec.Struct, frozen=True):
    """How a step went."""

    status: str = ""
    duration: float = 0.0
    error_message: str | list[str] | None = None


class Step(msgspec.Struct, frozen=True):
    """A step of a scenario or background."""

    keyword: str = ""
    name: str = ""
    location: str = ""
    result: Result | None = None


class Element(msgspec.Struct, frozen=True):
    """A scenario or a background."""

    type: str = "scenario"
    keyword: str = ""
    name: str = ""
    location: str = ""
    status: str | None = None
    tags: list[str] = []
    steps: list[Step] = []


class Feature(msgspec.Struct, frozen=True):
    """A feature with its elements."""

    location: str
    name: str = ""
    status: str | None = None
    tags: list[str] = []
    description: str | list[str] | None = None
    elements: list[Element] = []


DECODER: Final = msgspec.json.Decoder(list[Feature])
