"""Import graphs and import-linter results in JSON, typed."""

from typing import Annotated, Any, Final, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Line = Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)]


class Edge(msgspec.Struct, frozen=True, array_like=True):
    """An import, written as an array: who imports, what is imported, and where known in which lines."""

    importer: Name
    imported: Name
    lines: list[Line] = []


class Graph(msgspec.Struct, frozen=True):
    """The modules of a code base and the imports between them."""

    modules: list[Name]
    edges: list[Edge]
    root_package: str = ""


class Import(msgspec.Struct, frozen=True):
    """A link of a chain."""

    importer: Name
    imported: Name
    line_numbers: list[Line] = []


class Detour(msgspec.Struct, frozen=True):
    """A chain with other ways to enter and leave it, as layers and independence contracts write it."""

    chain: list[Import]


class Invalid(msgspec.Struct, frozen=True):
    """Two modules that must not depend on each other, and how they do."""

    upstream_module: str = ""
    downstream_module: str = ""
    imported: str = ""
    importer: str = ""
    chains: list[list[Import] | Detour] = []
    routes: list[Detour] = []


class Metadata(msgspec.Struct, frozen=True):
    """What a contract found; which field is filled depends on its type."""

    invalid_chains: list[Invalid] = []
    invalid_dependencies: list[Invalid] = []
    cycle_breakers_by_package: dict[str, list[tuple[Name, Name]]] = {}
    undeclared_modules: list[str] = []


class Contract(msgspec.Struct, frozen=True):
    """A contract with its result."""

    id: Name
    name: str
    type: str
    status: Literal["kept", "broken", "could_not_run"]
    options: dict[str, Any] = {}
    metadata: Metadata = Metadata()
    warnings: list[str] = []
    error: str = ""


class Contracts(msgspec.Struct, frozen=True):
    """The results of one run of import-linter."""

    contracts: list[Contract]
    tool: str = "import-linter"


GRAPH: Final = msgspec.json.Decoder(Graph)
CONTRACTS: Final = msgspec.json.Decoder(Contracts)
