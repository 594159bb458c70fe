"""Architectural conformance: import graph, rules, violations, cycles, coupling (domain 2.3).

A full ``acc.graph.built`` opens a *generation*: modules, imports, violations and cycles of an older
generation no longer count from its valid time on. An ``acc.graph.changed`` stays in its generation
and says only what came and went, so that a long history stays small. The ``acc.analysis.*`` events
of a manifest name the generation that is current from then on.
"""

from app.domain.payloads.common import (
    BatchRetracted,
    CommitSeen,
    ExpiryPassed,
    IterationDeclared,
    LinkDecided,
    Payload,
    StreamWaived,
)
from app.domain.payloads.decisions import AdrSeen, SuppressionDeclared, SuppressionUse, ViolationSuppressed
from app.domain.payloads.findings import (
    CouplingExceeded,
    CycleDetected,
    CycleResolved,
    ViolationDetected,
    ViolationResolved,
)

__all__ = [
    "AdrSeen",
    "CouplingExceeded",
    "CycleDetected",
    "CycleResolved",
    "SuppressionDeclared",
    "SuppressionUse",
    "ViolationDetected",
    "ViolationResolved",
    "ViolationSuppressed",
]


class AnalysisStarted(Payload, frozen=True):
    analysis_id: str
    manifest_name: str = "default"
    generation: str = ""
    root: str = ""


class AnalysisCompleted(Payload, frozen=True):
    """Totals of the whole state after this analysis and a digest of it (R-30).

    ``counts`` holds modules, dependencies, violations, blocking, cycles and rules.
    """

    analysis_id: str
    manifest_name: str = "default"
    generation: str = ""
    counts: dict[str, int] = {}
    digest: str = ""


class ModuleSpec(Payload, frozen=True):
    """A module of the import graph. ``line_count`` and the like are 0 where nobody counted.

    ``complexity`` is that of the worst function, ``complexity_sum`` that of all; ``lcom`` the greatest
    lack of cohesion of a class; ``loose_classes`` reach 0.8, ``god_classes`` have over 20 methods or 500
    lines. ``churn_…`` count the commits since ``churn_since`` (ms) that touched the file, and their
    lines; ``risk_trend`` is by how much the hotspot risk moved since then (domain 5.3).
    """

    name: str
    file_path: str = ""
    package: str = ""
    line_count: int = 0
    class_count: int = 0
    function_count: int = 0
    abstractness: float = 0.0
    complexity: int = 0
    sha256: str = ""
    code_lines: int = 0
    public_classes: int = 0
    abstract_classes: int = 0
    complexity_sum: int = 0
    worst_function: str = ""
    worst_line: int = 0
    nesting: int = 0
    lcom: float = 0.0
    loose_classes: list[str] = []
    god_classes: list[str] = []
    churn_commits: int = 0
    churn_lines: int = 0
    churn_since: int = 0
    risk_trend: float = 0.0


class ImportSpec(Payload, frozen=True):
    """An import: ``source`` needs ``target``; weight = number of import statements, ``lines`` where.

    ``how`` says what is true of all its statements: ``static`` or ``called`` (by a function such as
    import_module), ``type_checking``, ``lazy`` (in a function), ``conditional`` (in a branch or try);
    empty where nobody looked.
    """

    source: str
    target: str
    lines: list[int] = []
    weight: int = 1
    type_checking: bool = False
    how: list[str] = []


class GraphBuilt(Payload, frozen=True):
    """A chunk of a full graph; ``generation`` is one and the same for all chunks of an analysis."""

    analysis_id: str
    generation: str
    modules: list[ModuleSpec] = []
    imports: list[ImportSpec] = []


class GraphChanged(Payload, frozen=True):
    """What differs from the analysis before, within one generation."""

    analysis_id: str
    generation: str
    modules: list[ModuleSpec] = []
    imports: list[ImportSpec] = []
    removed_modules: list[str] = []
    removed_imports: list[list[str]] = []


class ComponentSpec(Payload, frozen=True):
    """A component of the manifest: the modules whose file path (or dotted name) starts with one of ``paths``."""

    name: str
    paths: list[str] = []
    description: str = ""
    technology: str = ""
    layer: int = 0
    contracts: list[str] = []


class RuleSpec(Payload, frozen=True):
    """A rule of the manifest; ``status`` of its last evaluation is kept, broken, could_not_run or disabled.

    ``dry_run``: evaluated and reported, never blocks. ``exempt`` are patterns of modules or paths left out.
    """

    rule_id: str
    type: str
    expression: str = ""
    severity: str = "BLOCKING"
    description: str = ""
    status: str = ""
    baseline: bool = False
    version: str = ""
    dry_run: bool = False
    exempt: list[str] = []


class ManifestLoaded(Payload, frozen=True):
    """The rules and components that apply from now on; ``origin`` says where they came from."""

    manifest_name: str
    generation: str
    components: list[ComponentSpec] = []
    rules: list[RuleSpec] = []
    origin: str = ""
    proposed: bool = False


class ModuleAnalyzed(Payload, frozen=True):
    module: ModuleSpec
    generation: str = ""
    component: str = ""
    ca: int = 0
    ce: int = 0


PAYLOADS: dict[str, type[Payload]] = {
    "acc.iteration.declared": IterationDeclared,
    "acc.batch.retracted": BatchRetracted,
    "acc.stream.waived": StreamWaived,
    "acc.link.decided": LinkDecided,
    "acc.expiry.passed": ExpiryPassed,
    "acc.commit.seen": CommitSeen,
    "acc.analysis.started": AnalysisStarted,
    "acc.analysis.completed": AnalysisCompleted,
    "acc.graph.built": GraphBuilt,
    "acc.graph.changed": GraphChanged,
    "acc.manifest.loaded": ManifestLoaded,
    "acc.module.analyzed": ModuleAnalyzed,
    "acc.violation.detected": ViolationDetected,
    "acc.violation.suppressed": ViolationSuppressed,
    "acc.violation.resolved": ViolationResolved,
    "acc.suppression.declared": SuppressionDeclared,
    "acc.adr.seen": AdrSeen,
    "acc.cycle.detected": CycleDetected,
    "acc.cycle.resolved": CycleResolved,
    "acc.coupling.exceeded": CouplingExceeded,
}
