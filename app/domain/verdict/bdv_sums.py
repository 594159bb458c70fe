"""Whether what the runs of BDV summed up is what arrived (R-30)."""

import msgspec

from app.domain import labels
from app.domain.behaviour.journeys import step_lines
from app.domain.digest import journey_line, scenario_line
from app.domain.effects.bdv import contract_tags
from app.domain.graph import Node
from app.domain.state import ByKey, IterationState
from app.domain.verdict import build

OUTCOMES = ("passed", "failed", "skipped", "undefined", "pending", "ambiguous")
"""How a scenario can end, as a run counts it."""


def broken_off(suites: ByKey) -> str:
    """Which run ended before its scenarios did, and why; empty when none did."""
    for key, suite in suites.items():
        if suite.get("status") in ("BROKEN", "CANCELLED"):
            verb = "was cancelled" if suite.get("status") == "CANCELLED" else "broke off"
            return f"The run of {key} {verb}: {suite.get('message', 'it does not say why')}"
    return ""


def contradiction(state: IterationState) -> str:
    """What a run summed up and did not arrive, in one sentence; empty when all of it is here."""
    return next(filter(None, (_contradicts(suite, state) for suite in state.of(labels.SUITE).values())), "")


def _contradicts(suite: Node, state: IterationState) -> str:
    mine = {k: s for k, s in state.told(labels.SCENARIO).items() if s.get("seen_run") == suite.get("run_id")}
    said = suite.get("counts", {})
    if len(mine) < said.get("scenarios", 0):
        others = _told_again(suite, state)
        if otherwise := _told_otherwise(others, suite, state):
            return otherwise
        mine |= others
    return _sums_differ(suite, mine, state) or _held(suite, mine) or _lost_of_full_run(suite, state)


def _sums_differ(suite: Node, mine: ByKey, state: IterationState) -> str:
    found = {"scenarios": len(mine)}
    for outcome in OUTCOMES:
        found[outcome] = sum(s.get("outcome") == outcome.upper() for s in mine.values())
    lines = [_line(k, s) for k, s in mine.items()] + _journey_lines(suite, state)
    said, name = suite.get("counts", {}), suite.id.key
    differ = build.contradictions("BDV", f"Run of {name}", said, found, suite.get("digest", ""), lines)
    marked = sum(_ever_flaky(s) for s in mine.values())
    if differ or marked >= said.get("flaky", 0):
        return differ
    return f"Run of {name} reported {said['flaky']} flaky scenarios, but {marked} arrived."


def _told_again(suite: Node, state: IterationState) -> ByKey:
    """What a run of another suite has told of since (in a matrix of builds, say), as this run left it."""
    run, scenarios, found = suite.get("run_id"), state.told(labels.SCENARIO), dict[str, Node]()
    for result in state.of(labels.TEST_RUN).values():
        scenario = scenarios.get(result.get("scenario_id", ""))
        last = result.get("run_id") == run and result.get("will_retry") is False
        if last and scenario is not None and scenario.get("seen_run") != run:
            left = {"outcome": result.get("status"), "attempts": result.get("attempt", 0)}
            found[scenario.id.key] = msgspec.structs.replace(scenario, props={**scenario.props, **left})
    return found


def _told_otherwise(others: ByKey, suite: Node, state: IterationState) -> str:
    """One scenario that ended otherwise elsewhere: the later word does not undo the earlier one."""
    for key, left in others.items():
        now = state.told(labels.SCENARIO)[key]
        if now.get("outcome") != left.get("outcome"):
            here, there = (str(s.get("outcome", "PENDING")).lower() for s in (left, now))
            name, other = now.get("name", key), now.get("suite", "another suite")
            return f"“{name}” is {here} in the run of {suite.id.key} and {there} in that of {other}."
    return ""


def _held(suite: Node, mine: ByKey) -> str:
    """Who was quarantined when the run ended is what it said; what was decided since can have been anything."""
    said, end = suite.get("counts", {}).get("quarantined"), suite.times.get("counts", 0)
    if said is None:
        return ""
    known = [s for s in mine.values() if s.times.get("quarantined", 0) <= end]
    held = sum(bool(s.get("quarantined")) for s in known)
    if held <= said <= held + len(mine) - len(known):
        return ""
    return f"The run of {suite.id.key} reported {said} quarantined scenarios, but {held} are known of."


def _lost_of_full_run(suite: Node, state: IterationState) -> str:
    """A later run of a part speaks for that part alone; the rest is still what the full run reported."""
    if gone := [key for key in suite.get("full_journeys", []) if key not in state.of(labels.JOURNEY)]:
        return f"The full run of {suite.id.key} declared the journey {gone[0]}, which did not arrive."
    full_run = suite.get("full_run")
    if not full_run or full_run == suite.get("run_id"):
        return ""
    ended = (r for r in state.of(labels.TEST_RUN).values() if r.get("run_id") == full_run)
    arrived = len({r.get("scenario_id") for r in ended if r.get("will_retry") is False})
    reported = sum(suite.get("full_counts", {}).get(outcome, 0) for outcome in OUTCOMES)
    if arrived >= reported:
        return ""
    return f"The full run of {suite.id.key} reported {reported} results, but {arrived} arrived."


def _ever_flaky(scenario: Node) -> bool:
    """Marked flaky or quarantined at some time, whether or not it was released since."""
    return not {"flaky", "quarantined"}.isdisjoint(scenario.props)


def _line(key: str, scenario: Node) -> str:
    """A contract tag that was found while running stands beside the tags of the feature file."""
    tags = scenario.get("tags", [])
    found = {f"@contract:{tag}" for tag in scenario.get("contract_tags", []) if tag not in contract_tags(tags)}
    outcome, attempts = scenario.get("outcome", "PENDING"), scenario.get("attempts", 0)
    return scenario_line(key, outcome, attempts, {*tags, *found})


def _journey_lines(suite: Node, state: IterationState) -> list[str]:
    """The journeys that the suite's last run declared, as they arrived."""
    told, run = suite.get("journeys", []), suite.get("run_id")
    found = [j for k, j in state.of(labels.JOURNEY).items() if k in told and j.get("seen_run") == run]
    return [journey_line(j.id.key, j.get("severity", ""), step_lines(j.get("steps", []))) for j in found]
