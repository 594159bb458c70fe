"""What lies between two scenes, as payloads; without a scene before, everything."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from app.domain.architecture.tolerance import Tolerance
from app.domain.payloads import Payload, acc
from app.scan.analyst import Scene
from app.scan.chapter import MANIFEST, Chapter, Told

_MOST_ITEMS: Final = 500
_MOST_BYTES: Final = 120_000

Part = tuple[str, Any]
"""A field of the graph's payload and one item of its list."""


def changes(before: Scene | None, now: Chapter) -> Iterator[Told]:
    """The payloads that lead from the scene before to this one."""
    if before is None or before.findings.rules != now.scene.findings.rules:
        yield _manifest(now)
    yield from _graph(before, now)
    yield from _coupling(before, now)
    yield from _violations(before, now)
    yield from _cycles(before, now)
    yield from _decisions(before, now)


def _decisions(before: Scene | None, now: Chapter) -> Iterator[Told]:
    """Decision records, suppressions, and what each of them covers; after the violations that they speak of."""
    known = before.judged.tolerance if before else Tolerance()
    found, generation = now.scene.judged.tolerance, now.generation
    for adr in (one for one in found.adrs if one not in known.adrs):
        yield "acc.adr.seen", adr.number, msgspec.structs.replace(adr, generation=generation)
    matches = {one.suppression_id: one.matches for one in known.declared}
    for one in (one for one in found.declared if one not in known.declared):
        used = now.moment.at if one.matches or matches.get(one.suppression_id) else 0
        told = msgspec.structs.replace(one, generation=generation, last_used=used)
        yield "acc.suppression.declared", one.suppression_id, told
    for use in (use for use in found.uses if use not in known.uses):
        yield "acc.violation.suppressed", use.violation_id, msgspec.structs.replace(use, generation=generation)


def _manifest(now: Chapter) -> Told:
    manifest = now.scene.manifest
    payload = acc.ManifestLoaded(
        manifest_name=MANIFEST,
        generation=now.generation,
        components=list(manifest.components),
        rules=list(now.scene.findings.rules),
        origin=manifest.origin,
        proposed=manifest.proposed,
    )
    return "acc.manifest.loaded", MANIFEST, payload


def _graph(before: Scene | None, now: Chapter) -> Iterator[Told]:
    kind = acc.GraphBuilt if before is None else acc.GraphChanged
    name = "acc.graph.built" if before is None else "acc.graph.changed"
    parts = [*_came(before, now.scene), *(_went(before, now.scene) if before else ())]
    for fields in _packed(parts):
        yield name, MANIFEST, kind(analysis_id=now.analysis_id, generation=now.generation, **fields)


def _came(before: Scene | None, now: Scene) -> Iterator[Part]:
    """Modules and imports that are new or not what they were."""
    modules = before.code.modules if before else {}
    imports = before.code.imports if before else {}
    for name, module in sorted(now.code.modules.items()):
        if name not in modules or modules[name].spec != module.spec:
            yield "modules", module.spec
    for link, spec in sorted(now.code.imports.items()):
        if imports.get(link) != spec:
            yield "imports", spec


def _went(before: Scene, now: Scene) -> Iterator[Part]:
    for link in sorted(before.code.imports.keys() - now.code.imports.keys()):
        yield "removed_imports", list(link)
    for name in sorted(before.code.modules.keys() - now.code.modules.keys()):
        yield "removed_modules", name


def _packed(parts: Iterable[Part]) -> Iterator[dict[str, list[Any]]]:
    """The parts in lists of at most 500, none of which grows into an event too large to carry."""
    fields: dict[str, list[Any]] = {}
    count = size = 0
    for name, item in parts:
        weight = len(msgspec.json.encode(item))
        if fields and (count >= _MOST_ITEMS or size + weight > _MOST_BYTES):
            yield fields
            fields, count, size = {}, 0, 0
        fields.setdefault(name, []).append(item)
        count, size = count + 1, size + weight
    if fields:
        yield fields


def _coupling(before: Scene | None, now: Chapter) -> Iterator[Told]:
    """Alerts come before the violations of the same name, which say more."""
    known = before.findings.coupling if before else ()
    for alert in now.scene.findings.coupling:
        if alert not in known:
            payload = msgspec.structs.replace(alert, generation=now.generation)
            yield "acc.coupling.exceeded", alert.module, payload


def _violations(before: Scene | None, now: Chapter) -> Iterator[Told]:
    known = {v.violation_id: v for v in before.findings.violations} if before else {}
    found = {v.violation_id: v for v in now.scene.findings.violations}
    for key in _fresh(known, found):
        payload = msgspec.structs.replace(found[key], generation=now.generation)
        yield "acc.violation.detected", key, payload
    for key in sorted(known.keys() - found.keys()):
        yield "acc.violation.resolved", key, acc.ViolationResolved(violation_id=key)


def _cycles(before: Scene | None, now: Chapter) -> Iterator[Told]:
    known = {c.cycle_id: c for c in before.findings.cycles} if before else {}
    found = {c.cycle_id: c for c in now.scene.findings.cycles}
    for key in _fresh(known, found):
        payload = msgspec.structs.replace(found[key], generation=now.generation)
        yield "acc.cycle.detected", key, payload
    for key in sorted(known.keys() - found.keys()):
        yield "acc.cycle.resolved", key, acc.CycleResolved(cycle_id=key)


def _fresh(known: Mapping[str, Payload], found: Mapping[str, Payload]) -> list[str]:
    """Those that are new or not what they were."""
    return [key for key in found if known.get(key) != found[key]]
