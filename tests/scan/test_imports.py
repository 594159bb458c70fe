"""What is read of import statements without a syntax tree is what a syntax tree says, on any Python that parses."""

import ast
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scan.imports import Object, calls, statements


def by_tree(source: bytes) -> list[Object]:
    """The same question answered by Python's own parser."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    found: list[Object] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, 0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = f"{node.module}." if node.module else ""
            found += [(node.lineno, node.level, base + alias.name) for alias in node.names]
    return sorted(found)


@pytest.mark.parametrize(
    "source",
    [
        "import a, b.c as d ,e . f",
        "from a import b as c, d; import e",
        "from . import a\nfrom .b import c\nfrom...d.e import *\nfrom .... import f",
        "from a import (  # not b)\n    b,  # (c,\n    c as d,\n)\n",
        "from a \\\n  .b \\\n  import c, \\\n  d\nimport \\\n e",
        "if x: import a\nelse: from b import c\ntry:\n    import d\nexcept E: import e",
        "def f():\n\tfrom a import b\nclass C: import c",
        'x = \'import a\'; y = """\nimport b\n"""; import c  # import d',
        "x = 'it\\'s'; import a\ny = r'\\\\'; import b\nz = '''a'b\\'''c'''; import d",
        "def g():\n    yield \\\n        from_\n    yield from a\n    raise B from c\n    x.importer = import_",
        "\ufeffimport a\r\nfrom b import (c,\r\n d)\r\nimport e",
        "import a\rimport b\r",
        "import größe, ﬁne\nfrom ü.ä import ö",
        "x = f'{a}import {b}'; import c\n\f\nimport d\n",
        "from a import(b)\nfrom a import b,\\\nc\nfrom .import d",
        "@import_\ndef from_(): pass\nimport_ = a.from_\n",
        "",
        "import a  # no line end",
    ],
)
def test_every_way_to_write_an_import_is_understood(source: str):
    assert sorted(statements(source.encode())) == by_tree(source.encode())


NAMES = st.sampled_from(["a", "from_", "import_", "x1", "ß", "_"])
DOTTED = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
ALIASED = st.tuples(NAMES, st.sampled_from(["", " as b", "\\\n as b", "  as   b"])).map("".join)
BASE = st.tuples(st.sampled_from([" ", " .", ".", " ... ", "..", "\\\n."]), DOTTED).map("".join)
FROM = st.tuples(BASE, st.lists(ALIASED, min_size=1, max_size=3)).map(
    lambda p: f"from{p[0] if p[0][0] in ' .' or p[0][0] == chr(92) else ' ' + p[0]} import " + ", ".join(p[1])
)
BRACKETED = st.tuples(BASE, st.lists(ALIASED, min_size=1, max_size=3)).map(
    lambda p: f"from{p[0]} import (\n" + ",  # import z, )\n ".join(p[1]) + "\n)"
)
PLAIN = st.lists(DOTTED, min_size=1, max_size=3).map(lambda names: "import " + " , ".join(names))
TEXT = st.text("ab'\"#\\ import\n()", max_size=12)
OTHER = st.one_of(
    TEXT.map(repr), TEXT.map(lambda t: "x = " + ascii(t)), TEXT.map(lambda t: f"# {t}".replace("\n", ""))
)
DOCUMENT = st.text("ab'# import\n()", max_size=20).map(lambda t: f'"""{t} """')
LINES = st.lists(st.one_of(FROM, BRACKETED, PLAIN, OTHER, DOCUMENT), max_size=8).map("\n".join)


@given(LINES)
def test_whatever_stands_around_them_imports_are_read_as_the_parser_reads_them(source: str):
    assert sorted(statements(source.encode())) == by_tree(source.encode())


def library() -> Iterator[Path]:
    """Files of the standard library, tests left out."""
    folder = Path(sysconfig.get_path("stdlib"))
    yield from sorted(folder.glob("*.py"))
    for name in ("asyncio", "email", "encodings", "importlib", "json", "logging", "unittest", "xml"):
        yield from sorted((folder / name).rglob("*.py"))


def test_the_standard_library_is_read_as_the_parser_reads_it():
    read = 0
    for file in library():
        source = file.read_bytes()
        assert sorted(statements(source)) == by_tree(source), file
        read += 1
    assert read > 300


def test_imports_by_call_are_read_where_the_name_is_written_out():
    source = b"""
import importlib
from importlib import import_module
a = importlib.import_module("a.b")
b = import_module('.c', __package__)
c = importlib . import_module(
    name = "d", package=__name__)
d = __import__("e")
f = import_module(f"no.{x}"), import_module(no), import_module("no", "no"), x.__import__("no")
'import_module("no")'  # __import__("no")
"""
    assert calls(source) == [(4, 0, "a.b"), (5, 1, "c"), (6, 0, "d"), (8, 0, "e")]
    assert calls(b"import a") == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", [b"from a ", b"from a.\\\n", b"from . . ", b"from a import (b, ", b'"""\\', b"import_module('"]
)
def test_no_text_makes_it_slow(piece: bytes):
    """Each of these takes minutes where the time grows with the square of the length."""
    source = b"import a\n" + piece * (3_000 if b"(" in piece else 60_000)

    assert statements(source)[0] == (1, 0, "a")
    assert calls(source) == []
