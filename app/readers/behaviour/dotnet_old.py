"""The older reports of .NET that are still written: NUnit 2 XML (other tools too) and xUnit.net v1 XML → BDV events.

=====================  ==============================================  ==================================
event                  NUnit 2                                         xUnit.net v1
=====================  ==============================================  ==================================
a run of the suite     ``nunit2``                                      ``xunit1``
feature                the name without its last part                  the class (``type``)
scenario               ``test-case``                                   ``test``
PASSED                 Success                                         Pass
FAILED, ERROR          Failure; Error, NotRunnable, Invalid            Fail
SKIPPED                Ignored, Skipped, Inconclusive, not executed    Skip
scenario of kind       a suite that failed of which no test did        a class whose fixture failed
``run``
=====================  ==============================================  ==================================

Any other outcome is UNKNOWN, which is no success. Left out: categories, properties, output.
"""

from typing import Final
from xml.etree.ElementTree import Element

from app.readers.behaviour.dotnet import XUNIT, Dialect
from app.readers.behaviour.report import QUIET
from app.readers.behaviour.unit_tests import Broken, Case, class_path
from app.readers.behaviour.xml_tree import joined, said
from app.readers.junit_cases import seconds

_NUNIT: Final = {"Success": "PASSED", "Failure": "FAILED", "Error": "ERROR", "NotRunnable": "ERROR"} | {
    "Invalid": "ERROR",
    **dict.fromkeys(("Ignored", "Skipped", "Inconclusive", "NotRun"), "SKIPPED"),
}


def _cases(root: Element) -> list[Case]:
    return [_case(one) for one in root.iter("test-case")]


def _case(one: Element) -> Case:
    full = one.get("name", "")
    home, _, _ = full.partition("(")[0].rpartition(".")
    return Case(
        home=class_path(home),
        name=full.removeprefix(f"{home}."),
        status=_status(one),
        duration_ms=seconds(one.get("time")) * 1000,
        message=joined(said(one, "failure/message") or said(one, "reason/message"), said(one, "failure/stack-trace")),
    )


def _status(one: Element) -> str:
    """By its result; before version 2.5 by whether it was executed, and with success or a failure below it."""
    if result := one.get("result"):
        return _NUNIT.get(result, "UNKNOWN")
    if one.get("executed", "").lower() == "false":
        return "SKIPPED"
    if one.get("success", "").lower() == "false" or one.find("failure") is not None:
        return "FAILED"
    return "PASSED" if one.get("executed", "").lower() == "true" else "UNKNOWN"


def _broken(root: Element) -> list[Broken]:
    """The innermost suites that failed although no test in them did."""
    bad = [suite for suite in root.iter("test-suite") if _failed(suite)]
    return [
        Broken(
            class_path(suite.get("name", "")),
            f"Suite {suite.get('name', '')} failed",
            joined(said(suite, "failure/message"), said(suite, "failure/stack-trace")) or "the file gives no reason",
        )
        for suite in bad
        if all(_status(case) in QUIET for case in suite.iter("test-case"))
        and not any(inner is not suite and _failed(inner) for inner in suite.iter("test-suite"))
    ]


def _failed(suite: Element) -> bool:
    if result := suite.get("result"):
        return result in ("Failure", "Error", "NotRunnable", "Invalid")
    return suite.get("success", "").lower() == "false"


def _started(root: Element) -> str:
    return f"{root.get('date', '')} {root.get('time', '')}".strip()


def _fixtures(root: Element) -> list[Broken]:
    return [
        Broken(
            class_path(one.get("name", "")), f"The fixture of {one.get('name', '')} failed", said(failed, "message")
        )
        for one in root.iter("class")
        for failed in one.findall("failure")
    ]


def _assembly_started(root: Element) -> str:
    return f"{root.get('run-date', '')} {root.get('run-time', '')}".strip()


NUNIT2: Final = Dialect("nunit2-xml", "test-results", _cases, _broken, _started)
XUNIT1: Final = Dialect("xunit1-xml", "assembly", XUNIT.cases, _fixtures, _assembly_started)
DIALECTS: Final = (NUNIT2, XUNIT1)
