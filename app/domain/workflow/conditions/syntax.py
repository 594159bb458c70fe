"""The words of a condition as a tree; ``or`` binds weakest, then ``and``, ``not``, comparisons."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from app.domain.workflow.conditions.tokens import BadCondition, Token, tokens

DEEPEST: Final = 40
Value = None | bool | float | str

_COMPARING: Final = ("==", "!=", "<", "<=", ">", ">=", "in")
_CONSTANTS: Final[dict[str, Value]] = {"true": True, "false": False, "null": None, "none": None}
_RESERVED: Final = ("and", "or", "not", "in")


class Literal(Struct, frozen=True):
    """A value as written."""

    value: Value


class Name(Struct, frozen=True):
    """``env.CI``: something to be looked up."""

    path: str


class Call(Struct, frozen=True):
    """A function with its arguments."""

    function: str
    arguments: tuple["Tree", ...]


class Many(Struct, frozen=True):
    """A list."""

    items: tuple["Tree", ...]


class Negation(Struct, frozen=True):
    """``not``."""

    of: "Tree"


class Pair(Struct, frozen=True):
    """Two sides of ``and``, ``or`` or a comparison."""

    mark: str
    left: "Tree"
    right: "Tree"


Tree = Literal | Name | Call | Many | Negation | Pair


def parse(text: str) -> Tree:
    """The condition as a tree. Raises BadCondition saying what was expected, and at which character."""
    parser = _Parser(list(tokens(text)))
    tree = parser.either(0)
    parser.expect("")
    return tree


def tasks_named(tree: Tree) -> set[str]:
    """The tasks that the condition looks at, as far as they are named outright."""
    return {name for part in _parts(tree) for name in _task_of(part)}


def _task_of(part: Tree) -> Iterator[str]:
    if isinstance(part, Name) and part.path.startswith("tasks."):
        yield part.path.removeprefix("tasks.").rpartition(".")[0]
    if isinstance(part, Call) and part.function in ABOUT_TASKS and part.arguments:
        first = part.arguments[0]
        if isinstance(first, Literal) and isinstance(first.value, str):
            yield first.value


ABOUT_TASKS: Final = ("status", "completed", "failed", "skipped", "value")
"""The functions whose first argument is a task."""


def _parts(tree: Tree) -> Iterator[Tree]:
    yield tree
    for inner in _inner(tree):
        yield from _parts(inner)


def _inner(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Pair():
            return tree.left, tree.right
        case Negation():
            return (tree.of,)
        case Call():
            return tree.arguments
        case Many():
            return tree.items
    return ()


class _Parser:
    """Recursive descent over the words."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._at = 0

    @property
    def _word(self) -> Token:
        return self._words[self._at]

    def _taken(self, *marks: str) -> str:
        """The mark that stands here, if it is one of these; then it is behind us."""
        word = self._word
        if word.kind not in ("mark", "name") or word.text not in marks:
            return ""
        self._at += 1
        return word.text

    def expect(self, mark: str) -> None:
        """Raises BadCondition unless this comes next (empty: the end)."""
        if not (self._word.kind == "end" if not mark else self._taken(mark)):
            raise self._wrong(repr(mark) if mark else "the end")

    def _wrong(self, wanted: str) -> BadCondition:
        found = repr(self._word.text) if self._word.kind != "end" else "the end"
        return BadCondition(f"expected {wanted} at character {self._word.at}, found {found}")

    def either(self, depth: int) -> Tree:
        """One or more parts joined by ``or``."""
        if depth > DEEPEST:
            raise BadCondition(f"it is nested deeper than {DEEPEST}")
        tree = self._both(depth + 1)
        while self._taken("or"):
            tree = Pair("or", tree, self._both(depth + 1))
        return tree

    def _both(self, depth: int) -> Tree:
        tree = self._denied(depth)
        while self._taken("and"):
            tree = Pair("and", tree, self._denied(depth))
        return tree

    def _denied(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise BadCondition(f"it is nested deeper than {DEEPEST}")
        return Negation(self._denied(depth + 1)) if self._taken("not") else self._compared(depth)

    def _compared(self, depth: int) -> Tree:
        left = self._single(depth)
        if self._taken("not"):
            self.expect("in")
            return Negation(Pair("in", left, self._single(depth)))
        mark = self._taken(*_COMPARING)
        return Pair(mark, left, self._single(depth)) if mark else left

    def _single(self, depth: int) -> Tree:
        word = self._word
        if self._taken("("):
            tree = self.either(depth + 1)
            self.expect(")")
            return tree
        if self._taken("["):
            return Many(self._listed("]", depth))
        if word.kind in ("end", "mark") or (word.text in _RESERVED and word.kind == "name"):
            raise self._wrong("a value")
        self._at += 1
        return self._named(word, depth) if word.kind == "name" else _literal(word)

    def _named(self, word: Token, depth: int) -> Tree:
        if word.text in _CONSTANTS:
            return Literal(_CONSTANTS[word.text])
        return Call(word.text, self._listed(")", depth)) if self._taken("(") else Name(word.text)

    def _listed(self, closing: str, depth: int) -> tuple[Tree, ...]:
        if self._taken(closing):
            return ()
        items = [self.either(depth + 1)]
        while self._taken(","):
            items.append(self.either(depth + 1))
        self.expect(closing)
        return tuple(items)


def _literal(word: Token) -> Literal:
    return Literal(float(word.text) if word.kind == "number" else word.text)
