"""What an analysis tells, step by step: manifest, import graph, findings."""

from collections.abc import Sequence
from typing import Any

from app.domain.payloads import acc
from tests.lenses.builders import Step


def manifest(*components: str, contracts: Sequence[str] = ()) -> Step:
    """Components in layers from top to bottom; a module ``component.x`` belongs to its component."""
    specs = [
        acc.ComponentSpec(name=name, paths=[f"src/{name}"], layer=i, contracts=list(contracts) if not i else [])
        for i, name in enumerate(components)
    ]
    rules = [acc.RuleSpec(rule_id="R4", type="layering", status="kept")]
    return "acc.manifest.loaded", acc.ManifestLoaded(manifest_name="m", generation="g", components=specs, rules=rules)


def graph(*imports: tuple[str, str], alone: Sequence[str] = ()) -> Step:
    """Modules and their imports."""
    names = sorted({end for pair in imports for end in pair} | set(alone))
    modules = [acc.ModuleSpec(name=n, file_path=f"src/{n.replace('.', '/')}.py") for n in names]
    specs = [acc.ImportSpec(source=a, target=b, weight=2) for a, b in imports]
    return "acc.graph.built", acc.GraphBuilt(analysis_id="a", generation="g", modules=modules, imports=specs)


def violation(source: str, target: str, severity: str = "BLOCKING", **more: Any) -> Step:
    """A broken rule R4; its id is ``V.source>target``."""
    payload = acc.ViolationDetected(
        violation_id=f"V.{source}>{target}",
        rule_id="R4",
        type="layering",
        severity=severity,
        source_module=source,
        target_module=target,
        generation="g",
        **more,
    )
    return "acc.violation.detected", payload


def suppressed(source: str, target: str, until: int, adr: str = "ADR-0031") -> Step:
    """The violation is accepted until a day."""
    payload = acc.ViolationSuppressed(
        violation_id=f"V.{source}>{target}",
        suppression_id="sup-1",
        adr=adr,
        expires=until,
        justification="being moved",
    )
    return "acc.violation.suppressed", payload


def cycle(*modules: str, approved: bool = False) -> Step:
    """Modules that need each other."""
    payload = acc.CycleDetected(
        cycle_id="C-1",
        cycle_modules=list(modules),
        generation="g",
        approved=approved,
        approval_adr="ADR-0027" if approved else "",
        break_candidates=[[modules[-1], modules[0]]],
    )
    return "acc.cycle.detected", payload


def analysed() -> list[Step]:
    """The frame of an analysis."""
    return [("acc.analysis.completed", acc.AnalysisCompleted(analysis_id="a", manifest_name="m", generation="g"))]
