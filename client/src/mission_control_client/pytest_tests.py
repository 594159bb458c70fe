"""What a test of pytest is called: by the same ids that reading the JUnit XML of the same run gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from mission_control_client.names import normal_path, scenario_key

_FILE = re.compile(r"[^\s<>|]+\.(?:jsx?|tsx?|[cm]js|py|rb|phpt?|dart|go|rs|java|kt|cs|cpp|cc|swift)$")
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTRACT = re.compile(r"[^\s:]+:[^\s:]+")


class Report(NamedTuple):
    """How the project's JUnit XML would be written: what it names as file, prefix and suite."""

    with_file: bool = False
    prefix: str = ""
    suite: str = "pytest"


class Named(NamedTuple):
    """A test: the file it stands in, its name, the class (``rule``) and the path that make up its id."""

    file: str
    name: str
    rule: str
    path: str

    def key(self, times: int) -> str:
        """The scenario's id; the second test of one name is told apart by its number."""
        return scenario_key(self.path, self.name, "" if times == 1 else f"#{times}", self.rule)


def report_of(config: Any) -> Report:
    """As the project's settings say."""
    family = _setting(config, "junit_family")
    prefix = config.getoption("junitprefix", None) or ""
    return Report(family in ("xunit1", "legacy"), prefix, _setting(config, "junit_suite_name") or "pytest")


def _setting(config: Any, name: str) -> str:
    try:
        return str(config.getini(name))
    except (KeyError, ValueError):  # the plugin that writes JUnit XML is turned off
        return ""


@lru_cache(maxsize=4096)
def named(nodeid: str, location_file: str, report: Report) -> Named:
    """The test with this node id."""
    address, bracket, parameters = nodeid.partition("[")
    parts = address.split("::")
    file = normal_path(parts[0])
    parts[0] = re.sub(r"\.py$", "", parts[0].replace("/", "."))
    parts[-1] = _ILLEGAL.sub(_shown, parts[-1] + bracket + parameters)
    classes = [report.prefix, *parts[:-1]] if report.prefix else parts[:-1]
    path, rule = _home(".".join(classes), location_file if report.with_file else "", report.suite)
    return Named(file, parts[-1], rule, path)


def _home(classname: str, file: str, suite: str) -> tuple[str, str]:
    """Path and rule, found as from a test case of the file."""
    for candidate in (file, suite, classname):
        if candidate and _FILE.fullmatch(candidate):
            return normal_path(candidate), "" if classname == candidate else classname
    home = classname or suite
    parts = home.split(".")
    found = next((i for i, part in enumerate(parts) if part.startswith("test_")), None)
    if found is None or not all(part.isidentifier() for part in parts):
        return home, ""
    return "/".join(parts[: found + 1]) + ".py", ".".join(parts[found + 1 :])


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"#x{code:02X}" if code <= 0xFF else f"#x{code:04X}"


class Keys:
    """Ids of tests; one that runs again, though nothing said it would, is a test of its own."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def of(self, test: Named) -> str:
        """The id of a test that was not spoken of before."""
        first = test.key(1)
        self._used[first] += 1
        return test.key(self._used[first])


class Tags(NamedTuple):
    """The tags that the markers of a test come to, and those that mean nothing."""

    tags: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def tags_of(item: Any) -> Tags:
    """From ``contract``, ``requirement`` and ``critical``, and from tags of features (``contract:…``, ``req:…``)."""
    found: set[str] = set()
    unknown: set[str] = set()
    for mark in item.iter_markers():
        if mark.name in ("contract", "requirement"):
            good = [str(one).strip() for one in mark.args]
            wrong = {one for one in good if not _means(mark.name, one)}
            unknown |= {f"{mark.name}({one!r})" for one in wrong} or ({f"{mark.name}()"} if not good else set())
            found |= {_tag(mark.name, one) for one in good if one not in wrong}
        elif mark.name == "critical" or mark.name.startswith(("contract:", "req:", "quarantine:")):
            found.add(f"@{mark.name}")
    return Tags(tuple(sorted(found)), tuple(sorted(unknown)))


def _means(marker: str, said: str) -> bool:
    return bool(said) if marker == "requirement" else _CONTRACT.fullmatch(said) is not None


def _tag(marker: str, said: str) -> str:
    return f"@req:{said}" if marker == "requirement" else f"@contract:{said}"


def files(tests: Iterable[Named]) -> list[str]:
    """The files of these tests, in their order."""
    return list(dict.fromkeys(test.file for test in tests))
