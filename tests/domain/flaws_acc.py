"""Flaws of structure: rules broken, hidden or not evaluated."""

import msgspec

from app.domain.payloads import acc
from tests.domain.altered import before, of_type
from tests.domain.small_iteration import RULE, Step

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


def analysed(*news: Step) -> list[Step]:
    return before("acc.analysis.completed", *news)


def rules(*specs: acc.RuleSpec) -> list[Step]:
    loaded = acc.ManifestLoaded(manifest_name="default", generation="g1", rules=list(specs))
    return of_type("acc.manifest.loaded", ("acc.manifest.loaded", loaded))


CIRCLE = acc.CycleDetected(cycle_id="C-1", cycle_modules=["api", "pay"], generation="g1")
HIDDEN = acc.ViolationSuppressed(violation_id="V1", suppression_id="S1")
DECIDED = acc.AdrSeen(number="ADR-0007", status="accepted", generation="g1")
COVERED = acc.ViolationSuppressed(violation_id="V1", suppression_id="S1", adr="7", generation="g1")


def hidden(*news: Step, **said: object) -> list[Step]:
    """A broken layer, suppressed; what is said of the suppression differs from one that holds."""
    covered = msgspec.structs.replace(COVERED, **said)
    return analysed(("acc.violation.detected", BREACH), *news, ("acc.violation.suppressed", covered))


def decided(status: str) -> Step:
    return "acc.adr.seen", msgspec.structs.replace(DECIDED, status=status)


WILL_NOT_LAST: dict[str, list[Step]] = {
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
