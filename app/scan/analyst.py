"""One state of a repository after the other, held against the rules that apply to it."""

from fnmatch import fnmatchcase

import msgspec

from app.domain.architecture import Code, Findings, Manifest
from app.errors import BadRequest
from app.scan.code import Shelf, code_of
from app.scan.decided import Decided, decided_in
from app.scan.facts import FileFacts
from app.scan.git import Commit
from app.scan.grapher import ContractOutcome, Grapher
from app.scan.judging import Judge, Judged
from app.scan.layout import Layout, Wish, find_layout
from app.scan.library import Library
from app.scan.pack import Pack
from app.scan.recall import Recall
from app.scan.rulebook import Rulebook, rulebook_in
from app.scan.stage import Stage
from app.scan.target import Target
from app.scan.tree import Tree


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What one state of the repository looks like through its rules."""

    code: Code
    judged: Judged
    packages: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def findings(self) -> Findings:
        """What breaks the rules."""
        return self.judged.findings

    @property
    def manifest(self) -> Manifest:
        """The rules."""
        return self.judged.manifest


class Tools(msgspec.Struct, frozen=True):
    """What an analyst works with: what is kept, facts by content, the history, and the checker with its stage."""

    pack: Pack
    library: Library
    recall: Recall
    grapher: Grapher
    stage: Stage


class Analyst:
    """Looks at trees; its judge remembers the rules that it had to propose itself.

    ``rules``, where given, stand above everything; ``fallback`` applies to trees that bring no rules.
    """

    def __init__(self, tools: Tools, wish: Wish, target: Target) -> None:
        self.rules = Rulebook()
        self.fallback = Rulebook()
        self._tools = tools
        self.pack = tools.pack
        self._wish = wish
        self._target = target
        self._prefix = f"{target.git.prefix}/" if target.git and target.git.prefix else ""
        self.judge = Judge()
        self._last: tuple[tuple[Shelf, Rulebook, Decided], tuple[Code, Judged]] | None = None

    def look(self, tree: Tree, commit: Commit | None) -> Scene:
        """The scene of this tree, which is (or differs little from) that of the commit.

        Raises BadRequest without Python code, BadFile with a faulty manifest.
        """
        rules = self.rules or rulebook_in(tree) or self.fallback
        layout = self._layout(tree, rules)
        shelf = self._shelf(tree, layout)
        plain, judged = self._judged(tree, layout, shelf, rules)
        code, notes = self._tools.recall.dated(plain, commit, lambda then: self._read(then, rules))
        notes += tuple(_flaw(shelf.files[at], facts) for at, facts in shelf.facts.items() if facts.flaw)
        return Scene(code=code, judged=judged, packages=layout.packages, notes=notes + judged.warnings)

    def _judged(self, tree: Tree, layout: Layout, shelf: Shelf, rules: Rulebook) -> tuple[Code, Judged]:
        """The code and what the rules say of it; at once where nothing changed that they look at."""
        seen = (shelf, rules, decided_in(tree, rules.manifest))
        if self._last is None or self._last[0] != seen:
            code = code_of(shelf)
            outcomes = self._contracts(tree, layout, shelf, rules)
            self._last = seen, (code, self.judge.judged(code, rules, outcomes, seen[2]))
        return self._last[1]

    def _read(self, tree: Tree, rules: Rulebook) -> Code:
        return code_of(self._shelf(tree, self._layout(tree, rules)))

    def _layout(self, tree: Tree, rules: Rulebook) -> Layout:
        """Where the modules of this tree are. Raises BadRequest where there are none."""
        wish = msgspec.structs.replace(self._wish, named=rules.named())
        found = find_layout(tree, wish).modules
        left_out = rules.manifest.exclusions if rules.manifest else ()
        kept = {at: path for at, path in found.items() if not any(fnmatchcase(path, g) for g in left_out)}
        if not kept:
            raise BadRequest(f"no Python package or module in {self._target.base / self._target.only}")
        return Layout(kept)

    def _shelf(self, tree: Tree, layout: Layout) -> Shelf:
        """The facts of all modules."""
        facts = {at: self._tools.library.facts(tree, path) for at, path in layout.modules.items()}
        return Shelf(facts, {at: f"{self._prefix}{path}" for at, path in layout.modules.items()})

    def _contracts(self, tree: Tree, layout: Layout, shelf: Shelf, rules: Rulebook) -> list[ContractOutcome]:
        """What import-linter says of the repository's contracts, in a process of its own."""
        if rules.manifest or not rules.contracts:
            return []
        stage, grapher = self._tools.stage, self._tools.grapher
        stage.update(
            tree,
            layout,
            blank={at for at, facts in shelf.facts.items() if facts.unread},
        )
        config = stage.configure(rules.contracts.name, rules.contracts.source)
        answer = grapher.ask(stage.code, layout.packages, config)
        if answer.error:
            raise BadRequest(f"the contracts could not be checked: {answer.error}")
        return answer.contracts


def _flaw(path: str, facts: FileFacts) -> str:
    """What is said of a file that this Python cannot parse."""
    why = f"line {facts.line}: {facts.flaw}" if facts.line else facts.flaw
    if facts.large:
        return f"{path} is {facts.flaw}: its imports are read, its figures are not"
    if facts.newer:
        return f"{path} is more than this Python can parse: its imports are read, its figures are not ({why})"
    return f"{path} cannot be parsed and stands without imports ({why})"
