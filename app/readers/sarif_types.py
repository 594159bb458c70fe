"""SARIF 2.1.0, typed as far as it is read; every other property is skipped.

Many tools write ``null`` for what they have not, which the standard does not know: it is as if absent.
"""

from typing import Annotated, Any, Final, Literal

import msgspec

Line = Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)]
Index = Annotated[int, msgspec.Meta(ge=-1, le=2_000_000_000)]
Level = Literal["none", "note", "warning", "error"]


class _Part(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """The base of all: camelCase in the file."""


class Message(_Part, frozen=True):
    text: str | None = None
    id: str | None = None
    arguments: list[str] | None = None


class Configuration(_Part, frozen=True):
    level: Level = "warning"


class Descriptor(_Part, frozen=True):
    """A rule of the tool."""

    id: str | None = None
    name: str | None = None
    short_description: Message | None = None
    full_description: Message | None = None
    message_strings: dict[str, Message] | None = None
    default_configuration: Configuration | None = None


class Component(_Part, frozen=True):
    name: str = "tool"
    semantic_version: str | None = None
    rules: list[Descriptor] | None = None


class Tool(_Part, frozen=True):
    driver: Component
    extensions: list[Component] | None = None


class RuleReference(_Part, frozen=True):
    id: str | None = None
    index: Index = -1


class ArtifactLocation(_Part, frozen=True):
    uri: str | None = None
    uri_base_id: str | None = None
    index: Index = -1


class Region(_Part, frozen=True):
    start_line: Line = 0


class PhysicalLocation(_Part, frozen=True):
    artifact_location: ArtifactLocation | None = None
    region: Region | None = None


class Location(_Part, frozen=True):
    physical_location: PhysicalLocation | None = None


class Suppression(_Part, frozen=True):
    kind: str = ""
    status: str = "accepted"
    guid: str | None = None
    justification: str | None = None


class Result(_Part, frozen=True):
    rule_id: str | None = None
    rule_index: Index = -1
    rule: RuleReference | None = None
    kind: str = "fail"
    level: Level | None = None
    message: Message | None = None
    locations: list[Location] | None = None
    suppressions: list[Suppression] | None = None
    baseline_state: str | None = None
    guid: str | None = None
    fingerprints: dict[str, Any] | None = None
    partial_fingerprints: dict[str, Any] | None = None


class Invocation(_Part, frozen=True):
    execution_successful: bool = True
    start_time_utc: str | None = None
    end_time_utc: str | None = None


class Artifact(_Part, frozen=True):
    location: ArtifactLocation | None = None


class AutomationDetails(_Part, frozen=True):
    id: str | None = None


class Run(_Part, frozen=True):
    """One run of one tool. ``results`` absent means that nothing was looked at."""

    tool: Tool
    results: list[Result] | None = None
    invocations: list[Invocation] | None = None
    artifacts: list[Artifact] | None = None
    automation_details: AutomationDetails | None = None
    external_property_file_references: dict[str, msgspec.Raw] | None = None


class Log(_Part, frozen=True):
    version: str
    runs: list[Run] | None = None


class Version(_Part, frozen=True):
    """Only the version, to refuse others before their shape is looked at."""

    version: str | None = None
    schema: str | None = msgspec.field(default=None, name="$schema")


LOG: Final = msgspec.json.Decoder(Log)
VERSION: Final = msgspec.json.Decoder(Version)
