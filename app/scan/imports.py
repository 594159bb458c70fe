"""The import statements of one Python file, found in its text without building a syntax tree.

``import`` is a reserved word: outside strings and comments it only ever stands in an import statement.
So one regular expression that steps over strings and comments finds every statement, in a tenth of the
time that a syntax tree takes, and in files written for newer Pythons than this one too.
"""

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import normalize

Object = tuple[int, int, str]
"""A line, the number of leading dots (0: absolute), and the dotted name of what is imported.

``from ..a import b, c`` is two of them, ``a.b`` and ``a.c`` with two dots; ``from a import *`` is ``a.*``.
"""

_GAP: Final = rb"(?:[ \t\f]|\\\n)"
_NAME: Final = rb"(?!import(?![\w\x80-\xff]))[\w\x80-\xff]++"
_DOTTED: Final = _NAME + rb"(?:" + _GAP + rb"*+\." + _GAP + rb"*+" + _NAME + rb")*+"
_TEXT: Final = (
    rb'"""(?:[^"\\]++|\\.|"(?!""))*+"""'
    rb"|'''(?:[^'\\]++|\\.|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]++|\\.)*+"'
    rb"|'(?:[^'\\\n]++|\\.)*+'"
    rb"|#[^\n]*+"
)
_NAMES: Final = _GAP + rb"*+\((?:[^)#]++|#[^\n]*+)*+\)|(?:[^\n;#\\(]|\\\n)++"
_STATEMENT: Final = (
    # Literals come first and look back afterwards: it lets the search leap from one such letter to the next.
    rb"f(?<![\w.\x80-\xff]f)rom(?=[ \t\f.\\])(?P<base>(?:\.|"
    + _GAP
    + rb")*+(?:"
    + _DOTTED
    + rb")?+)"
    + _GAP
    + rb"*+import(?![\w\x80-\xff])"
    rb"(?P<names>" + _NAMES + rb")"
    rb"|i(?<![\w.\x80-\xff]i)mport(?P<modules>(?=[ \t\f\\])(?:[^\n;#\\]|\\\n)++)"
)
_CALL: Final = (
    rb"|(?:i(?<![\w\x80-\xff]i)mport_module|_(?<![\w.\x80-\xff]_)_import__)\s*+\(\s*+(?:name\s*+=\s*+)?[rRuU]?"
    rb"(?P<quote>[\"'])(?P<called>\.*+[\w.\x80-\xff]++)(?P=quote)\s*+"
    rb"(?:,\s*+(?:package\s*+=\s*+)?(?:__package__|__name__)\s*+,?\s*+)?\)"
)
_STATIC: Final = re.compile(_STATEMENT + rb"|" + _TEXT, re.DOTALL)
_DYNAMIC: Final = re.compile((_CALL + rb"|" + _TEXT).lstrip(b"|"), re.DOTALL)
_COMMENT: Final = re.compile(r"#[^\n]*")


def statements(source: bytes) -> list[Object]:
    """What the file's import statements name, in order, wherever they stand: on top, in a function, in a branch."""
    if b"import" not in source:
        return []
    source = _plain(source)
    found: list[Object] = []
    line, seen = 1, 0
    for match in _STATIC.finditer(source):
        if match.lastgroup is not None:
            start = match.start()
            line, seen = line + source.count(b"\n", seen, start), start
            found += _objects(match, line)
    return found


def calls(source: bytes) -> list[Object]:
    """What is imported by ``import_module("…")`` and ``__import__("…")`` with a name that is written out."""
    if b"import_" not in source:
        return []
    source = _plain(source)
    named = (match for match in _DYNAMIC.finditer(source) if match["called"])
    return [_called(match, 1 + source.count(b"\n", 0, match.start())) for match in named]


def _plain(source: bytes) -> bytes:
    """Without a byte order mark, and with one kind of line end."""
    source = source.removeprefix(b"\xef\xbb\xbf")
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in source else source


def _objects(match: re.Match[bytes], line: int) -> Iterator[Object]:
    base, names, modules = match.group("base", "names", "modules")
    if modules is not None:
        for name in _listed(modules):
            yield line, 0, name
        return
    dotted = "".join(_words(base).split())
    inside = dotted.lstrip(".")
    prefix = f"{inside}." if inside else ""
    for name in _listed(names):
        yield line, len(dotted) - len(inside), prefix + name


def _listed(names: bytes) -> list[str]:
    """The names between the commas, without ``as …``, brackets and comments."""
    text = _words(names)
    if "#" in text:
        text = _COMMENT.sub("", text)
    if "(" in text:
        text = text.replace("(", " ").replace(")", " ")
    return [_name(words) for part in text.split(",") if (words := part.split())]


def _name(words: list[str]) -> str:
    """``a.b`` of ``a . b as c``."""
    return words[0] if len(words) == 1 else "".join(words[: words.index("as")] if "as" in words else words)


def _words(part: bytes) -> str:
    text = part.decode() if part.isascii() else normalize("NFKC", part.decode("utf-8", "replace"))
    return text.replace("\\\n", " ") if "\\" in text else text


def _called(match: re.Match[bytes], line: int) -> Object:
    dotted = _words(match["called"])
    name = dotted.lstrip(".")
    return line, len(dotted) - len(name), name
