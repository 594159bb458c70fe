"""The import graph: equal to grimp's wherever grimp looks, and what it holds beyond that."""

import importlib.util
from pathlib import Path

import grimp
import pytest

from app.scan.graph import Needs, modules_at, needs_of
from app.scan.imports import calls, statements
from app.scan.layout import Wish, find_layout
from app.scan.tree import FolderTree, walk
from tests.scan.repositories import Told, repository, write

Links = dict[tuple[str, str], list[int]]

ORPHANS = """Folders without __init__.py inside a package: Python imports from them, grimp does not look into them."""

DIFFERENT = {"flask": ORPHANS, "selenium": ORPHANS, "trio": ORPHANS}
"""Installed packages whose graph is not grimp's, with the reason."""

EQUAL = (
    "app",
    "pages",
    "callbacks",
    "workers",
    "rich",
    "jinja2",
    "werkzeug",
    "hypothesis",
    "pydantic",
    "radon",
    "dash",
)


def where(package: str) -> Path:
    """The folder that holds the package."""
    found = importlib.util.find_spec(package)
    assert found and found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))).parent


def ours(package: str) -> tuple[set[str], Links]:
    base = where(package)
    tree = FolderTree(base, walk(base, package))
    layout = find_layout(tree, Wish(only=package))
    names = modules_at(layout.modules)
    links: Links = {}
    for name, path in names.items():
        if path:
            source = tree.read(layout.modules[path])
            needs = needs_of(name, path, (statements(source), calls(source)), names)
            links |= {(name, target): lines for target, lines in needs.inner.items()}
    return set(names), links


def theirs(package: str) -> tuple[set[str], Links]:
    graph = grimp.build_graph(package, cache_dir=None)
    pairs = [(m, to) for m in graph.modules for to in graph.find_modules_directly_imported_by(m)]
    details = {pair: graph.get_import_details(importer=pair[0], imported=pair[1]) for pair in pairs}
    return graph.modules, {pair: sorted({d["line_number"] for d in found}) for pair, found in details.items()}


@pytest.mark.parametrize("package", EQUAL)
def test_modules_imports_and_lines_are_grimps(package: str):
    modules, links = ours(package)
    grimps, their_links = theirs(package)

    assert modules == grimps
    assert {pair: sorted(set(lines)) for pair, lines in links.items()} == their_links
    assert links


@pytest.mark.parametrize("package", DIFFERENT)
def test_beyond_grimp_are_only_modules_in_folders_without_init(package: str):
    modules, links = ours(package)
    grimps, their_links = theirs(package)
    beyond = modules - grimps
    base = where(package)

    assert grimps < modules
    assert all(any(not (base / Path(*part) / "__init__.py").exists() for part in folders(m)) for m in beyond)
    assert their_links.items() <= {pair: sorted(set(lines)) for pair, lines in links.items()}.items()
    assert all(beyond.intersection(pair) for pair in links.keys() - their_links.keys())


def folders(module: str) -> list[list[str]]:
    parts = module.split(".")
    return [parts[: n + 1] for n in range(len(parts))]


MODULES = modules_at(["a/__init__.py", "a/b/__init__.py", "a/b/c.py", "a/d/e.py", "f.py"])


def needs(name: str, source: str) -> Needs:
    return needs_of(name, MODULES[name], (statements(source.encode()), calls(source.encode())), MODULES)


@pytest.mark.parametrize(
    ("name", "source", "inner"),
    [
        ("a.b.c", "from . import c\nfrom .. import d\nfrom ... import f", {"a.b.c": [1], "a.d": [2]}),
        ("a.b", "from . import c\nfrom .c import x\nfrom ..d.e import y", {"a.b.c": [1, 2], "a.d.e": [3]}),
        ("a", "from .b import *\nfrom . import unknown", {"a.b": [1], "a": [2]}),
        (
            "f",
            "import a.b.c as x, a.d\nimport a.b.c\nfrom a.b import c, g",
            {"a.b.c": [1, 2, 3], "a.d": [1], "a.b": [3]},
        ),
        ("f", "import a.b.c.x\nfrom a.unknown.deeper import z", {"a.b.c": [1]}),
    ],
)
def test_names_stand_for_modules_or_for_the_modules_they_are_part_of(
    name: str, source: str, inner: dict[str, list[int]]
):
    assert needs(name, source).inner == inner


def test_what_is_no_module_of_the_project_is_external():
    found = needs(
        "a.b.c", "import os.path, os\nfrom json import loads\nfrom ... import beyond\nimport a.b\nimport os"
    )

    assert found.outer == {"os": [1, 5], "json": [2]}
    assert found.inner == {"a.b": [4]}


def test_imports_by_call_stand_beside_those_by_statement():
    found = needs("a.b", "import_module('.c', __package__)\n__import__('a.d.e')\nimport f")

    assert (found.called, found.inner) == ({"a.b.c": [1], "a.d.e": [2]}, {"f": [3]})


EVERY_WAY = """
from typing import TYPE_CHECKING
import importlib, shop.plain
if TYPE_CHECKING:
    import shop.types
    import shop.plain
try:
    import shop.fast
except ImportError:
    pass
def f():
    import shop.late
    if f:
        from shop import later
importlib.import_module("shop.named")
"""


def test_every_import_says_how_it_is_made(tmp_path: Path):
    names = ("plain", "types", "fast", "late", "later", "named")
    files = {"shop/__init__.py": "", "shop/main.py": EVERY_WAY, **{f"shop/{name}.py": "" for name in names}}

    told = Told(repository(tmp_path, files))

    specs = {i.target.removeprefix("shop."): i for p in told.of("acc.graph.built") for i in p.imports}
    assert {name: spec.how for name, spec in specs.items()} == {
        "plain": ["static"],
        "types": ["static", "type_checking"],
        "fast": ["static", "conditional"],
        "late": ["static", "lazy"],
        "later": ["static", "lazy", "conditional"],
        "named": ["called"],
    }
    assert (specs["plain"].weight, specs["plain"].lines, specs["types"].type_checking) == (2, [3, 6], True)


def test_a_file_for_a_newer_python_keeps_its_imports(tmp_path: Path):
    newer = "import shop.b\ndef f[T](x: T) -> T:\n    import shop.c\n    return f'{x['a']}'\ntype A[T] = list[T]\n"
    broken = "import shop.b\ndef f(:\n"
    files = {"shop/__init__.py": "", "shop/a.py": newer, "shop/b.py": "", "shop/c.py": "", "shop/d.py": broken}

    told = Told(write(tmp_path, files))

    assert told.imports() == {("shop.a", "shop.b"), ("shop.a", "shop.c")}
    assert any("shop/d.py cannot be parsed and stands without imports (line 2" in note for note in told.report.notes)
