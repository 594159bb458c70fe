"""WfCommons instances, typed as far as they are read."""

from typing import Annotated

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e10)]
Size = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    """The base of all: camelCase in the file."""


class File(_Part, frozen=True):
    """A file of the specification; up to 1.4 a task holds its files itself, with a ``link`` input or output."""

    id: str = ""
    name: str = ""
    size_in_bytes: Size = 0
    link: str = ""


class Task(_Part, frozen=True):
    """A task of the specification or of the execution; up to 1.4 both are one."""

    id: str = ""
    name: str = ""
    parents: list[Name] = []
    children: list[Name] = []
    input_files: list[Name] = []
    output_files: list[Name] = []
    files: list[File] = []
    runtime_in_seconds: Seconds | None = None
    executed_at: str | None = None
    machines: list[str] | None = None
    machine: str | None = None

    @property
    def key(self) -> str:
        """What others call it."""
        return self.id or self.name


class Specification(_Part, frozen=True):
    tasks: list[Task] = []
    files: list[File] = []


class Execution(_Part, frozen=True):
    tasks: list[Task] = []
    makespan_in_seconds: Seconds | None = None
    executed_at: str | None = None


class Workflow(_Part, frozen=True):
    specification: Specification | None = None
    execution: Execution | None = None
    tasks: list[Task] = []
    makespan_in_seconds: Seconds | None = None
    executed_at: str | None = None
    run_name: str = ""


class Instance(_Part, frozen=True):
    workflow: Workflow
    name: str = ""
    created_at: str | None = None
    schema_version: str = ""
