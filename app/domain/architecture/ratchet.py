"""The ratchet: findings of the baseline are tolerated, new ones count, gone ones never come back for free.

An entry forgives one finding, and only as much of it as was there:

- an import: same rule, same two modules, and not more import statements than then. ``a → b.c`` is not ``a → b``.
- a chain of imports: same ends, and only imports that were part of it then. Another way round is new.
- a limit: same module (and function), and a figure that is not larger than then.
- a circle: only modules and only imports that were in it then. One more import inside makes it new,
  so that a large circle swallows nothing. Imports for type checkers are not counted.

A module that was renamed is followed when its content is the same to the byte, no other module of now or then
has that content, the old name is gone and the new one was not there: then nothing can have come with it.
Otherwise, after a split or a rewrite, its findings are new. Renaming maps one name to one name, so that
no entry ever forgives two findings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from app.domain.architecture.baseline import Baseline, Entry
from app.domain.architecture.code import Code, Link
from app.domain.architecture.cycles import strongly_connected
from app.domain.architecture.evaluate import Findings
from app.domain.architecture.rules import milder
from app.domain.identity import violation_key
from app.domain.payloads.acc import CouplingExceeded, CycleDetected, RuleSpec, ViolationDetected

NEW, EXISTING = "new", "existing"
SHORT = 16


class Held(msgspec.Struct, frozen=True):
    """Findings after the ratchet. ``left`` is what the baseline shrinks to, ``gone`` names what it loses."""

    findings: Findings
    left: Baseline
    gone: tuple[str, ...] = ()


def baseline_of(findings: Findings, code: Code) -> Baseline:
    """A baseline that tolerates exactly what is there now."""
    circles = _circles(findings)
    entries = (_entry(v, circles.get(v.violation_id), code) for v in findings.violations)
    return Baseline(entries=tuple(entries), modules=_contents(code))


def hold(findings: Findings, known: Baseline, code: Code) -> Held:
    """The findings, each marked new or existing; what exists is worth a warning at most."""
    names = _renamed(known.modules, code)
    entries = {entry.key: entry for entry in (e.renamed(names) for e in known.entries)}
    rings = [entry for entry in entries.values() if entry.members]
    circles = _circles(findings)
    judged = [_judged(v, entries, rings, circles.get(v.violation_id), code) for v in findings.violations]
    found = _told(findings, [violation for violation, _ in judged], circles)
    left = tuple(entry for _, entry in judged if entry)
    still = {entry.key for entry in left} | {e.key for e in rings if any(_within(e, o) for o in left if o.members)}
    gone = tuple(entry.names for key, entry in entries.items() if key not in still)
    return Held(found, Baseline(entries=left, modules=_contents(code)), gone)


def _contents(code: Code) -> dict[str, str]:
    return {name: module.spec.sha256[:SHORT] for name, module in code.modules.items()}


def _renamed(then: Mapping[str, str], code: Code) -> dict[str, str]:
    """Per module that is gone the one that took its place, where that is beyond doubt."""
    now = _contents(code)
    once = {content for content, n in Counter(now.values()).items() if n == 1}
    once &= {content for content, n in Counter(then.values()).items() if n == 1}
    fresh = {content: name for name, content in now.items() if name not in then}
    gone = {name: content for name, content in then.items() if name not in now and content in once}
    return {name: fresh[content] for name, content in gone.items() if content and content in fresh}


def _circles(findings: Findings) -> dict[str, CycleDetected]:
    """Per violation of a rule about cycles the cycle that it is about."""
    rules = [rule.rule_id for rule in findings.rules if rule.type == "cycles"]
    return {violation_key(rule, c.cycle_id, ""): c for rule in rules for c in findings.cycles}


def _entry(violation: ViolationDetected, circle: CycleDetected | None, code: Code) -> Entry:
    """What is there of a violation now."""
    if circle:
        members = _running(circle.cycle_modules, code)
        return Entry(rule=violation.rule_id, members=members, links=tuple(_inside(members, code)))
    ends = violation.source_module, violation.target_module
    links = tuple(pairwise(violation.chain)) if len(violation.chain) > 2 else ()
    return Entry(
        rule=violation.rule_id,
        source=ends[0],
        target=ends[1],
        part=violation.part,
        count=code.imports[ends].weight if ends in code.imports and not links else 0,
        figure=violation.figure,
        links=links,
    )


def _running(members: Sequence[str], code: Code) -> tuple[str, ...]:
    """Those of a circle's modules that are in one when the program runs; all, where that leaves none."""
    needs: dict[str, list[str]] = {name: [] for name in members}
    for source, target in _inside(members, code):
        needs[source].append(target)
    return tuple(sorted({name for ring in strongly_connected(needs) for name in ring} or members))


def _inside(members: Sequence[str], code: Code) -> list[Link]:
    """The imports between these modules that are made when the program runs."""
    inside = set(members)
    made = (link for link, spec in code.imports.items() if not spec.type_checking)
    return sorted(link for link in made if link[0] != link[1] and inside.issuperset(link))


Judged = tuple[ViolationDetected, Entry | None]


def _judged(
    violation: ViolationDetected,
    entries: Mapping[str, Entry],
    rings: Sequence[Entry],
    circle: CycleDetected | None,
    code: Code,
) -> Judged:
    """The violation as new, or as existing with the entry that it needs from now on."""
    now = _entry(violation, circle, code)
    then = _ring(now, rings) if circle else entries.get(violation.violation_id)
    worse = _worse(now, then) if then else ""
    if then and not worse:
        severity = milder(violation.severity, "WARNING")
        return msgspec.structs.replace(violation, severity=severity, lifecycle=EXISTING), now
    told = f"{violation.description} {worse}".rstrip()
    return msgspec.structs.replace(_pointed(violation, now, then), lifecycle=NEW, description=told), None


def _ring(now: Entry, rings: Sequence[Entry]) -> Entry | None:
    """The known circle of the same rule in which this one lies."""
    return next((ring for ring in rings if ring.rule == now.rule and set(now.members) <= set(ring.members)), None)


def _within(ring: Entry, other: Entry) -> bool:
    return ring.rule == other.rule and set(other.members) <= set(ring.members)


def _worse(now: Entry, then: Entry) -> str:
    """What is there now beyond what was there then, in words; empty when there is nothing."""
    if fresh := sorted(set(now.links) - set(then.links)):
        (source, target), more = fresh[0], len(fresh) - 1
        told = f"{source} → {target}" + (f" and {more} more" if more else "")
        return f"The baseline does not know {told} as a part of it."
    if now.links and not then.links:
        return "The baseline knows it as a direct import."
    if now.count > then.count:
        return f"There are {now.count} import statements; the baseline knows {then.count}."
    return f"It was {then.figure:g} in the baseline." if now.figure > then.figure else ""


def _pointed(violation: ViolationDetected, now: Entry, then: Entry | None) -> ViolationDetected:
    """A known circle that grew is shown at the import that is new in it."""
    fresh = sorted(set(now.links) - set(then.links)) if then and now.members else []
    if not fresh:
        return violation
    return msgspec.structs.replace(
        violation, source_module=fresh[0][0], target_module=fresh[0][1], lines=[], chain=[]
    )


def _told(findings: Findings, violations: list[ViolationDetected], circles: Mapping[str, CycleDetected]) -> Findings:
    """The findings with these violations, and with cycles, alerts and rules in step with them."""
    existing = {v.violation_id for v in violations if v.lifecycle == EXISTING}
    known = {circle.cycle_id for key, circle in circles.items() if key in existing}
    return msgspec.structs.replace(
        findings,
        violations=tuple(violations),
        cycles=tuple(_cycle(cycle, cycle.cycle_id in known) for cycle in findings.cycles),
        coupling=tuple(_alert(alert, existing) for alert in findings.coupling),
        rules=tuple(_rule(rule, violations) for rule in findings.rules),
    )


def _cycle(cycle: CycleDetected, known: bool) -> CycleDetected:
    if not known:
        return cycle
    return msgspec.structs.replace(cycle, baseline=True, severity=milder(cycle.severity, "WARNING"))


def _alert(alert: CouplingExceeded, existing: set[str]) -> CouplingExceeded:
    known = violation_key(alert.rule_id, alert.module, "") in existing
    return msgspec.structs.replace(alert, severity=milder(alert.severity, "WARNING")) if known else alert


def _rule(rule: RuleSpec, violations: Sequence[ViolationDetected]) -> RuleSpec:
    known = any(v.lifecycle == EXISTING and v.rule_id == rule.rule_id for v in violations)
    return msgspec.structs.replace(rule, baseline=True) if known else rule
