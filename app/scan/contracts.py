"""What import-linter found, in the words of rules and violations. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from app.domain.architecture import Code, Findings
from app.domain.identity import violation_key
from app.domain.payloads.acc import RuleSpec, ViolationDetected
from app.scan.grapher import ContractOutcome, Link

_RULE_TYPE: Final = {
    "layers": "layering",
    "forbidden": "dependency",
    "independence": "dependency",
    "protected": "dependency",
    "acyclic_siblings": "cycles",
}
_LONGEST: Final = 400


def with_contracts(findings: Findings, outcomes: Sequence[ContractOutcome], code: Code) -> Findings:
    """The findings with the contracts as their rules and the broken ones' chains as violations."""
    named = list(zip(_rule_ids(outcomes), outcomes, strict=True))
    return msgspec.structs.replace(
        findings,
        rules=tuple(_rule(rule_id, outcome) for rule_id, outcome in named),
        violations=tuple(v for rule_id, outcome in named for v in _violations(rule_id, outcome, code)),
    )


def remarks(outcomes: Sequence[ContractOutcome]) -> tuple[str, ...]:
    """What import-linter warns of, contract by contract."""
    return tuple(f"contract “{one.name}”: {warning}" for one in outcomes for warning in one.warnings)


def _rule_ids(outcomes: Sequence[ContractOutcome]) -> list[str]:
    """A contract's id or, where it has none, its name; a second of the same name is numbered."""
    taken: list[str] = []
    for outcome in outcomes:
        wanted = outcome.id or outcome.name
        taken.append(f"{wanted} #{taken.count(wanted) + 1}" if wanted in taken else wanted)
    return taken


def _rule(rule_id: str, outcome: ContractOutcome) -> RuleSpec:
    said = [f"{name} = {_words(value)}" for name, value in outcome.options.items()]
    return RuleSpec(
        rule_id=rule_id,
        type=_RULE_TYPE.get(outcome.type, outcome.type),
        expression=f"{outcome.type}: {'; '.join(said)}"[:_LONGEST],
        severity="BLOCKING",
        description=f"{outcome.name} ({outcome.error})" if outcome.error else outcome.name,
        status=outcome.status,
    )


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _violations(rule_id: str, outcome: ContractOutcome, code: Code) -> Iterator[ViolationDetected]:
    """One per pair of ends, shown by the shortest chain between them."""
    shortest: dict[tuple[str, str], list[Link]] = {}
    for chain in sorted(outcome.chains, key=len):
        shortest.setdefault((chain[0].importer, chain[-1].imported), chain)
    for _, chain in sorted(shortest.items()):
        yield _broken(rule_id, outcome, chain, code)
    for module in outcome.undeclared:
        yield _undeclared(rule_id, outcome, module, code)


def _broken(rule_id: str, outcome: ContractOutcome, chain: list[Link], code: Code) -> ViolationDetected:
    first, last = chain[0], chain[-1]
    steps = " → ".join((first.importer, *(link.imported for link in chain)))
    way = "imports" if len(chain) == 1 else f"reaches, over {len(chain) - 1} modules in between,"
    return ViolationDetected(
        violation_id=violation_key(rule_id, first.importer, last.imported),
        rule_id=rule_id,
        type=_RULE_TYPE.get(outcome.type, outcome.type).removesuffix("s"),
        severity="BLOCKING",
        source_module=first.importer,
        target_module=last.imported,
        description=f"{first.importer} {way} {last.imported}, against the contract “{outcome.name}”.",
        file_path=_file(first.importer, code),
        lines=_lines(first, code),
        chain=[first.importer, *(link.imported for link in chain)],
        hint=outcome.broken_contract_guidance or f"Take one import out of {steps}.",
    )


def _undeclared(rule_id: str, outcome: ContractOutcome, module: str, code: Code) -> ViolationDetected:
    return ViolationDetected(
        violation_id=violation_key(rule_id, module, ""),
        rule_id=rule_id,
        type="layering",
        severity="BLOCKING",
        source_module=module,
        description=f"{module} has no place in the exhaustive contract “{outcome.name}”.",
        file_path=_file(module, code),
        hint=outcome.broken_contract_guidance or "Give the module a layer in the contract, or move it.",
    )


def _file(module: str, code: Code) -> str:
    return code.path(module) if module in code.modules else ""


def _lines(link: Link, code: Code) -> list[int]:
    """The lines that import-linter names, else those of the graph."""
    known = code.imports.get((link.importer, link.imported))
    return link.lines or (list(known.lines) if known else [])
