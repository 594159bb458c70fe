"""Visual Studio's test results (trx): the tests, and what failed around them; ``dotnet`` says what they become."""

from typing import Final
from xml.etree.ElementTree import Element

from app.readers.behaviour.unit_tests import Broken, Case, class_path, moment
from app.readers.behaviour.xml_tree import joined, said
from app.readers.junit_cases import seconds

_TRX: Final = {"Passed": "PASSED", "Warning": "PASSED", "Failed": "FAILED", "Error": "ERROR", "Timeout": "ERROR"} | {
    "Aborted": "ERROR",
    "NotExecuted": "SKIPPED",
    "NotRunnable": "SKIPPED",
    "Inconclusive": "SKIPPED",
}


def cases(root: Element) -> list[Case]:
    """The tests; of a data-driven one its rows."""
    classes = {
        test.get("id", ""): method.get("className", "").partition(",")[0]
        for test in root.iter("UnitTest")
        for method in test.findall("TestMethod")
    }
    return [_case(one, classes) for one in root.iter("UnitTestResult") if one.find("InnerResults") is None]


def _case(one: Element, classes: dict[str, str]) -> Case:
    name, home = one.get("testName", ""), classes.get(one.get("testId", ""), "")
    info = one.find("Output/ErrorInfo")
    status = _TRX.get(one.get("outcome", ""), "UNKNOWN")
    note = said(one, "Output/StdOut") if status == "SKIPPED" else ""
    return Case(
        home=class_path(home),
        name=name.removeprefix(f"{home}."),
        status=status,
        duration_ms=_clock(one.get("duration", "")),
        message=joined(said(info, "Message") or note, said(info, "StackTrace")),
        began=moment(one.get("startTime"), f"result of {name[:60]}"),
    )


def _clock(text: str) -> float:
    """Milliseconds of ``hours:minutes:seconds``."""
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + seconds(part)
    return total * 1000


def broken(root: Element) -> list[Broken]:
    """A run that says that it failed, although none of its tests did."""
    summary = root.find("ResultSummary")
    if summary is None or summary.get("outcome") not in ("Failed", "Error", "Aborted", "Timeout"):
        return []
    if any(case.status not in ("PASSED", "SKIPPED") for case in cases(root)):
        return []
    texts = [said(info, "Text") for info in summary.iter("RunInfo")]
    return [Broken("(the run)", f"The run ended as {summary.get('outcome')}", joined(*texts))]


def started(root: Element) -> str:
    """When the run began, as the file says it; empty for nothing."""
    times = root.find("Times")
    return times.get("start", "") if times is not None else ""
