"""What the Cucumbers write into their JSON, typed; every other field is skipped without being looked at."""

from typing import Any, Final

import msgspec


class Result(msgspec.Struct, frozen=True):
    """How a step or hook went; ``duration`` is in nanoseconds."""

    status: str = ""
    duration: float = 0.0
    error_message: str | None = None


class Match(msgspec.Struct, frozen=True):
    """Where the code of a step or hook is."""

    location: str | None = None


class Hook(msgspec.Struct, frozen=True):
    """A hook before or after a scenario or step."""

    result: Result = Result()
    match: Match = Match()


class Step(msgspec.Struct, frozen=True):
    """A step; in cucumber-js hooks are hidden steps. Only cucumber-js writes ``arguments``."""

    keyword: str = ""
    name: str | None = None
    line: int = 0
    result: Result = Result()
    match: Match = Match()
    hidden: bool = False
    arguments: list[Any] | None = None
    embeddings: list[Any] = []
    before: list[Hook] = []
    after: list[Hook] = []


class Tag(msgspec.Struct, frozen=True):
    """A tag with its ``@``."""

    name: str = ""


class Element(msgspec.Struct, frozen=True):
    """A scenario, a row of an outline, or a background."""

    name: str = ""
    id: str = ""
    type: str = "scenario"
    keyword: str = ""
    line: int = 0
    start_timestamp: str | None = None
    tags: list[Tag] = []
    steps: list[Step] = []
    before: list[Hook] = []
    after: list[Hook] = []


class Feature(msgspec.Struct, frozen=True):
    """A feature with its elements."""

    uri: str = ""
    id: str = ""
    name: str = ""
    description: str | None = None
    line: int = 0
    tags: list[Tag] = []
    elements: list[Element] = []


DECODER: Final = msgspec.json.Decoder(list[Feature])
