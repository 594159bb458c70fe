"""What a scan says of suppressions, of the baseline and of the course of things, one fact a line. Pure."""

from collections.abc import Iterator
from typing import Final

from app.domain.architecture import Code, Findings
from app.domain.architecture.scores import Figures, erosion, erosion_band
from app.domain.architecture.tolerance import Tolerance
from app.domain.moments import iso
from app.domain.payloads.acc import SuppressionDeclared
from app.scan.judging import Judged

WEEK_MS: Final = 7 * 86_400_000


def told(judged: Judged, at: int) -> list[str]:
    """The lines about what is forgiven, as of this moment."""
    return [*_suppressions(judged.tolerance, at), *_baseline(judged)]


def _suppressions(found: Tolerance, at: int) -> Iterator[str]:
    if not found.declared:
        return
    refused = {one.suppression_id for one in found.declared if one.refused}
    over = {one.suppression_id for one in found.declared if one.expires and one.expires <= at}
    ways = [(use.suppression_id, *(other.suppression_id for other in use.others)) for use in found.uses]
    covered = sum(any(key not in refused | over for key in way) for way in ways)
    yield f"suppressions: {len(found.declared)} declared, {covered} violations covered; decisions: {len(found.adrs)}"
    for one in found.declared:
        if word := _word(one, at):
            yield f"note: suppression {one.suppression_id} {word}"


def _word(one: SuppressionDeclared, at: int) -> str:
    """What is remarkable about a suppression; empty when nothing is."""
    if one.refused:
        return f"does not hold: {one.refused}"
    if one.expires and one.expires <= at:
        return f"ended {iso(one.expires)[:10]} and covers nothing any more"
    if one.expires and one.expires - at <= WEEK_MS:
        return f"ends {iso(one.expires)[:10]}"
    return "" if one.matches else "covers nothing"


def _baseline(judged: Judged) -> Iterator[str]:
    words = [violation.lifecycle for violation in judged.findings.violations]
    if any(words) or judged.gone:
        told = f"{words.count('existing')} known and tolerated, {words.count('new')} new, {len(judged.gone)} gone"
        yield f"baseline: {told}"
        yield from (f"gone: {name}" for name in judged.gone)


def figures_of(findings: Findings, code: Code) -> Figures:
    """What erosion is measured by."""
    return Figures(
        violations=frozenset(v.violation_id for v in findings.violations),
        cycles=frozenset(c.cycle_id for c in findings.cycles),
        coupling={name: known.ce for name, known in findings.figures.items()},
        complexity={name: module.spec.complexity for name, module in code.modules.items()},
    )


def course(before: Figures, now: Figures, elapsed_ms: int) -> str:
    """How fast the structure decays between two moments, for information."""
    rate = erosion(before, now, elapsed_ms)
    return f"erosion: {rate:.2f} a day ({erosion_band(rate)}), for information"
