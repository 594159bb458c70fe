"""What rules look at: modules with what was counted in them, and the imports between them."""

from collections.abc import Mapping

import msgspec

from app.domain.payloads.acc import ImportSpec, ModuleSpec

Link = tuple[str, str]
"""An import as a pair of module names: who needs, what is needed."""


class FunctionFact(msgspec.Struct, frozen=True):
    """A function or method: ``complexity`` is cyclomatic, ``nesting`` the depth of its deepest block."""

    name: str
    line: int
    complexity: int = 1
    nesting: int = 0


class ClassFact(msgspec.Struct, frozen=True):
    """A public class at the top level of a module."""

    name: str
    line: int


class CodeModule(msgspec.Struct, frozen=True):
    """A module: what its event says of it, and the parts that rules ask about.

    ``externals`` are the top packages beyond the project that it imports, with the lines.
    """

    spec: ModuleSpec
    functions: tuple[FunctionFact, ...] = ()
    classes: tuple[ClassFact, ...] = ()
    externals: Mapping[str, tuple[int, ...]] = {}


class Code(msgspec.Struct, frozen=True):
    """The import graph of one state of a repository. Both ends of every import are among the modules."""

    modules: Mapping[str, CodeModule]
    imports: Mapping[Link, ImportSpec]

    def needs(self) -> dict[str, list[str]]:
        """Per module the modules it imports, sorted; an import of itself is left out."""
        found: dict[str, list[str]] = {name: [] for name in sorted(self.modules)}
        for source, target in sorted(self.imports):
            if source != target:
                found[source].append(target)
        return found

    def needs_running(self) -> dict[str, list[str]]:
        """The same without what only type checkers import: what is needed when the program runs."""
        of_types = {link for link, spec in self.imports.items() if spec.type_checking}
        return {name: [o for o in others if (name, o) not in of_types] for name, others in self.needs().items()}

    def path(self, module: str) -> str:
        """The file of a module, relative to the repository."""
        return self.modules[module].spec.file_path
