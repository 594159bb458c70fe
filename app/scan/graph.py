"""Import statements joined to a graph: which of a project's modules needs which, and what it needs from elsewhere.

A name stands for the module of that name, else for the module that it would be a part of; what is
neither is external. Only project modules are nodes.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from app.scan.imports import Object

Lines = dict[str, list[int]]
"""Per module (or external top package) the lines that name it, one for each statement."""


class Needs(msgspec.Struct, frozen=True):
    """What one module names: of the project by statements, of the project by calls, and from elsewhere."""

    inner: Lines
    called: Lines
    outer: Lines


def modules_at(paths: Iterable[str]) -> dict[str, str]:
    """Per dotted name the path of its file below the import path; "" for folders that hold modules but no file.

    >>> modules_at(["a/__init__.py", "a/b/c.py"])
    {'a': 'a/__init__.py', 'a.b.c': 'a/b/c.py', 'a.b': ''}
    """
    found = {dotted(path): path for path in paths}
    for name in list(found):
        while (name := name.rpartition(".")[0]) and name not in found:
            found[name] = ""
    return found


def dotted(path: str) -> str:
    """The name that the file at this path is imported by."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def needs_of(
    name: str, path: str, named: tuple[Iterable[Object], Iterable[Object]], modules: Mapping[str, str]
) -> Needs:
    """What the module names in its statements and calls, among these modules and beyond."""
    package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
    needs = Needs({}, {}, {})
    for objects, inner in zip(named, (needs.inner, needs.called), strict=True):
        for line, target, top in _resolved(objects, package, modules):
            lines = inner.setdefault(target, []) if target else needs.outer.setdefault(top, [])
            if not lines or lines[-1] != line:
                lines.append(line)
    return needs


def _resolved(objects: Iterable[Object], package: str, modules: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Line, module ("" if external) and top name of each object; names beyond the top package mean nothing."""
    for line, dots, named in objects:
        name = _absolute(dots, named, package) if dots else named
        if name in modules:
            yield line, name, ""
        elif (parent := name.rpartition(".")[0]) in modules:
            yield line, parent, ""
        elif name:
            yield line, "", name.partition(".")[0]


def _absolute(dots: int, name: str, package: str) -> str:
    """The full name of what stands after so many dots in a module of this package; "" beyond its top."""
    parts = package.split(".") if package else []
    base = parts[: max(len(parts) - dots + 1, 0)]
    return ".".join((*base, name)) if base else ""
