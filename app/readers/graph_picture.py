"""The architecture at one moment, as graph and contract files show it: modules, imports, rules, what breaks them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from app.domain.architecture import Baseline, Code, CodeModule, Manifest, evaluate
from app.domain.architecture.propose import component_names
from app.domain.architecture.rules import parse_rule
from app.domain.digest import cycle_line, digest_of, import_line, module_line, rule_line, violation_line
from app.domain.payloads.acc import (
    ComponentSpec,
    CycleDetected,
    ImportSpec,
    ModuleSpec,
    RuleSpec,
    ViolationDetected,
)
from app.errors import BadFile
from app.readers.contract_results import Results
from app.readers.graph_types import GRAPH, Graph
from app.readers.json_text import decode
from app.readers.source import Source, document

NO_CYCLES: Final = parse_rule("R1", "ALL: NO_CYCLES")
"""What a graph alone can be held to."""


class Picture(msgspec.Struct, frozen=True):
    """All that counts at one moment, by identity. ``not_there`` are rules about packages that do not exist yet.

    ``said`` are totals that the source gives itself; they stand above what is counted here.
    """

    modules: Mapping[str, ModuleSpec]
    imports: Mapping[tuple[str, str], ImportSpec]
    components: Mapping[str, ComponentSpec]
    rules: Mapping[str, RuleSpec]
    violations: Mapping[str, ViolationDetected]
    cycles: Mapping[str, CycleDetected]
    not_there: Sequence[str] = ()
    said: Mapping[str, int] = {}

    def counts(self) -> dict[str, int]:
        """The totals that complete an analysis (R-30)."""
        return {
            "modules": len(self.modules),
            "dependencies": len(self.imports),
            "violations": len(self.violations),
            "blocking": sum(v.severity == "BLOCKING" for v in self.violations.values()),
            "cycles": len(self.cycles),
            "rules": len(self.rules),
            **self.said,
        }

    def digest(self) -> str:
        """The digest over the same."""
        return digest_of(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from map(module_line, self.modules)
        yield from (import_line(*link) for link in self.imports)
        yield from (violation_line(key, v.severity) for key, v in self.violations.items())
        yield from (cycle_line(key, c.severity) for key, c in self.cycles.items())
        yield from (rule_line(r.rule_id, r.severity) for r in self.rules.values())


def graph_from(source: Source) -> Graph:
    """The graph in the file. Raises BadFile with line and column or path."""
    graph = decode(document(source), GRAPH)
    if not graph.modules:
        raise BadFile("the graph has no modules", "$.modules")
    known = set(graph.modules)
    for index, edge in enumerate(graph.edges):
        if unknown := {edge.importer, edge.imported} - known:
            raise BadFile(f"{min(unknown)[:80]} is not among the modules", f"$.edges[{index}]")
    return graph


def root_of(graph: Graph) -> str:
    """The package that the graph is about."""
    return graph.root_package or graph.modules[0].partition(".")[0]


def code_of(graph: Graph) -> Code:
    """The graph as rules look at it. File paths follow from the names: a module with children is a package."""
    packages = {name.rpartition(".")[0] for name in graph.modules}
    modules = {name: CodeModule(_module(name, name in packages)) for name in graph.modules}
    imports: dict[tuple[str, str], ImportSpec] = {}
    for edge in graph.edges:
        key = edge.importer, edge.imported
        lines = sorted({*edge.lines, *(imports[key].lines if key in imports else ())})
        imports[key] = ImportSpec(source=key[0], target=key[1], lines=lines, weight=max(len(lines), 1))
    return Code(modules, imports)


def _module(name: str, is_package: bool) -> ModuleSpec:
    path = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
    return ModuleSpec(name=name, file_path=path, package=name if is_package else name.rpartition(".")[0])


def picture_of(code: Code, results: Sequence[Results], baseline: Baseline, not_there: Sequence[str] = ()) -> Picture:
    """What code and contract results show together; cycles of the baseline were there before and do not block."""
    components = tuple(ComponentSpec(name=name, paths=[name]) for name in component_names(code))
    found = evaluate(code, Manifest(components=components, rules=(NO_CYCLES,), baseline=baseline))
    violations = [*found.violations, *(v for r in results for v in r.violations(code.imports))]
    return Picture(
        modules={name: module.spec for name, module in code.modules.items()},
        imports=code.imports,
        components={component.name: component for component in components},
        rules={rule.rule_id: rule for rule in (*found.rules, *(r for rs in results for r in rs.rules()))},
        violations={v.violation_id: _with_file(v, code) for v in violations},
        cycles={cycle.cycle_id: cycle for cycle in found.cycles},
        not_there=not_there,
    )


def _with_file(violation: ViolationDetected, code: Code) -> ViolationDetected:
    module = code.modules.get(violation.source_module)
    path = violation.file_path or (module.spec.file_path if module else "")
    return msgspec.structs.replace(violation, file_path=path)
