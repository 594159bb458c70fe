"""Was the right thing built? The five pass conditions of BDV (domain 5.2, R-18)."""

from collections.abc import Iterator, Sequence

from msgspec import structs

from app.domain import labels
from app.domain.behaviour.journeys import JourneyCoverage, journeys
from app.domain.behaviour.outcomes import executed, passed
from app.domain.graph import Node
from app.domain.state import ByKey, IterationState
from app.domain.verdict import bdv_journeys, build
from app.domain.verdict import bdv_reasons as reasons_for
from app.domain.verdict.bdv_sums import broken_off, contradiction
from app.domain.verdict.model import Condition, Reason, StreamJudgement
from app.domain.verdict.versions import Alignment, Fit, best_fit

FLAKE_LIMIT = 0.10
"""The suite flake rate from which BDV no longer passes."""


def judge_bdv(state: IterationState, required: bool, moment: int = 0) -> StreamJudgement:
    """BDV passes when every suite completed, all its conditions hold, and what the runs summed up arrived.

    ``moment`` (ms) only decides which reviews of quarantined scenarios are overdue.
    """
    scenarios, suites = state.of(labels.SCENARIO), state.of(labels.SUITE)
    ended = bool(suites) and all(s.get("status") == "COMPLETED" for s in suites.values())
    told = journeys(state)
    conditions = _conditions(state, told, ended)
    doubt = _doubt(state, suites, ended)
    reasons = tuple(r for c in conditions for r in c.reasons)
    return StreamJudgement(
        stream="bdv",
        state=build.stream_state(conditions, complete=ended, contradiction=doubt),
        required=required,
        reported=bool(scenarios or suites or state.of(labels.FEATURE)),
        running=any(s.get("status", "RUNNING") == "RUNNING" for s in suites.values()),
        conditions=conditions,
        reasons=reasons + build.unknown_reason("bdv", doubt),
        looks=(*reasons_for.looks(scenarios, moment), *reasons_for.remarks(suites), *bdv_journeys.looks(told)),
        facts=_facts(state),
        commit=max(_commits(suites), default=""),
        note="" if scenarios else "No scenario has been reported.",
    )


def _conditions(state: IterationState, told: Sequence[JourneyCoverage], ended: bool) -> tuple[Condition, ...]:
    scenarios = state.of(labels.SCENARIO)
    return (
        _no_failure(scenarios, ended),
        _flakes(scenarios, ended),
        _contracts(state),
        _critical(scenarios, ended),
        _executed(scenarios, ended),
        *bdv_journeys.covered(told, ended),
    )


def _doubt(state: IterationState, suites: ByKey, ended: bool) -> str:
    """Why what arrived cannot be taken for all that happened, or for one piece of evidence; empty where it can."""
    if not ended:
        return broken_off(suites)
    return contradiction(state) or build.commit_conflict(state, _commits(suites))


def _commits(suites: ByKey) -> list[str]:
    return [str(s.get("commit", "")) for s in suites.values()]


def open_failure(scenario: Node) -> bool:
    """It failed (or ended undefined, ambiguous or pending) and is not quarantined."""
    return executed(scenario) and scenario.get("outcome") != "PASSED" and not scenario.get("quarantined")


def flaky(scenario: Node) -> bool:
    """Marked flaky, or quarantined: quarantine cannot hide decay."""
    return bool(scenario.get("flaky") or scenario.get("quarantined"))


def _facts(state: IterationState) -> dict[str, int | float]:
    scenarios = state.of(labels.SCENARIO)
    return {
        "scenarios": len(scenarios),
        "features": len(state.of(labels.FEATURE)),
        "passed": sum(passed(s) for s in scenarios.values()),
        "failed": sum(open_failure(s) for s in scenarios.values()),
        "quarantined": sum(bool(s.get("quarantined")) for s in scenarios.values()),
        "executed": sum(executed(s) for s in scenarios.values()),
        "flake_rate": _flake_rate(scenarios),
    }


def _no_failure(scenarios: ByKey, ended: bool) -> Condition:
    bad = sorted(filter(open_failure, scenarios.values()), key=reasons_for.declared_at)
    failed = [reasons_for.scenario_failed(s) for s in bad]
    waiting = any(s.get("outcome") is None and not s.get("quarantined") for s in scenarios.values())
    value = f"{len(failed):,}"
    detail = f"of {len(scenarios):,} scenarios"
    return build.condition(
        "no_open_failure", "No open failure", value, failed, open_=waiting or not ended, detail=detail
    )


def _flake_rate(scenarios: ByKey) -> float:
    return sum(flaky(s) for s in scenarios.values()) / len(scenarios) if scenarios else 0.0


def _flakes(scenarios: ByKey, ended: bool) -> Condition:
    """A rate of the whole suite, so it is open until all of the suite has been seen."""
    rate = _flake_rate(scenarios)
    number = sum(flaky(s) for s in scenarios.values())
    too_many = rate >= FLAKE_LIMIT
    reasons = [reasons_for.too_flaky(rate, number, len(scenarios))] if too_many and ended else []
    detail = f"{number:,} of {len(scenarios):,}"
    value = f"{rate:.3f}"
    return build.condition("flake_rate", "Flake rate under 0.10", value, reasons, open_=too_many, detail=detail)


def fits(state: IterationState) -> Iterator[tuple[Node, str, Fit]]:
    """Every contract tag of every scenario, with the contract it means and how well it fits."""
    contracts = list(state.of(labels.CONTRACT).values())
    for scenario in state.of(labels.SCENARIO).values():
        for tag in scenario.get("contract_tags", []):
            yield scenario, tag, best_fit(tag, contracts)


def _contracts(state: IterationState) -> Condition:
    found = list(fits(state))
    bad = [f for f in found if f[2].alignment in (Alignment.MISMATCHED, Alignment.MISSING)]
    reasons: list[Reason] = [reasons_for.mismatch(scenario, tag, fit) for scenario, tag, fit in bad]
    value = f"{len(found) - len(bad):,} of {len(found):,}"
    detail = "" if found else "no scenario names a contract"
    return build.condition("contracts_match", "Contracts match", value, reasons, detail=detail)


def _critical(scenarios: ByKey, ended: bool) -> Condition:
    critical = [s for s in scenarios.values() if s.get("critical")]
    covered = [s for s in critical if passed(s)]
    uncovered = [s for s in critical if not passed(s) and not open_failure(s)]
    uncovered.sort(key=reasons_for.declared_at)
    reasons = [reasons_for.critical_uncovered(s) for s in uncovered] if ended else []
    value = f"{len(covered):,} of {len(critical):,}"
    detail = "" if critical else "no scenario is tagged @critical"
    open_ = bool(uncovered) and not ended
    return build.condition("critical_covered", "Critical scenarios", value, reasons, open_=open_, detail=detail)


def _executed(scenarios: ByKey, ended: bool) -> Condition:
    number = sum(executed(s) for s in scenarios.values())
    quarantined = sum(bool(s.get("quarantined")) for s in scenarios.values())
    reasons = [reasons_for.nothing_executed()] if ended and not number else []
    value = f"{number:,} of {len(scenarios):,}"
    told = ((len(scenarios) - number if number else 0, "not run"), (quarantined, "quarantined"))
    detail = ", ".join(f"{count:,} {words}" for count, words in told if count)
    found = build.condition("executed", "Executed", value, reasons, open_=not number or not ended, detail=detail)
    return structs.replace(found, share=number / len(scenarios) if scenarios else 0.0)
