"""What a project's own build files say about where its packages lie."""

import configparser
import tomllib
from collections.abc import Iterable
from typing import Any

import msgspec

from app.scan.named import named_like_the_distribution
from app.scan.tree import Tree


class Hints(msgspec.Struct, frozen=True):
    """``roots`` are folders to look in, ``names`` top packages and modules, ``include``/``exclude`` patterns."""

    roots: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def hints_in(tree: Tree, folder: str) -> Hints:
    """The hints of the project in this folder; build files that cannot be read give none."""
    pyproject, setup = f"{folder}pyproject.toml", f"{folder}setup.cfg"
    project = _parsed(tree.read(pyproject)) if pyproject in tree.files else {}
    found = _of_pyproject(project)
    if found == Hints() and setup in tree.files:
        found = _of_setup(tree.read(setup))
    if found == Hints() and (name := named_like_the_distribution(tree, folder, project)):
        found = Hints(("src", ""), (name,))
    return msgspec.structs.replace(found, roots=tuple(_clean(root) for root in found.roots))


def _clean(root: str) -> str:
    return root.replace("\\", "/").removeprefix("./").strip("/").removeprefix(".")


def _parsed(source: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(source.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}


def _of_pyproject(project: dict[str, Any]) -> Hints:
    tool = _table(project, "tool")
    readers = (_setuptools, _poetry, _hatch, _flit, _uv)
    return next((hints for read in readers if (hints := read(tool)) != Hints()), Hints())


def _table(value: Any, *path: str) -> dict[str, Any]:
    """The table at this path; an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _tops(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name.partition(".")[0] for name in names}))


def _setuptools(tool: dict[str, Any]) -> Hints:
    own = _table(tool, "setuptools")
    find = _table(own, "packages", "find")
    listed = _texts(own.get("packages")) + _texts(own.get("py-modules"))
    places = _table(own, "package-dir")
    roots = _texts(find.get("where")) or ((str(places[""]),) if "" in places else ())
    include = _texts(find.get("include"))
    return Hints(roots, _tops(listed), include, _texts(find.get("exclude")) if include else ())


def _poetry(tool: dict[str, Any]) -> Hints:
    packages = _table(tool, "poetry").get("packages", [])
    rows = [row for row in packages if isinstance(row, dict) and isinstance(row.get("include"), str)]
    names = [row["include"].partition("/")[0].removesuffix(".py") for row in rows]
    return Hints(tuple(sorted({str(row.get("from", "")) for row in rows})), tuple(sorted(set(names))))


def _hatch(tool: dict[str, Any]) -> Hints:
    paths = _texts(_table(tool, "hatch", "build", "targets", "wheel").get("packages"))
    split = [path.strip("/").rpartition("/") for path in paths]
    return Hints(tuple(sorted({root for root, _, _ in split})), tuple(sorted({name for _, _, name in split})))


def _flit(tool: dict[str, Any]) -> Hints:
    name = _table(tool, "flit", "module").get("name")
    return Hints(("src", ""), _tops([name])) if isinstance(name, str) else Hints()


def _uv(tool: dict[str, Any]) -> Hints:
    own = _table(tool, "uv", "build-backend")
    name = own.get("module-name")
    names = (name,) if isinstance(name, str) else _texts(name)
    return Hints((str(own.get("module-root", "src")),), _tops(names)) if names else Hints()


def _of_setup(source: bytes) -> Hints:
    config = configparser.ConfigParser(interpolation=None)
    try:
        config.read_string(source.decode())
    except (configparser.Error, UnicodeDecodeError):
        return Hints()
    where = config.get("options.packages.find", "where", fallback="").split()
    folders = [row.split("=") for row in config.get("options", "package_dir", fallback="").splitlines()]
    roots = where or [row[1].strip() for row in folders if len(row) == 2 and not row[0].strip()]
    listed = config.get("options", "packages", fallback="").split()
    modules = config.get("options", "py_modules", fallback="").split()
    names = [name for name in (*listed, *modules) if not name.startswith("find") and name != ":"]
    return Hints(tuple(roots), _tops(names))
