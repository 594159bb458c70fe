"""Flaws of how it behaves: scenarios, flakes, journeys and runs."""

import msgspec

from app.domain.payloads import bdv
from app.domain.payloads.journeys import JourneyDeclared, JourneyStep
from tests.domain.altered import before, of_type, with_payload
from tests.domain.small_iteration import SUITE, Step, feature, finished, scenario


def scenarios(*specs: bdv.ScenarioSpec) -> list[Step]:
    return of_type("bdv.feature.discovered", ("bdv.feature.discovered", feature(specs)))


def ends(status: str, key: str = "S.declined") -> list[Step]:
    kind = "skipped" if status == "SKIPPED" else "failed"
    return with_payload(finished(key), (f"bdv.scenario.{kind}", finished(key, status)))


def all_skipped() -> list[Step]:
    steps = scenarios(scenario("S.paid"), scenario("S.declined"))
    skipped = {
        "bdv.scenario.completed": lambda p: ("bdv.scenario.skipped", msgspec.structs.replace(p, status="SKIPPED"))
    }
    return [skipped[kind](payload) if kind in skipped else (kind, payload) for kind, payload in steps]


def rerun_of_another() -> list[Step]:
    return [
        *ends("FAILED"),
        ("bdv.run.started", bdv.RunStarted(run_id="run-2", suite=SUITE)),
        ("bdv.scenario.completed", finished("S.paid", run="run-2")),
        ("bdv.run.completed", bdv.RunCompleted(run_id="run-2", suite=SUITE, full=False)),
    ]


def rerun_of_another_file() -> list[Step]:
    """What failed lies in a file of its own, and carries no tag."""
    other = bdv.FeatureDiscovered(
        feature_id="F.fee",
        feature_path="fee.feature",
        name="Fee",
        suite=SUITE,
        run_id="run-1",
        scenarios=[scenario("S.fee")],
    )
    return [
        *before(
            "bdv.run.completed",
            ("bdv.feature.discovered", other),
            ("bdv.scenario.failed", finished("S.fee", "FAILED")),
        ),
        *rerun_of_another()[-3:],
    ]


def journey(*steps: JourneyStep) -> list[Step]:
    """A critical journey, declared by the run that sums it up."""
    declared = JourneyDeclared(
        journey_id="J", severity="critical", suite=SUITE, run_id="run-1", steps=list(steps), file_path="journeys.yaml"
    )
    told = before("bdv.run.completed", ("bdv.journey.declared", declared))
    ended = bdv.RunCompleted(run_id="run-1", suite=SUITE, journeys=["J"])
    return [("bdv.run.completed", ended) if kind == "bdv.run.completed" else (kind, p) for kind, p in told]


def released_and_failed() -> list[Step]:
    """Quarantined in the first run and let out before the second, in which it fails."""
    steps = before("bdv.run.completed", ("bdv.scenario.quarantined", HELD))
    return [
        *steps,
        ("bdv.scenario.unquarantined", bdv.ScenarioUnquarantined(scenario_id="S.declined")),
        ("bdv.run.started", bdv.RunStarted(run_id="run-2", suite=SUITE)),
        ("bdv.feature.discovered", feature([scenario("S.paid", "@critical"), scenario("S.declined")], "run-2")),
        ("bdv.scenario.completed", finished("S.paid", run="run-2")),
        ("bdv.scenario.failed", finished("S.declined", "FAILED", run="run-2")),
        ("bdv.run.completed", bdv.RunCompleted(run_id="run-2", suite=SUITE)),
    ]


def broken_off(status: str) -> list[Step]:
    ended = bdv.RunCompleted(run_id="run-1", suite=SUITE, full=False, status=status, message="it died")
    return of_type("bdv.run.completed", ("bdv.run.completed", ended))


MARKED = bdv.FlakeDetected(scenario_id="S.declined", flake_rate=0.3, total_runs=10)
HELD = bdv.ScenarioQuarantined(scenario_id="S.declined", reason="flaky")
FOUND_TAG = bdv.ContractTagDetected(scenario_id="S.declined", contract_tags=["@contract:Pay:1.7"])

BEHAVES_WRONG: dict[str, list[Step]] = {
    "scenario failed": ends("FAILED"),
    "scenario undefined": ends("UNDEFINED"),
    "scenario never ran": with_payload(finished("S.declined")),
    "critical scenario skipped": ends("SKIPPED", "S.paid"),
    "everything skipped": all_skipped(),
    "other version asked for": scenarios(
        scenario("S.paid", "@critical"), scenario("S.declined", "@contract:Pay:2.0")
    ),
    "other version found while running": before("bdv.run.completed", ("bdv.contract_tag.detected", FOUND_TAG)),
    "too flaky": before("bdv.run.completed", ("bdv.flake.detected", MARKED)),
    "too much in quarantine": before("bdv.run.completed", ("bdv.scenario.quarantined", HELD)),
    "run not over": of_type("bdv.run.completed"),
    "failed, then another was run again": rerun_of_another(),
    "failed, then another file was run again": rerun_of_another_file(),
    "run broke off": broken_off("BROKEN"),
    "run cancelled": broken_off("CANCELLED"),
    "journey without a scenario": journey(JourneyStep(step_id="pay", scenario="S.refunded")),
    "journey blocked": journey(
        JourneyStep(step_id="log in", scenario="S.login", required=False),
        JourneyStep(step_id="pay", scenario="S.paid", depends_on=["log in"]),
    ),
    "let out of quarantine, then failed": released_and_failed(),
}
