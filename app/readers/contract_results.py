"""Results of import-linter's contracts, in the words of rules and violations."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.domain.identity import violation_key
from app.domain.payloads.acc import ImportSpec, RuleSpec, ViolationDetected
from app.readers.graph_types import CONTRACTS, Contract, Contracts, Detour, Import
from app.readers.json_text import decode
from app.readers.origin import clipped
from app.readers.source import Source, document

Known = Mapping[tuple[str, str], ImportSpec]
"""The imports of the graph, where there is one beside the results."""

_TYPES: Final = {
    "layers": "layering",
    "forbidden": "dependency",
    "independence": "dependency",
    "protected": "dependency",
    "acyclic_siblings": "cycles",
}
_POSITIONAL: Final = "contract_"
_NOT_THERE: Final = ("NoSuchContainer", "does not exist")


class Results:
    """The contracts of one file. ``label`` stands before every rule's id, to tell sets of contracts apart."""

    def __init__(self, contracts: Contracts, label: str = "") -> None:
        self._named = list(_named(contracts, label))

    @classmethod
    def read(cls, source: Source, label: str = "") -> "Results":
        """The results in the file. Raises BadFile with line and column or path."""
        return cls(decode(document(source), CONTRACTS), label)

    def without_places(self) -> tuple["Results", list[str]]:
        """The results without contracts about packages that are not there yet, and the ids of those."""
        gone = [rule for rule, contract in self._named if _not_there(contract)]
        kept = Results(Contracts([]))
        kept._named = [(rule, contract) for rule, contract in self._named if rule not in gone]
        return kept, gone

    def rules(self) -> list[RuleSpec]:
        """One rule per contract, with what became of it."""
        return [_rule(rule, contract) for rule, contract in self._named]

    def violations(self, known: Known) -> list[ViolationDetected]:
        """What breaks the contracts: one per pair of modules, shown by the shortest chain between them."""
        return [v for rule, contract in self._named for v in _violations(rule, contract, known)]


def _named(contracts: Contracts, label: str) -> Iterator[tuple[str, Contract]]:
    """Every contract with its rule's id: its own, or its name where the id is only its place in the file."""
    taken: dict[str, int] = {}
    for contract in contracts.contracts:
        wanted = contract.name if contract.id.startswith(_POSITIONAL) and contract.name else contract.id
        wanted = clipped(f"{label}: {wanted}" if label else wanted, 300)
        taken[wanted] = times = taken.get(wanted, 0) + 1
        yield (wanted if times == 1 else f"{wanted} #{times}"), contract


def _not_there(contract: Contract) -> bool:
    return contract.status == "could_not_run" and any(mark in contract.error for mark in _NOT_THERE)


def _rule(rule_id: str, contract: Contract) -> RuleSpec:
    said = "; ".join(f"{name} = {_words(value)}" for name, value in contract.options.items())
    name = f"{contract.name} ({contract.error})" if contract.error else contract.name
    return RuleSpec(
        rule_id=rule_id,
        type=_TYPES.get(contract.type, contract.type),
        expression=clipped(f"{contract.type}: {said}", 400),
        severity="BLOCKING",
        description=clipped(name, 400),
        status=contract.status,
    )


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _violations(rule: str, contract: Contract, known: Known) -> Iterator[ViolationDetected]:
    if contract.status != "broken":
        return
    shortest = _shortest(contract)
    for _, chain in sorted(shortest.items(), key=lambda pair: pair[0]):
        yield _broken(rule, contract, chain, known)
    for module in sorted(set(contract.metadata.undeclared_modules)):
        yield _violation(rule, contract, f"{module} has no place in the exhaustive contract", source=module)
    if not shortest and not contract.metadata.undeclared_modules:
        yield _violation(rule, contract, "the results name no import that breaks it")


def _shortest(contract: Contract) -> dict[tuple[str, str], list[Import]]:
    """Per pair of modules, first and last, the shortest of the chains between them."""
    found: dict[tuple[str, str], list[Import]] = {}
    for chain in sorted(filter(None, _chains(contract)), key=len):
        found.setdefault((chain[0].importer, chain[-1].imported), chain)
    return found


def _chains(contract: Contract) -> Iterator[list[Import]]:
    found = contract.metadata
    for invalid in (*found.invalid_chains, *found.invalid_dependencies):
        for chain in (*invalid.chains, *invalid.routes):
            yield chain.chain if isinstance(chain, Detour) else chain
    for links in found.cycle_breakers_by_package.values():
        yield from ([Import(source, target)] for source, target in links)


def _broken(rule: str, contract: Contract, chain: list[Import], known: Known) -> ViolationDetected:
    first, last = chain[0], chain[-1]
    way = "imports" if len(chain) == 1 else f"reaches, over {len(chain) - 1} modules in between,"
    graph = known.get((first.importer, first.imported))
    return _violation(
        rule,
        contract,
        f"{first.importer} {way} {last.imported}",
        source=first.importer,
        target=last.imported,
        lines=first.line_numbers or (list(graph.lines) if graph else []),
        chain=[first.importer, *(link.imported for link in chain)],
    )


def _violation(rule: str, contract: Contract, what: str, **found: Any) -> ViolationDetected:
    source, target = found.get("source", ""), found.get("target", "")
    return ViolationDetected(
        violation_id=violation_key(rule, source, target),
        rule_id=rule,
        type=_TYPES.get(contract.type, contract.type).removesuffix("s"),
        severity="BLOCKING",
        source_module=source,
        target_module=target,
        description=clipped(f"{what}, against the contract “{contract.name}”.", 1_000),
        lines=found.get("lines", []),
        chain=found.get("chain", []),
    )
