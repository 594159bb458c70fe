"""What a JUnit test case means: where it lives, and how each of its attempts went."""

import re
from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from app.domain.identity import normal_path
from app.readers.junit_elements import CaseRead, Verdict
from app.readers.origin import clipped

GUESSED: Final = "guessed from the class name"

_FILE: Final = re.compile(r"[^\s<>|]+\.(?:jsx?|tsx?|[cm]js|py|rb|phpt?|dart|go|rs|java|kt|cs|cpp|cc|swift)$")
_SECONDS: Final = re.compile(r"\d{1,9}(?:\.\d*)?(?:[eE]-?\d{1,2})?", re.ASCII)
_LONGEST: Final = 1e9
_WHOLE: Final = re.compile(r"\s*\d{1,9}\s*", re.ASCII)
_UNRUN: Final = frozenset({"notrun", "disabled", "ignored", "skipped", "suppressed"})
_BAD: Final = {
    "failure": "FAILED",
    "flakyFailure": "FAILED",
    "rerunFailure": "FAILED",
    "error": "ERROR",
    "flakyError": "ERROR",
    "rerunError": "ERROR",
}
_FAILED_WORDS: Final = {"failed": "FAILED", "fail": "FAILED", "failure": "FAILED", "error": "ERROR"}


class Home(NamedTuple):
    """The feature a test case belongs to; ``rule`` is its class within the file; ``guessed`` says how sure."""

    path: str
    file: str
    rule: str
    guessed: bool = False


class Attempt(NamedTuple):
    """How one attempt went."""

    status: str
    message: str = ""
    type: str = ""
    line: int = 0


_PASSED: Final = Attempt("PASSED")


def home_of(case: CaseRead, suite: Mapping[str, str]) -> Home:
    """Where the test lives: by its own file, its suite's, or what its class name lets guess."""
    said = case.attributes
    classname = said.get("classname") or said.get("class") or ""
    told = (said.get("file"), suite.get("file"), suite.get("filepath"), suite.get("name"))
    return _home(classname, *told)


@lru_cache(maxsize=1024)
def _home(classname: str, *told: str | None) -> Home:
    """Test cases of one home stand side by side, so it is found once for all of them."""
    for candidate in (*told, classname):
        if candidate and _FILE.fullmatch(candidate):
            path = normal_path(candidate)
            return Home(path, path, "" if classname == candidate else classname)
    return _home_of_class(classname or told[-1] or "(no class)")


def _home_of_class(classname: str) -> Home:
    """pytest names ``tests.test_x.TestY``; others name a class that is no file."""
    parts = classname.split(".")
    found = next((i for i, part in enumerate(parts) if part.startswith("test_")), None)
    if found is None or not all(part.isidentifier() for part in parts):
        return Home(classname, "", "")
    path = "/".join(parts[: found + 1]) + ".py"
    return Home(path, path, ".".join(parts[found + 1 :]), guessed=True)


def attempts_of(case: CaseRead, home: Home) -> list[Attempt]:
    """The attempts in their order: surefire tells several of one test within one element."""
    if not case.verdicts:
        return [_without_failure(case)]
    flaky = [_attempt(v, home) for v in case.verdicts if v.tag.startswith("flaky")]
    again = [_attempt(v, home) for v in case.verdicts if v.tag.startswith("rerun")]
    told = [v for v in case.verdicts if v.tag in ("failure", "error")]
    if told:
        return [*flaky, _attempt(told[0], home), *again]
    return [*flaky, *again] if again else [*flaky, _without_failure(case)]


def went_wrong(case: CaseRead) -> bool:
    """Whether the element shows an attempt that failed."""
    if case.verdicts and any(verdict.tag in _BAD for verdict in case.verdicts):
        return True
    return _without_failure(case).status in ("FAILED", "ERROR")


def _without_failure(case: CaseRead) -> Attempt:
    said = case.attributes
    if not case.verdicts and "status" not in said and "result" not in said:
        return _PASSED
    skipped = next((v for v in case.verdicts if v.tag in ("skipped", "disabled")), None)
    if skipped:
        return Attempt("SKIPPED", clipped(skipped.message or skipped.text, 2_000), clipped(skipped.type, 200))
    words = [said.get(name, "").lower() for name in ("status", "result")]
    if any(word in _UNRUN for word in words):
        return Attempt("SKIPPED", "not run")
    bad = next((_FAILED_WORDS[word] for word in words if word in _FAILED_WORDS), "")
    return Attempt(bad, "the file gives no reason") if bad else Attempt("PASSED")


def _attempt(verdict: Verdict, home: Home) -> Attempt:
    parts = [verdict.message.strip(), verdict.text]
    if parts[0] and parts[1].startswith(parts[0]):
        parts[0] = ""
    message = clipped("\n".join(part for part in parts if part)) or "the file gives no reason"
    line = _line_in(verdict.text or verdict.message, home.file)
    return Attempt(_BAD[verdict.tag], message, clipped(verdict.type, 200), line)


def _line_in(text: str, file: str) -> int:
    """The last line of the test's own file that the text names, 0 for none."""
    name = file.rpartition("/")[2]
    if not name or name not in text:
        return 0
    found = deque(_lines_of(name).finditer(text), maxlen=1)
    return int(found[0][1]) if found else 0


@lru_cache(maxsize=256)
def _lines_of(name: str) -> "re.Pattern[str]":
    """Finds ``name:12`` and ``name", line 12``, in whatever folder the file is."""
    return re.compile(rf"""(?<![^\s:"'(/\\]){re.escape(name)}(?::|", line )(\d{{1,7}})\b""")


def whole(text: str | None) -> int | None:
    """A count or line number, or nothing where none can be read."""
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None


def seconds(text: str | None) -> float:
    """A duration in seconds, with thousands separators or without; 0 where none can be read."""
    plain = text or ""
    if not _SECONDS.fullmatch(plain):
        plain = plain.replace(",", "").strip()
        if not _SECONDS.fullmatch(plain):
            return 0.0
    found = float(plain)
    return found if found < _LONGEST else _LONGEST
