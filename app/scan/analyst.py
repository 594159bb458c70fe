"""One state of a repository after the other, held against the rules that apply to it."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import msgspec

from app.domain.architecture import Code, CodeModule, Findings, Manifest, evaluate, extend, propose
from app.domain.payloads.acc import ImportSpec, ModuleSpec
from app.errors import BadRequest
from app.scan.contracts import with_contracts
from app.scan.facts import FileFacts, facts_of
from app.scan.grapher import Answer, Grapher, SyntaxFlaw
from app.scan.layout import Layout, Wish, find_layout
from app.scan.rulebook import Rulebook, rulebook_in
from app.scan.stage import Stage
from app.scan.target import Target
from app.scan.tree import Tree

_MOST_FLAWS: Final = 30
"""So many files that cannot be parsed are found one by one; beyond that all that Python refuses go at once."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What one state of the repository looks like through its rules."""

    code: Code
    findings: Findings
    manifest: Manifest
    packages: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Analyst:
    """Looks at trees; remembers facts by content, and the rules that it had to propose itself.

    ``rules``, where given, stand above everything; ``fallback`` applies to trees that bring no rules.
    """

    def __init__(self, stage: Stage, grapher: Grapher, wish: Wish, target: Target) -> None:
        self.rules = Rulebook()
        self.fallback = Rulebook()
        self._stage = stage
        self._grapher = grapher
        self._wish = wish
        self._target = target
        self._prefix = f"{target.git.prefix}/" if target.git and target.git.prefix else ""
        self._facts: dict[str, FileFacts] = {}
        self._proposal: Manifest | None = None
        self._last: tuple[Rulebook, Scene] | None = None

    def look(self, tree: Tree) -> Scene:
        """The scene of this tree. Raises BadRequest without Python code, BadFile with a faulty manifest."""
        rules = self.rules or rulebook_in(tree) or self.fallback
        layout = self._layout(tree, rules)
        changed = self._stage.update(tree, layout)
        if not changed and self._last and self._last[0] == rules:
            return self._last[1]
        self._last = (rules, self._scene(tree, layout, rules))
        return self._last[1]

    def _layout(self, tree: Tree, rules: Rulebook) -> Layout:
        wish = msgspec.structs.replace(self._wish, named=rules.named())
        found = find_layout(tree, wish).modules
        left_out = rules.manifest.exclusions if rules.manifest else ()
        kept = {at: path for at, path in found.items() if not any(fnmatchcase(path, g) for g in left_out)}
        if not kept:
            raise BadRequest(f"no Python package or module in {self._target.base / self._target.only}")
        return Layout(kept)

    def _scene(self, tree: Tree, layout: Layout, rules: Rulebook) -> Scene:
        config = None
        if rules.contracts:
            config = self._stage.configure(rules.contracts.name, rules.contracts.source)
        answer, notes = self._graph(tree, layout, config)
        code = self._code(answer, tree, layout)
        manifest, findings = self._judge(code, rules, answer)
        return Scene(code=code, findings=findings, manifest=manifest, packages=layout.packages, notes=notes)

    def _graph(self, tree: Tree, layout: Layout, config: Path | None) -> tuple[Answer, tuple[str, ...]]:
        """The graph without the files that cannot be parsed, and a note for each of them."""
        notes: list[str] = []
        answer = self._grapher.ask(self._stage.code, layout.packages, config)
        while answer.syntax_error:
            notes += [
                self._take_out(at, layout, why) for at, why in self._flawed(answer.syntax_error, tree, layout, notes)
            ]
            answer = self._grapher.ask(self._stage.code, layout.packages, config)
        if answer.error:
            raise BadRequest(f"the import graph could not be built: {answer.error}")
        return answer, tuple(notes)

    def _flawed(self, flaw: SyntaxFlaw, tree: Tree, layout: Layout, notes: list[str]) -> Iterator[tuple[str, str]]:
        """The file that grimp stopped at; when there were many before, every file that Python refuses."""
        path = Path(flaw.file).resolve().relative_to(self._stage.code.resolve()).as_posix()
        yield path, f"line {flaw.line}: {flaw.text.strip()}"
        if len(notes) >= _MOST_FLAWS:
            for at, source in layout.modules.items():
                if at != path and (known := self._known(tree, source).flaw):
                    yield at, known

    def _take_out(self, at: str, layout: Layout, why: str) -> str:
        self._stage.blank(at)
        return f"{layout.modules[at]} cannot be parsed and stands without imports ({why})"

    def _known(self, tree: Tree, path: str) -> FileFacts:
        """The facts of a file, counted once per content."""
        content = tree.files[path]
        if content not in self._facts:
            self._facts[content] = facts_of(tree.read(path))
        return self._facts[content]

    def _code(self, answer: Answer, tree: Tree, layout: Layout) -> Code:
        files = layout.files()
        facts = {name: self._known(tree, files[name]) for name in answer.modules if name in files}
        modules = {name: self._module(name, files.get(name, ""), facts.get(name)) for name in answer.modules}
        imports = {}
        for link in answer.imports:
            of_types = link.importer in facts and facts[link.importer].only_types(link.lines)
            spec = ImportSpec(
                source=link.importer,
                target=link.imported,
                lines=link.lines,
                weight=link.weight,
                type_checking=of_types,
            )
            imports[link.importer, link.imported] = spec
        return Code(modules, imports)

    def _module(self, name: str, path: str, facts: FileFacts | None) -> CodeModule:
        package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
        if facts is None:  # a namespace package: a folder without a file of its own
            return CodeModule(ModuleSpec(name=name, package=name))
        spec = ModuleSpec(
            name=name,
            file_path=f"{self._prefix}{path}",
            package=package,
            line_count=facts.line_count,
            class_count=facts.class_count,
            function_count=len(facts.functions),
            abstractness=facts.abstractness,
            complexity=facts.complexity,
            sha256=facts.sha256,
        )
        return CodeModule(spec, facts.functions, facts.classes)

    def _judge(self, code: Code, rules: Rulebook, answer: Answer) -> tuple[Manifest, Findings]:
        if rules.manifest:
            return rules.manifest, evaluate(code, rules.manifest)
        self._proposal = extend(self._proposal, code) if self._proposal else propose(code)
        if not rules.contracts:
            return self._proposal, evaluate(code, self._proposal)
        # The contracts are the rules. Components only group the picture, and cycles that no
        # contract forbids are told but never block.
        manifest = msgspec.structs.replace(
            self._proposal, rules=(), origin=rules.contracts.name, proposed=False, worst_cycle="WARNING"
        )
        return manifest, with_contracts(evaluate(code, manifest), answer.contracts, code)
