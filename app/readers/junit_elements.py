"""JUnit XML as a stream of suites and test cases; only texts that matter are kept, and those cut short.

Entities are refused (they can be bombs), so is every reference to the outside. Control characters are read as ``?``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

import msgspec

from app.errors import BadFile
from app.readers.source import Source, chunks
from app.readers.xml_text import cleaned

VERDICTS: Final = frozenset(
    {"failure", "error", "skipped", "disabled", "flakyFailure", "flakyError", "rerunFailure", "rerunError"}
)
_SUITES: Final = frozenset({"testsuite", "testsuites"})
_OUTPUT: Final = frozenset({"system-out", "system-err"})
_JUDGED: Final = frozenset({"testcase", "testsuite"})
_LONGEST: Final = 65_536


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """A child of a test case that says how it went."""

    tag: str
    message: str
    type: str
    text: str


class SuiteOpened(msgspec.Struct, frozen=True, gc=False):
    """A ``testsuite`` or ``testsuites`` begins; ``number`` counts them."""

    number: int
    attributes: Mapping[str, str]
    place: str
    is_root: bool


class SuiteClosed(msgspec.Struct, frozen=True, gc=False):
    """A suite ends; ``verdicts`` are those it carries itself, outside every test case."""

    number: int
    verdicts: tuple[Verdict, ...]


class CaseRead(msgspec.Struct, frozen=True, gc=False):
    """A ``testcase``, in the suite ``suite``; ``line`` is 0 for one that says no time, for nothing else needs it."""

    suite: int
    attributes: Mapping[str, str]
    verdicts: tuple[Verdict, ...]
    line: int

    @property
    def place(self) -> str:
        """Where it begins."""
        return f"line {self.line}"


Element = SuiteOpened | SuiteClosed | CaseRead


def elements(source: Source, look: Callable[[bytes], object] | None = None) -> Iterator[Element]:
    """What the file holds, in order; ``look`` sees its bytes on the way. Raises BadFile with line and column."""
    target = _Target()
    try:
        for piece in cleaned(_seen(chunks(source), look)):
            target.parser.Parse(piece)
            yield from target.take()
        target.parser.Parse(b"", True)
    except expat.ExpatError as flaw:
        place = f"line {flaw.lineno} column {flaw.offset + 1}"
        raise BadFile(str(flaw).partition(": line")[0], place) from flaw
    except (ValueError, LookupError) as flaw:
        raise BadFile(f"cannot be decoded: {flaw}", target.place()) from flaw
    yield from target.take()


def _seen(pieces: Iterator[bytes], look: Callable[[bytes], object] | None) -> Iterator[bytes]:
    for piece in pieces:
        if look:
            look(piece)
        yield piece


class _Target:
    """Receives the parser's calls and keeps what the current test case needs, nothing of the past.

    Text is asked for only where a verdict is being told: most of a large report is output.
    """

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse
        self.parser.SkippedEntityHandler = self._refuse
        self._done: list[Element] = []
        self._path: list[str] = []
        self._suites: list[tuple[int, list[Verdict]]] = []
        self._count = 0
        self._case: tuple[Mapping[str, str], list[Verdict], int] | None = None
        self._verdict: Mapping[str, str] | None = None
        self._text: list[str] = []
        self._room = 0

    def _refuse(self, *_said: object) -> int:
        raise BadFile("declares entities or refers to other files, which is refused", self.place())

    def place(self) -> str:
        """The line that is being read."""
        return f"line {self.parser.CurrentLineNumber}"

    def take(self) -> list[Element]:
        """What was completed since the last call."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition("}")[2] if "}" in name else name
        path = self._path
        path.append(tag)
        if tag == "testcase":
            # The parser counts lines only when asked, which costs as much as all the rest here.
            self._case = attributes, [], self.parser.CurrentLineNumber if "timestamp" in attributes else 0
        elif tag in VERDICTS:
            if len(path) > 1 and path[-2] in _JUDGED:
                self._verdict, self._text, self._room = attributes, [], _LONGEST
                self.parser.CharacterDataHandler = self.data
        elif tag in _SUITES:
            self._open(attributes)
        if len(path) == 1 and tag not in _SUITES:
            raise BadFile(f"the root element is {tag[:40]}, not testsuites or testsuite", self.place())

    def _open(self, attributes: Mapping[str, str]) -> None:
        self._count += 1
        self._suites.append((self._count, []))
        self._done.append(SuiteOpened(self._count, attributes, self.place(), len(self._path) == 1))

    def data(self, text: str) -> None:
        if self._verdict is not None and self._room > 0 and self._path[-1] not in _OUTPUT:
            self._text.append(text[: self._room])
            self._room -= len(text)

    def end(self, _name: str) -> None:
        tag = self._path.pop()
        if tag == "testcase":
            if self._case and self._suites:
                attributes, verdicts, line = self._case
                self._done.append(CaseRead(self._suites[-1][0], attributes, tuple(verdicts), line))
            self._case = None
        elif tag in VERDICTS:
            if self._path[-1] in _JUDGED:
                self._close_verdict(tag, self._path[-1])
        elif tag in _SUITES:
            number, verdicts = self._suites.pop()
            self._done.append(SuiteClosed(number, tuple(verdicts)))

    def _close_verdict(self, tag: str, parent: str) -> None:
        said = self._verdict or {}
        self._verdict = None
        self.parser.CharacterDataHandler = None
        text = "".join(self._text).strip()
        verdict = Verdict(tag, said.get("message", ""), said.get("type", ""), text)
        if parent == "testcase" and self._case:
            self._case[1].append(verdict)
        elif parent == "testsuite":
            self._suites[-1][1].append(verdict)
