"""What can be said of a class: how well its methods hold together, and whether it does too much (domain 5.3)."""

import ast
from collections.abc import Sequence
from itertools import combinations
from typing import Final

import msgspec

_GOD_METHODS: Final = 20
_GOD_LINES: Final = 500
_LOOSE: Final = 0.8
_ABSTRACT_BASES: Final = frozenset({"ABC", "ABCMeta", "Protocol"})


class ClassFigures(msgspec.Struct, frozen=True, array_like=True):
    """A class: where it is, how large, and its lack of cohesion (LCOM) between 0 and 1.

    ``public`` classes stand at the top level, without an underscore.
    """

    name: str
    line: int
    lines: int = 1
    methods: int = 0
    lcom: float = 0.0
    abstract: bool = False
    public: bool = False

    @property
    def is_god(self) -> bool:
        """More than 20 methods or more than 500 lines."""
        return self.methods > _GOD_METHODS or self.lines > _GOD_LINES

    @property
    def is_loose(self) -> bool:
        """LCOM from 0.8 on: it has more than one responsibility."""
        return self.lcom >= _LOOSE


def lack_of_cohesion(uses: Sequence[set[str]]) -> float:
    """(P - Q) / max(P, Q) where P > Q, else 0: P pairs of methods share no attribute, Q pairs do (domain 5.3).

    ``uses`` holds the attributes that each method touches. Methods that touch none are left out, or
    every interface would lack cohesion.
    """
    touching = [used for used in uses if used]
    sharing = sum(not one.isdisjoint(other) for one, other in combinations(touching, 2))
    apart = len(touching) * (len(touching) - 1) // 2 - sharing
    return round((apart - sharing) / apart, 6) if apart > sharing else 0.0


def is_abstract(node: ast.ClassDef) -> bool:
    """Whether it derives from ABC or Protocol, or has an abstract method."""
    bases = {last_name(base) for base in (*node.bases, *(k.value for k in node.keywords))}
    return not bases.isdisjoint(_ABSTRACT_BASES) or any(
        last_name(mark) == "abstractmethod" for part in node.body for mark in getattr(part, "decorator_list", ())
    )


def last_name(node: ast.expr) -> str:
    """``ABC`` of ``abc.ABC`` and of ``Protocol[T]`` the ``Protocol``."""
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
