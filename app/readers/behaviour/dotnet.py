"""The reports of .NET: NUnit 3 XML, Visual Studio's trx, xUnit.net v2/v3 XML → BDV events.

=====================  ========================  =======================  ===========================
event                  NUnit 3                   trx                      xUnit.net
=====================  ========================  =======================  ===========================
a run of the suite     ``nunit``                 ``trx``                  ``xunit``
feature                the class                 the class of the         the class (``type``)
                                                 test's definition
scenario               ``test-case``             ``UnitTestResult``       ``test``
PASSED                 Passed, Warning           Passed, Warning          Pass
FAILED                 Failed                    Failed                   Fail
ERROR                  Failed, label Error       Error, Timeout, Aborted  –
SKIPPED                Skipped, Inconclusive     NotExecuted,             Skip, NotRun
                                                 NotRunnable,
                                                 Inconclusive
scenario of kind       set-up or tear-down of    a run that failed        ``errors`` of an assembly
``run``                a suite that failed       without a failed test
tags                   Category                  –                        trait ``Category``
=====================  ========================  =======================  ===========================

Any other outcome is UNKNOWN, which is no success. Times are the files'. Left out: output, properties,
settings, assertions (their failures are in the message), attachments, and the code's location.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from app.domain.events import Event
from app.readers.behaviour import trx
from app.readers.behaviour.report import Report
from app.readers.behaviour.unit_tests import Broken, Case, class_path, features_of, moment
from app.readers.behaviour.writing import written
from app.readers.behaviour.xml_tree import joined, said, tree
from app.readers.junit_cases import seconds
from app.readers.origin import Origin, Stamp
from app.readers.source import Source, digest

_NUNIT: Final = {"Passed": "PASSED", "Warning": "PASSED", "Failed": "FAILED", "Skipped": "SKIPPED"} | {
    "Inconclusive": "SKIPPED"
}
_XUNIT: Final = {"Pass": "PASSED", "Fail": "FAILED", "Skip": "SKIPPED", "NotRun": "SKIPPED"}


class Dialect(NamedTuple):
    """How a tool's document tells its tests, what failed around them, and when it began."""

    format: str
    root: str
    cases: Callable[[Element], list[Case]]
    broken: Callable[[Element], list[Broken]]
    started: Callable[[Element], str]


def read(dialect: Dialect, source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file. Raises BadFile with line and column."""
    root = tree(source, dialect.root)
    features = features_of(dialect.cases(root), dialect.broken(root))
    started = moment(dialect.started(root), dialect.root)
    stamp = Stamp(origin, dialect.format, digest(source))
    suite = dialect.format.partition("-")[0]
    yield from written(Report(suite, features, started=started), stamp, origin)


def _nunit_cases(root: Element) -> list[Case]:
    return [_nunit_case(one) for one in root.iter("test-case")]


def _nunit_case(one: Element) -> Case:
    name, full = one.get("name", ""), one.get("fullname", "")
    status = _NUNIT.get(one.get("result", ""), "UNKNOWN")
    categories = (p.get("value", "") for p in one.findall("properties/property") if p.get("name") == "Category")
    return Case(
        home=class_path(one.get("classname") or full.removesuffix(f".{name}")),
        name=name,
        status="ERROR" if status == "FAILED" and one.get("label") == "Error" else status,
        duration_ms=seconds(one.get("duration") or one.get("time")) * 1000,
        message=joined(said(one, "failure/message") or said(one, "reason/message"), said(one, "failure/stack-trace")),
        began=moment(one.get("start-time"), f"test case {name[:60]}"),
        tags=tuple(f"category:{value}" for value in categories),
    )


def _nunit_broken(root: Element) -> list[Broken]:
    """Suites whose own set-up or tear-down failed."""
    return [
        Broken(
            class_path(one.get("fullname", "")),
            f"{one.get('site')} of {one.get('name', 'a suite')} failed",
            joined(said(one, "failure/message"), said(one, "failure/stack-trace")),
        )
        for one in root.iter("test-suite")
        if one.get("site") in ("SetUp", "TearDown") and one.get("result") == "Failed"
    ]


def _nunit_started(root: Element) -> str:
    """Older versions wrote date and time apart."""
    start, date = root.get("start-time", ""), root.get("run-date", "")
    return f"{date} {start}" if date and start else start


def _xunit_cases(root: Element) -> list[Case]:
    return [_xunit_case(one) for one in root.iter("test")]


def _xunit_case(one: Element) -> Case:
    home, failure = one.get("type", ""), one.find("failure")
    traits = (trait.get("value", "") for trait in one.findall("traits/trait") if trait.get("name") == "Category")
    return Case(
        home=class_path(home),
        name=one.get("name", "").removeprefix(f"{home}."),
        status=_XUNIT.get(one.get("result", ""), "UNKNOWN"),
        duration_ms=seconds(one.get("time")) * 1000,
        message=joined(said(failure, "message") or said(one, "reason"), said(failure, "stack-trace")),
        type=failure.get("exception-type", "") if failure is not None else "",
        tags=tuple(f"category:{value}" for value in traits),
    )


def _xunit_broken(root: Element) -> list[Broken]:
    """Errors outside the tests of an assembly, such as those of fixtures."""
    return [
        Broken(
            class_path(assembly.get("name", "").replace("\\", "/").rpartition("/")[2]),
            f"{error.get('type', 'error')} of {error.get('name') or 'the assembly'} failed",
            joined(said(error, "failure/message"), said(error, "failure/stack-trace")),
        )
        for assembly in root.iter("assembly")
        for error in assembly.findall("errors/error")
    ]


def _xunit_started(root: Element) -> str:
    first = root.find("assembly")
    if first is None:
        return ""
    date, time = first.get("run-date", ""), first.get("run-time", "")
    return f"{date} {time}" if date and time else ""


NUNIT: Final = Dialect("nunit-xml", "test-run", _nunit_cases, _nunit_broken, _nunit_started)
TRX: Final = Dialect("trx", "TestRun", trx.cases, trx.broken, trx.started)
XUNIT: Final = Dialect("xunit-xml", "assemblies", _xunit_cases, _xunit_broken, _xunit_started)
DIALECTS: Final = (NUNIT, TRX, XUNIT)


def reader_of(dialect: Dialect) -> Callable[[Source, Origin], Iterator[Event]]:
    """The reader of one of the documents."""
    return partial(read, dialect)
