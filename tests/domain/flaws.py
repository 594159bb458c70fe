"""One flaw at a time: each of these keeps the smallest iteration from shipping, and nothing else does."""

import msgspec

from app.domain.payloads import acc, bdv, dde
from app.domain.payloads.common import Payload
from app.domain.payloads.journeys import JourneyDeclared, JourneyStep
from tests.domain.small_iteration import RULE, SUITE, Step, feature, finished, scenario, service, sound

BREACH = acc.ViolationDetected(
    violation_id="V1",
    rule_id="R1",
    type="layering",
    severity="BLOCKING",
    source_module="pay",
    target_module="api",
    generation="g1",
)
COUPLING = acc.CouplingExceeded(
    module="api", ca=0, ce=9, instability=1.0, limit=5.0, rule_id="R1", severity="BLOCKING", generation="g1"
)


def before(kind: str, *news: Step) -> list[Step]:
    """The sound iteration, with more told before the first event of this type."""
    steps = sound()
    place = next(n for n, (told, _) in enumerate(steps) if told == kind)
    return [*steps[:place], *news, *steps[place:]]


def with_payload(old: Payload, *news: Step) -> list[Step]:
    """The sound iteration, with something else told in place of the event with this payload."""
    steps = sound()
    place = next(n for n, (_, payload) in enumerate(steps) if payload == old)
    return [*steps[:place], *news, *steps[place + 1 :]]


def of_type(kind: str, *news: Step) -> list[Step]:
    """The sound iteration, with something else told in place of the first event of this type."""
    steps = before(kind, *news)
    place = next(n for n, (told, payload) in enumerate(steps) if told == kind and (told, payload) not in news)
    return [*steps[:place], *steps[place + 1 :]]


def started_too_early() -> list[Step]:
    early = ("dde.task.started", dde.TaskStarted(task_id="BE.Pay"))
    rest = with_payload(early[1])
    place = next(n for n, (told, _) in enumerate(rest) if told == "dde.task.completed")
    return [*rest[:place], early, *rest[place:]]


def nobody_asks_for() -> list[Step]:
    """An interface task ends well, but its contract stays open."""
    planned = dde.TaskCreated(task_id="IF.New", kind="INTERFACE", contract_version="v1.0")
    return before(
        "dde.workflow.completed",
        ("dde.task.created", planned),
        ("dde.task.started", dde.TaskStarted(task_id="IF.New")),
        ("dde.task.completed", dde.TaskCompleted(task_id="IF.New")),
    )


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


def analysed(*news: Step) -> list[Step]:
    return before("acc.analysis.completed", *news)


def rules(*specs: acc.RuleSpec) -> list[Step]:
    loaded = acc.ManifestLoaded(manifest_name="default", generation="g1", rules=list(specs))
    return of_type("acc.manifest.loaded", ("acc.manifest.loaded", loaded))


STAMPED = next(payload for kind, payload in sound() if kind == "dde.artifact.stamped")
MARKED = bdv.FlakeDetected(scenario_id="S.declined", flake_rate=0.3, total_runs=10)
HELD = bdv.ScenarioQuarantined(scenario_id="S.declined", reason="flaky")
FOUND_TAG = bdv.ContractTagDetected(scenario_id="S.declined", contract_tags=["@contract:Pay:1.7"])
CIRCLE = acc.CycleDetected(cycle_id="C-1", cycle_modules=["api", "pay"], generation="g1")
HIDDEN = acc.ViolationSuppressed(violation_id="V1", suppression_id="S1")
DECIDED = acc.AdrSeen(number="ADR-0007", status="accepted", generation="g1")
COVERED = acc.ViolationSuppressed(violation_id="V1", suppression_id="S1", adr="7", generation="g1")
FAILED_GATE = dde.GateEvent(task_id="BE.Pay", gate_name="unit", severity="BLOCKING")


def hidden(*news: Step, **said: object) -> list[Step]:
    """A broken layer, suppressed; what is said of the suppression differs from one that holds."""
    covered = msgspec.structs.replace(COVERED, **said)
    return analysed(("acc.violation.detected", BREACH), *news, ("acc.violation.suppressed", covered))


def decided(status: str) -> Step:
    return "acc.adr.seen", msgspec.structs.replace(DECIDED, status=status)


FLAWS: dict[str, list[Step]] = {
    "output never stamped": of_type("dde.artifact.stamped"),
    "output only created": of_type("dde.artifact.stamped", ("dde.artifact.created", STAMPED)),
    "artifact corrupt": of_type(
        "dde.artifact.stamped", ("dde.artifact.stamped", msgspec.structs.replace(STAMPED, valid=False))
    ),
    "task started too early": started_too_early(),
    "gate failed": of_type("dde.gate.passed", ("dde.gate.failed", FAILED_GATE)),
    "gate never ran": of_type("dde.gate.passed"),
    "contract unlocked": of_type("dde.contract.locked"),
    "contract in draft": before(
        "dde.task.completed", ("dde.contract.created", dde.ContractEvent(contract_name="New", version="1.0"))
    ),
    "contract of a task unlocked": nobody_asks_for(),
    "task failed": with_payload(
        dde.TaskCompleted(task_id="BE.Pay"), ("dde.task.failed", dde.TaskFailed(task_id="BE.Pay"))
    ),
    "task not done": with_payload(dde.TaskCompleted(task_id="BE.Pay")),
    "workflow failed": of_type(
        "dde.workflow.completed", ("dde.workflow.failed", dde.WorkflowFailed(workflow_id="W"))
    ),
    "workflow not over": of_type("dde.workflow.completed"),
    "two outputs, one stamped": with_payload(service(), ("dde.task.created", service(outputs=["pay.py", "fee.py"]))),
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
    "layer broken": analysed(("acc.violation.detected", BREACH)),
    "breach hidden by nobody's decision": analysed(
        ("acc.violation.detected", BREACH), ("acc.violation.suppressed", HIDDEN)
    ),
    "breach hidden by a decision that nobody has seen": hidden(),
    "breach hidden by a decision that was superseded": hidden(decided("superseded")),
    "breach hidden by a decision of an older analysis": hidden(
        ("acc.adr.seen", msgspec.structs.replace(DECIDED, generation="g0"))
    ),
    "breach hidden until yesterday": hidden(decided("accepted"), expires=1_799_000_000_000),
    "breach hidden in an older analysis": hidden(decided("accepted"), generation="g0"),
    "breach hidden by a suppression that was refused": hidden(decided("accepted"), refused="it names no end"),
    "cycle approved by nobody's decision": analysed(
        ("acc.cycle.detected", msgspec.structs.replace(CIRCLE, approved=True, approval_adr="ADR-0007"))
    ),
    "rules only run dry": rules(msgspec.structs.replace(RULE, dry_run=True)),
    "rules switched off": rules(msgspec.structs.replace(RULE, status="disabled")),
    "new cycle": analysed(("acc.cycle.detected", CIRCLE)),
    "too much coupling": analysed(("acc.coupling.exceeded", COUPLING)),
    "rule could not run": rules(RULE, msgspec.structs.replace(RULE, rule_id="R2", status="could_not_run")),
    "no rule": rules(),
    "analysis not over": of_type("acc.analysis.completed"),
}
"""Per name what is told."""
