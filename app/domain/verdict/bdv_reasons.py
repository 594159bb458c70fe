"""Why BDV does not pass, in words: one function per kind of reason."""

from collections.abc import Iterator

from app.domain.behaviour.outcomes import empty
from app.domain.behaviour.quarantine import overdue
from app.domain.graph import Node
from app.domain.moments import iso
from app.domain.state import ByKey
from app.domain.verdict import build
from app.domain.verdict.model import Reason
from app.domain.verdict.versions import Alignment, Fit


def _place(scenario: Node) -> tuple[str, int]:
    """Where the failure lies, else where the scenario is declared."""
    file = scenario.get("file_path") or scenario.get("feature_path", "")
    return file, scenario.get("failed_line") or scenario.get("line", 0)


def declared_at(scenario: Node) -> tuple[str, int, str]:
    """Where a scenario is declared: file, line, name. Reasons are told in this order, as people read the files."""
    file = scenario.get("feature_path") or scenario.get("file_path", "")
    return file, scenario.get("line") or 0, scenario.get("name", scenario.id.key)


def scenario_failed(scenario: Node) -> Reason:
    """A scenario whose last attempt did not pass."""
    outcome = scenario.get("outcome", "FAILED").lower()
    step = scenario.get("failed_step", "")
    error = scenario.get("error_message", "")
    explain = f"At “{step}”: {error}" if step and error else error or step or "It gave no error text."
    verb = {"failed": "fails", "error": "breaks off"}.get(outcome, f"is {outcome}")
    return Reason(
        code="scenario_failed",
        stream="bdv",
        title=f"“{scenario.get('name', scenario.id.key)}” {verb}",
        explain=explain,
        clears="Make the scenario pass, or quarantine it with owner, reason and review date.",
        since=scenario.times.get("outcome"),
        evidence=build.at_node(scenario, *_place(scenario)),
    )


def too_flaky(rate: float, number: int, total: int) -> Reason:
    """More of the suite is flaky or quarantined than may be."""
    return Reason(
        code="too_flaky",
        stream="bdv",
        title=f"{number} of {total} scenarios are flaky or quarantined",
        explain=f"A suite flake rate of {rate:.2f} says too little about the product; the limit is 0.10.",
        clears="Repair and release quarantined scenarios until fewer than one in ten is left.",
    )


def mismatch(scenario: Node, tag: str, fit: Fit) -> Reason:
    """A scenario asks for a contract version that is not there."""
    name, _, asked = tag.partition(":")
    if fit.alignment is Alignment.MISSING:
        title = f"Scenario asks for {name} v{asked}, but no contract {name} is known"
        hint = f"; there is {fit.near}, and case counts" if fit.near else ""
        clears = f"Define and lock {name} v{asked}, or correct the tag{hint}."
    else:
        title = f"Scenario asks for {name} v{asked}, but v{fit.version} is what exists"
        clears = f"Lock {name} v{asked} and rerun the scenario, or tag it v{fit.version}."
    return Reason(
        code="contract_mismatch",
        stream="bdv",
        title=title,
        explain=f"“{scenario.get('name', scenario.id.key)}” was written for another contract.",
        clears=clears,
        since=scenario.times.get("contract_tags"),
        evidence=build.at_node(scenario, scenario.get("feature_path", ""), scenario.get("line", 0)),
    )


def critical_uncovered(scenario: Node) -> Reason:
    """A critical scenario without a pass of its own."""
    why = "quarantined" if scenario.get("quarantined") else scenario.get("outcome", "never run").lower()
    why = "without steps" if empty(scenario) else why
    return Reason(
        code="critical_uncovered",
        stream="bdv",
        title=f"Critical scenario “{scenario.get('name', scenario.id.key)}” is {why}",
        explain="What is critical has to be seen to pass.",
        clears="Run it to a pass.",
        since=scenario.times.get("outcome"),
        evidence=build.at_node(scenario, *_place(scenario)),
    )


def nothing_executed() -> Reason:
    """All suites completed, and not one scenario ran."""
    return Reason(
        code="nothing_executed",
        stream="bdv",
        title="No scenario was executed",
        explain="A run that executes nothing says nothing about the product.",
        clears="Run at least one scenario.",
    )


def remarks(suites: ByKey) -> Iterator[Reason]:
    """What a run that came to its end has to say besides: nothing failed, but it should be known."""
    for key, suite in suites.items():
        if suite.get("status") == "COMPLETED" and suite.get("message"):
            yield Reason(
                code="run_remark",
                stream="bdv",
                title=f"The run of {key} has a remark",
                explain=suite.get("message"),
                severity="WARNING",
                blocking=False,
                since=suite.times.get("message"),
                evidence=build.at_node(suite),
            )


def looks(scenarios: ByKey, moment: int) -> Iterator[Reason]:
    """Empty, flaky, quarantined and retried scenarios: they block nothing but deserve a look."""
    for scenario in scenarios.values():
        name = scenario.get("name", scenario.id.key)
        if empty(scenario):
            yield _look("no_steps", f"“{name}” has no steps and proves nothing", scenario, "outcome")
        yield from _unsteady(scenario, name, moment)


def _unsteady(scenario: Node, name: str, moment: int) -> Iterator[Reason]:
    if overdue(scenario, moment):
        yield _overdue(scenario, name)
    elif scenario.get("quarantined"):
        ticket = f", {scenario.get('ticket')}" if scenario.get("ticket") else ""
        yield _look("quarantined", f"“{name}” is quarantined{ticket}", scenario, "quarantined")
    elif scenario.get("flaky"):
        rate = f"{scenario.get('flake_rate', 0.0):.2f} of {scenario.get('total_runs', 0)} runs failed"
        yield _look("flaky", f"“{name}” is flaky: {rate}", scenario, "flaky")
    elif scenario.get("attempts", 1) > 1 and scenario.get("outcome") == "PASSED":
        yield _look("passed_late", f"“{name}” passed at attempt {scenario.get('attempts')}", scenario, "attempts")


def _overdue(scenario: Node, name: str) -> Reason:
    """Quarantine is lent: whoever owns it had to look at it by a date that has passed."""
    owner = scenario.get("owner") or scenario.get("quarantined_by") or "nobody named"
    return Reason(
        code="review_overdue",
        stream="bdv",
        title=f"“{name}” is still quarantined; its review was due on {iso(scenario.get('review_date', 0))[:10]}",
        explain=f"Owner: {owner}. {scenario.get('quarantine_reason', '')}".strip(),
        clears="Repair and release it, or quarantine it anew with a later date.",
        severity="WARNING",
        blocking=False,
        since=scenario.get("review_date"),
        evidence=build.at_node(scenario, *_place(scenario)),
    )


def _look(code: str, title: str, scenario: Node, since: str) -> Reason:
    return Reason(
        code=code,
        stream="bdv",
        title=title,
        explain=scenario.get("quarantine_reason", "") if code == "quarantined" else "",
        severity="WARNING" if code == "flaky" else "INFO",
        blocking=False,
        since=scenario.times.get(since),
        evidence=build.at_node(scenario, *_place(scenario)),
    )
