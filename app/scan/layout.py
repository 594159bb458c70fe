"""Where the modules of a target are: found by looking at its paths, and at what its build files say."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from app.scan.hints import Hints, hints_in
from app.scan.tree import NOT_SOURCE, Tree

_TESTS: Final = frozenset({"tests", "test"})
_BESIDE: Final = frozenset(
    {"bench", "benchmark", "benchmarks", "bin", "ci", "contrib", "demo", "demos", "doc", "docs", "examples"}
    | {"example", "etc", "misc", "notebooks", "samples", "scripts", "tasks", "tools", "utils", "stubs"}
)
_NO_MODULE: Final = frozenset({"setup", "conftest", "noxfile", "fabfile", "dodo", "toxfile"})


class Wish(msgspec.Struct, frozen=True):
    """What the caller asks for: one package by its path, tests as well, packages that rules name."""

    only: str = ""
    tests: bool = False
    named: frozenset[str] = frozenset()


class Layout(msgspec.Struct, frozen=True):
    """``modules`` maps the path of each file below the import path to its path in the target."""

    modules: Mapping[str, str]

    @property
    def packages(self) -> tuple[str, ...]:
        """The top packages, in order."""
        return tuple(sorted({path.partition("/")[0] for path in self.modules}))


def find_layout(tree: Tree, wish: Wish) -> Layout:
    """The modules of the target; none where there is no Python package or module."""
    if wish.only:
        return Layout(_only(tree, wish.only))
    top, *others = _projects(tree)
    found = _project(tree, top, wish)
    for folder in others:
        here = _project(tree, folder, wish)
        if top == "" and found:  # what else lies in a repository with a package at its top is its own affair
            missing = wish.named - {at.partition("/")[0] for at in found}
            here = {at: path for at, path in here.items() if at.partition("/")[0] in missing}
        found = {**here, **found}
    return Layout(found or _project(tree, "", Wish(tests=True)))


def _only(tree: Tree, only: str) -> dict[str, str]:
    """The named package or module and nothing beside it."""
    if only.endswith(".py"):
        return {_as_package(only): only} if only in tree.files else {}
    return {path: path for path in tree.files if path.startswith(f"{only}/") and _importable(path)}


def _as_package(path: str) -> str:
    """A module beside all packages is laid out as a package of its own name, the only thing grimp takes."""
    return f"{path.removesuffix('.py')}/__init__.py"


def _importable(path: str) -> bool:
    """Folders must be identifiers; a module such as ``0001_initial`` need not, import statements aside."""
    parts = path.split("/")
    is_python = path.endswith(".py") and parts[-1].count(".") == 1 and path.isprintable()
    return is_python and all(part.isidentifier() for part in (*parts[:-1], parts[0].removesuffix(".py")))


def _projects(tree: Tree) -> list[str]:
    """The folders with a build file, the top one first; just the top where there is none."""
    marks = {"pyproject.toml", "setup.py", "setup.cfg"}
    split = (path.rpartition("/") for path in tree.files)
    folders = {f"{folder}{slash}" for folder, slash, name in split if name in marks}
    return sorted(folders, key=lambda folder: (folder.count("/"), folder)) or [""]


def _project(tree: Tree, folder: str, wish: Wish) -> dict[str, str]:
    """The modules of one project, by path below its source roots."""
    hints = hints_in(tree, folder)
    others = _parts(tree, folder)
    mine = (path for path in tree.files if path.startswith(folder) and not path.startswith(others))
    paths = [path.removeprefix(folder) for path in mine]
    found: dict[str, str] = {}
    for root in hints.roots or _roots(paths):
        below = f"{root}/" if root else ""
        here = [path.removeprefix(below) for path in paths if path.startswith(below)]
        kept = _kept(here, hints, wish, is_source_root=bool(root))
        found = {**{inside: f"{folder}{below}{path}" for inside, path in kept.items()}, **found}
    return found


def _parts(tree: Tree, folder: str) -> tuple[str, ...]:
    """The folders below that are projects of their own, and no packages."""
    name = "pyproject.toml"
    inside = (path.removesuffix(name) for path in tree.files if path.endswith(f"/{name}") and path.startswith(folder))
    return tuple(part for part in inside if part != folder and f"{part}__init__.py" not in tree.files)


def _roots(paths: Iterable[str]) -> tuple[str, ...]:
    """``src``, where that is a folder of packages rather than a package."""
    source = [path for path in paths if path.startswith("src/") and path.endswith(".py")]
    return ("src",) if source and "src/__init__.py" not in source else ("",)


def _kept(paths: list[str], hints: Hints, wish: Wish, is_source_root: bool) -> dict[str, str]:
    """Of the paths below one root, those of packages and modules that belong to the target."""
    folders: dict[str, list[str]] = {}
    for path in filter(_importable, paths):
        top, _, rest = path.partition("/")
        folders.setdefault(top if rest else "", []).append(path)
    loose = folders.pop("", [])
    kept = [n for n, held in folders.items() if _is_package(n, held, hints, wish, is_source_root)]
    found = {path: path for name in kept for path in folders[name]}
    modules = (path for path in loose if path[:-3] not in kept and _is_module(path[:-3], hints))
    return {**{_as_package(path): path for path in modules}, **found}


def _is_package(name: str, held: list[str], hints: Hints, wish: Wish, is_source_root: bool) -> bool:
    if name in wish.named or (wish.tests and name in _TESTS):
        return True
    if hints.names or hints.include:
        return name in hints.names or _matches(name, hints)
    if name in _TESTS or name in NOT_SOURCE:
        return False
    return is_source_root or f"{name}/__init__.py" in held or name not in _BESIDE


def _matches(name: str, hints: Hints) -> bool:
    included = any(fnmatchcase(name, pattern.partition(".")[0]) for pattern in hints.include)
    return included and not any(fnmatchcase(name, pattern) for pattern in hints.exclude)


def _is_module(name: str, hints: Hints) -> bool:
    if hints.names or hints.include:
        return name in hints.names
    return name not in _NO_MODULE and not name.startswith("test_")
