"""Code held against the rules that apply: the findings, what of them was there before, and what is forgiven."""

from collections.abc import Sequence

import msgspec

from app.domain.architecture import Code, Findings, Manifest, evaluate, extend, propose
from app.domain.architecture.baseline import Baseline
from app.domain.architecture.ratchet import Held, baseline_of, hold
from app.domain.architecture.tolerance import Tolerance, tolerated
from app.scan.contracts import remarks, with_contracts
from app.scan.decided import Decided
from app.scan.grapher import ContractOutcome
from app.scan.rulebook import Rulebook


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules say. ``left`` is the baseline that would tolerate what is tolerated now, and nothing else."""

    manifest: Manifest
    findings: Findings
    tolerance: Tolerance
    left: Baseline
    gone: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Judge:
    """Remembers the rules that it had to propose itself; ``baseline`` is given from outside the repository."""

    def __init__(self) -> None:
        self.baseline: Baseline | None = None
        self._proposal: Manifest | None = None

    def judged(self, code: Code, rules: Rulebook, outcomes: Sequence[ContractOutcome], decided: Decided) -> Judged:
        """The code under these rules: evaluated, held against the baseline, seen through suppressions."""
        manifest, findings = self._evaluated(code, rules, outcomes, decided)
        known = self._known(manifest)
        held = Held(findings, baseline_of(findings, code)) if known is None else hold(findings, known, code)
        forgiven = tolerated(held.findings.violations, decided.suppressions, decided.adrs)
        return Judged(
            manifest=manifest,
            findings=held.findings,
            tolerance=forgiven,
            left=held.left,
            gone=held.gone,
            warnings=remarks(outcomes),
        )

    def _known(self, manifest: Manifest) -> Baseline | None:
        """The strict entries that apply; None where nobody laid any down."""
        if self.baseline is None:
            return manifest.baseline if manifest.baseline.entries else None
        return manifest.baseline.extended(self.baseline)

    def _evaluated(
        self, code: Code, rules: Rulebook, outcomes: Sequence[ContractOutcome], decided: Decided
    ) -> tuple[Manifest, Findings]:
        if rules.manifest:
            return rules.manifest, evaluate(code, rules.manifest, decided.adrs)
        self._proposal = extend(self._proposal, code) if self._proposal else propose(code)
        if not rules.contracts:
            return self._proposal, evaluate(code, self._proposal)
        # The contracts are the rules. Components only group the picture, and cycles that no
        # contract forbids are told but never block.
        manifest = msgspec.structs.replace(
            self._proposal, rules=(), origin=rules.contracts.name, proposed=False, worst_cycle="WARNING"
        )
        return manifest, with_contracts(evaluate(code, manifest), outcomes, code)
