"""What Allure's adapters write into result and container files, typed; other fields are skipped unseen."""

from typing import Final

import msgspec


class Details(msgspec.Struct, frozen=True):
    """Why a result is as it is."""

    message: str | None = None
    trace: str | None = None
    flaky: bool | None = False
    muted: bool | None = False
    known: bool | None = False


class Named(msgspec.Struct, frozen=True):
    """A label or a parameter; ``mode`` hidden or masked and ``excluded`` are for parameters."""

    name: str | None = ""
    value: str | None = ""
    mode: str | None = None
    excluded: bool | None = False


class Link(msgspec.Struct, frozen=True):
    """A link to somewhere else; ``type`` is issue, tms, or anything."""

    name: str | None = None
    url: str | None = None
    type: str | None = None


class Attachment(msgspec.Struct, frozen=True):
    """A file beside the result; ``type`` is its media type."""

    name: str | None = None
    source: str | None = None
    type: str | None = None


class Step(msgspec.Struct, frozen=True):
    """A step or a fixture, with the steps within it."""

    name: str | None = None
    status: str | None = None
    statusDetails: Details | None = None  # noqa: N815
    start: int | None = None
    stop: int | None = None
    steps: list["Step"] | None = None
    attachments: list[Attachment] | None = None


class Result(Step, frozen=True, kw_only=True):
    """One attempt at one test."""

    uuid: str | None = None
    historyId: str | None = None  # noqa: N815
    fullName: str | None = None  # noqa: N815
    description: str | None = None
    labels: list[Named] | None = None
    parameters: list[Named] | None = None
    links: list[Link] | None = None


class Container(msgspec.Struct, frozen=True):
    """Fixtures that were run before and after its children, which are results or containers."""

    uuid: str | None = None
    children: list[str] | None = None
    befores: list[Step | None] | None = None
    afters: list[Step | None] | None = None


class Executor(msgspec.Struct, frozen=True):
    """What ran the tests."""

    name: str | None = None
    buildName: str | None = None  # noqa: N815
    buildUrl: str | None = None  # noqa: N815


class Category(msgspec.Struct, frozen=True):
    """A kind of fault that the report sorts into."""

    name: str | None = None


RESULT: Final = msgspec.json.Decoder(Result)
CONTAINER: Final = msgspec.json.Decoder(Container)
EXECUTOR: Final = msgspec.json.Decoder(Executor)
CATEGORIES: Final = msgspec.json.Decoder(list[Category])
