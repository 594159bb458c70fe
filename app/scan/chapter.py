"""A scene at its moment: which generation it belongs to, and the totals that complete its analysis (R-30)."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from app.domain.digest import cycle_line, digest_of, import_line, module_line, rule_line, violation_line
from app.domain.identity import derived_id
from app.domain.payloads import Payload, acc
from app.scan.analyst import Scene

MANIFEST: Final = "default"

Told = tuple[str, str, Payload]
"""Event type, what the event is about, and what it says."""


class Moment(msgspec.Struct, frozen=True):
    """When a scene was so, of which commit it is (or which content, where there is none), and what to remark."""

    at: int
    commit: str
    content: str
    remarks: dict[str, str] = {}


class Chapter(msgspec.Struct, frozen=True):
    """A scene at its moment, within a generation."""

    scene: Scene
    moment: Moment
    generation: str

    @property
    def analysis_id(self) -> str:
        return derived_id(self.generation, self.moment.content, str(self.moment.at))


def chapter_of(scene: Scene, moment: Moment, before: Chapter | None) -> Chapter:
    """The scene within the generation of the chapter before, as long as the rules are the same."""
    if before and _rules_of(before.scene) == _rules_of(scene) and _still_covered(before.scene, scene):
        return Chapter(scene, moment, before.generation)
    return Chapter(scene, moment, _generation(scene, moment))


def _rules_of(scene: Scene) -> tuple[Any, ...]:
    rules = [(r.rule_id, r.type, r.expression, r.severity) for r in scene.findings.rules]
    return scene.manifest.components, scene.manifest.origin, rules, _forgiven(scene)


def _forgiven(scene: Scene) -> list[str]:
    """What is forgiven, in a canonical form. When it changes, all is told anew, so that nothing old lingers."""
    baseline, forgiven = scene.manifest.baseline, scene.judged.tolerance
    declared = (msgspec.structs.replace(one, matches=0) for one in forgiven.declared)
    told = [msgspec.json.encode(one).decode() for one in (*declared, *forgiven.adrs)]
    approved = sorted(f"{a.cycle_id} {sorted(a.modules)} {a.adr} {a.by} {a.reason}" for a in scene.manifest.approvals)
    cycles = sorted(str(sorted(cycle)) for cycle in baseline.cycles)
    return [*told, *approved, *cycles, *sorted(baseline.violations), *sorted(e.names for e in baseline.entries)]


def _still_covered(before: Scene, now: Scene) -> bool:
    """Whether what was covered by a suppression, and is still there, is covered by the same."""
    then = {use.violation_id: use for use in before.judged.tolerance.uses}
    uses = {use.violation_id: use for use in now.judged.tolerance.uses}
    there = (v.violation_id for v in now.findings.violations)
    return all(then[key] == uses.get(key) for key in there if key in then)


def _generation(scene: Scene, moment: Moment) -> str:
    """Named after the state it starts with; other rules over the same state make another generation."""
    rules = derived_id(msgspec.json.encode(_rules_of(scene)).decode(), *scene.packages)
    return f"{moment.commit or moment.content}.{rules[2:10]}"


def started(chapter: Chapter) -> Told:
    payload = acc.AnalysisStarted(
        analysis_id=chapter.analysis_id,
        manifest_name=MANIFEST,
        generation=chapter.generation,
        root=", ".join(chapter.scene.packages),
    )
    return "acc.analysis.started", MANIFEST, payload


def completed(chapter: Chapter) -> Told:
    payload = acc.AnalysisCompleted(
        analysis_id=chapter.analysis_id,
        manifest_name=MANIFEST,
        generation=chapter.generation,
        counts=counts(chapter.scene),
        digest=digest_of(_lines(chapter.scene)),
    )
    return "acc.analysis.completed", MANIFEST, payload


def counts(scene: Scene) -> dict[str, int]:
    """The totals that complete an analysis (R-30)."""
    found = scene.findings
    return {
        "modules": len(scene.code.modules),
        "dependencies": len(scene.code.imports),
        "violations": len(found.violations),
        "blocking": sum(v.severity == "BLOCKING" for v in found.violations),
        "cycles": len(found.cycles),
        "rules": len(found.rules),
    }


def _lines(scene: Scene) -> Iterator[str]:
    found = scene.findings
    yield from map(module_line, scene.code.modules)
    yield from (import_line(source, target) for source, target in scene.code.imports)
    yield from (violation_line(v.violation_id, v.severity) for v in found.violations)
    yield from (cycle_line(c.cycle_id, c.severity) for c in found.cycles)
    yield from (rule_line(r.rule_id, r.severity) for r in found.rules)
