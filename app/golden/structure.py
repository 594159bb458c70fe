"""How an analysis of the structure goes: the import graph in chunks, the rules, what breaks them, the sums."""

from collections.abc import Mapping
from typing import Final

import msgspec

from app.domain.architecture import Code, Findings, Manifest, evaluate
from app.domain.digest import cycle_line, digest_of, import_line, module_line, rule_line, violation_line
from app.domain.payloads import acc
from app.domain.payloads.common import Payload
from app.golden import code as product
from app.golden.code import Import
from app.golden.teller import DAY, SECOND, Teller

CHUNK: Final = 20
MANIFEST: Final = "payments"


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What is otherwise than clean.

    ``flaws`` are imports that no rule allows, ``suppressed`` the decision that covers some of them,
    ``commit`` is another commit than that of the iteration.
    """

    flaws: tuple[Import, ...] = ()
    suppressed: Mapping[Import, str] = {}
    commit: str = ""


class Analysis:
    """One full analysis, which opens a generation of its own."""

    def __init__(self, teller: Teller, number: int, shape: Shape) -> None:
        self.teller = teller
        self.shape = shape
        self.analysis_id = f"analysis-{teller.iteration}-{number}"
        self.generation = f"generation-{number}"
        self._now = 0
        self._code = product.code(shape.flaws, teller.iteration)
        self._manifest = product.manifest()
        self.findings = evaluate(self._code, self._manifest)

    def perform(self, at: int, before: "Analysis | None" = None) -> "Analysis":
        """From the first module to the sums; what ``before`` found and is gone now is resolved."""
        self._now = at
        started = acc.AnalysisStarted(
            analysis_id=self.analysis_id,
            manifest_name=MANIFEST,
            generation=self.generation,
            root=f"src/{product.ROOT}",
        )
        self._say(0, "analysis.started", MANIFEST, started)
        self._graph()
        self._rules(self._manifest)
        self._breaches()
        self._suppress()
        self._say(2 * SECOND, "analysis.completed", MANIFEST, self._sums())
        if before:
            self._resolve(before.findings)
        return self

    def _say(self, later: int, event_type: str, node_id: str, payload: Payload) -> None:
        """One event, so many milliseconds after the one before."""
        self._now += later
        kind = f"acc.{event_type}"
        self.teller.say(self._now, kind, node_id, payload, thread=self.analysis_id, commit=self.shape.commit)

    def _graph(self) -> None:
        modules = [module.spec for module in self._code.modules.values()]
        for start in range(0, len(modules), CHUNK):
            chunk = modules[start : start + CHUNK]
            inside = {module.name for module in chunk}
            built = acc.GraphBuilt(
                analysis_id=self.analysis_id,
                generation=self.generation,
                modules=chunk,
                imports=[link for link in self._code.imports.values() if link.source in inside],
            )
            self._say(6 * SECOND, "graph.built", MANIFEST, built)

    def _rules(self, manifest: Manifest) -> None:
        loaded = acc.ManifestLoaded(
            manifest_name=MANIFEST,
            generation=self.generation,
            components=list(manifest.components),
            rules=list(self.findings.rules),
            origin=manifest.origin,
        )
        self._say(4 * SECOND, "manifest.loaded", MANIFEST, loaded)

    def _breaches(self) -> None:
        for alert in self.findings.coupling:
            over = msgspec.structs.replace(alert, generation=self.generation)
            self._say(900, "coupling.exceeded", alert.module, over)
        for violation in self.findings.violations:
            found = msgspec.structs.replace(violation, generation=self.generation)
            self._say(900, "violation.detected", violation.violation_id, found)
        for cycle in self.findings.cycles:
            met = msgspec.structs.replace(cycle, generation=self.generation)
            self._say(900, "cycle.detected", cycle.cycle_id, met)

    def _suppress(self) -> None:
        covered = {tuple(map(product.full_name, link)): adr for link, adr in self.shape.suppressed.items()}
        for violation in self.findings.violations:
            adr = covered.get((violation.source_module, violation.target_module))
            if adr:
                payload = acc.ViolationSuppressed(
                    violation_id=violation.violation_id,
                    suppression_id=f"SUP-{adr.removeprefix('ADR-')}",
                    adr=adr,
                    expires=self.teller.start_ms + 40 * DAY,
                    justification="Until the gateway of its own is there.",
                )
                decided = acc.AdrSeen(number=adr, title="A gateway of its own", status="accepted")
                self._say(900, "adr.seen", adr, decided)
                self._say(900, "violation.suppressed", violation.violation_id, payload)

    def _resolve(self, before: Findings) -> None:
        still = {v.violation_id for v in self.findings.violations} | {c.cycle_id for c in self.findings.cycles}
        for violation in before.violations:
            if violation.violation_id not in still:
                gone = acc.ViolationResolved(violation_id=violation.violation_id)
                self._say(900, "violation.resolved", violation.violation_id, gone)
        for cycle in before.cycles:
            if cycle.cycle_id not in still:
                self._say(900, "cycle.resolved", cycle.cycle_id, acc.CycleResolved(cycle_id=cycle.cycle_id))

    def _sums(self) -> acc.AnalysisCompleted:
        return acc.AnalysisCompleted(
            analysis_id=self.analysis_id,
            manifest_name=MANIFEST,
            generation=self.generation,
            counts=_counts(self._code, self.findings),
            digest=_digest(self._code, self.findings),
        )


def _counts(code: Code, findings: Findings) -> dict[str, int]:
    return {
        "modules": len(code.modules),
        "dependencies": len(code.imports),
        "violations": len(findings.violations),
        "blocking": sum(v.severity == "BLOCKING" for v in findings.violations),
        "cycles": len(findings.cycles),
        "rules": len(findings.rules),
    }


def _digest(code: Code, findings: Findings) -> str:
    lines = [module_line(name) for name in code.modules]
    lines += [import_line(*link) for link in code.imports]
    lines += [violation_line(v.violation_id, v.severity) for v in findings.violations]
    lines += [cycle_line(c.cycle_id, c.severity) for c in findings.cycles]
    return digest_of(lines + [rule_line(r.rule_id, r.severity) for r in findings.rules])
