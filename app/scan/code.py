"""Facts of files joined to the code that rules look at: modules with their figures, and imports. Pure."""

from collections.abc import Mapping

import msgspec

from app.domain.architecture import Code, CodeModule
from app.domain.payloads.acc import ImportSpec, ModuleSpec
from app.scan.facts import FileFacts
from app.scan.graph import Lines, modules_at, needs_of


class Shelf(msgspec.Struct, frozen=True):
    """One state of the target: per import path the facts of its file, and where that file lies in the repository."""

    facts: Mapping[str, FileFacts]
    files: Mapping[str, str]


def code_of(shelf: Shelf) -> Code:
    """The import graph of this state, with what is counted in each module."""
    names = modules_at(shelf.facts)
    modules: dict[str, CodeModule] = {}
    imports: dict[tuple[str, str], ImportSpec] = {}
    for name, path in sorted(names.items()):
        if not path:  # a namespace package: a folder without a file of its own
            modules[name] = CodeModule(ModuleSpec(name=name, package=name))
            continue
        facts, file = shelf.facts[path], shelf.files[path]
        needs = needs_of(name, path, (facts.imports, facts.calls), names)
        spec = _spec(name, file, facts)
        modules[name] = CodeModule(spec, facts.functions, facts.public(), _sorted(needs.outer))
        imports |= {(name, target): _static(name, target, lines, facts) for target, lines in needs.inner.items()}
        for target, lines in needs.called.items():
            imports.setdefault((name, target), _called(name, target, lines))
    return Code(modules, imports)


def _sorted(outer: Lines) -> dict[str, tuple[int, ...]]:
    return {name: tuple(lines) for name, lines in sorted(outer.items())}


def _spec(name: str, file: str, facts: FileFacts) -> ModuleSpec:
    worst = facts.worst
    return ModuleSpec(
        name=name,
        file_path=file,
        package=name if file.endswith("/__init__.py") else name.rpartition(".")[0],
        line_count=facts.line_count,
        class_count=len(facts.classes),
        function_count=len(facts.functions),
        abstractness=facts.abstractness,
        complexity=worst.complexity if worst else 0,
        sha256=facts.sha256,
        code_lines=facts.code_lines,
        public_classes=len(facts.public()),
        abstract_classes=sum(c.abstract for c in facts.classes),
        complexity_sum=facts.complexity_sum,
        worst_function=worst.name if worst else "",
        worst_line=worst.line if worst else 0,
        nesting=facts.nesting,
        lcom=max((c.lcom for c in facts.classes), default=0.0),
        loose_classes=[c.name for c in facts.classes if c.is_loose],
        god_classes=[c.name for c in facts.classes if c.is_god],
    )


def _static(source: str, target: str, lines: list[int], facts: FileFacts) -> ImportSpec:
    how = ["static"]
    if facts.marks:
        words = {"t": "type_checking", "l": "lazy", "c": "conditional"}
        how += [word for mark, word in words.items() if facts.marked(lines, mark)]
    return ImportSpec(
        source=source,
        target=target,
        lines=lines,
        weight=len(lines),
        type_checking="type_checking" in how,
        how=how,
    )


def _called(source: str, target: str, lines: list[int]) -> ImportSpec:
    return ImportSpec(source=source, target=target, lines=lines, weight=len(lines), how=["called"])
