"""One cruise as a picture of an architecture: modules, imports, rules, violations and circles."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from app.domain.architecture import Baseline, Code, CodeModule, Findings, Manifest, evaluate
from app.domain.architecture.cycles import strongly_connected
from app.domain.payloads.acc import ComponentSpec, ImportSpec, ModuleSpec
from app.readers.graph_picture import NO_CYCLES, Picture
from app.readers.structure.cruise_rules import IGNORED, rules_of, violations_of
from app.readers.structure.cruise_types import Cruise, Dependency, Module

OUTSIDE = "node_modules"


def picture_of(cruise: Cruise) -> Picture:
    """What the file shows, under the totals that it gives itself."""
    code = _code(cruise)
    components = _components(cruise)
    rules = rules_of(cruise.summary)
    found = _evaluated(cruise, code, components, bare=not rules)
    violations = violations_of(cruise.summary, code)
    told = found.violations if not rules else ()
    return Picture(
        modules={name: module.spec for name, module in code.modules.items()},
        imports=code.imports,
        components={component.name: component for component in components},
        rules={rule.rule_id: rule for rule in rules or found.rules},
        violations={v.violation_id: v for v in (*told, *violations)},
        cycles={cycle.cycle_id: cycle for cycle in found.cycles},
        said=_said(cruise, code, len(told)),
    )


def _code(cruise: Cruise) -> Code:
    """Every module that is listed, and those that are only imported."""
    listed = {module.source: CodeModule(_module(module)) for module in cruise.modules}
    pairs: dict[tuple[str, str], list[Dependency]] = defaultdict(list)
    for module in cruise.modules:
        for dependency in module.dependencies:
            pairs[module.source, dependency.resolved].append(dependency)
    only = {target for _, target in pairs} - listed.keys()
    named = {name: CodeModule(ModuleSpec(name=name)) for name in only}
    return Code({**listed, **named}, {(s, t): _import(s, t, found) for (s, t), found in pairs.items()})


def _module(module: Module) -> ModuleSpec:
    if module.core_module or module.could_not_resolve:
        return ModuleSpec(name=module.source)
    folder = module.source.rpartition("/")[0]
    return ModuleSpec(name=module.source, file_path=module.source, package=folder)


def _import(source: str, target: str, found: list[Dependency]) -> ImportSpec:
    of_types = all("type-only" in one.dependency_types for one in found)
    return ImportSpec(source=source, target=target, weight=len(found), type_checking=of_types)


def _components(cruise: Cruise) -> tuple[ComponentSpec, ...]:
    """The folders right below the deepest folder that holds all own files; what comes from outside is one."""
    files = [m.source for m in cruise.modules if not (m.core_module or m.could_not_resolve)]
    own = sorted({path.rpartition("/")[0] for path in files if OUTSIDE not in path.split("/")})
    depth = len(_shared([folder.split("/") for folder in own if folder]))
    tops = sorted({"/".join(folder.split("/")[: depth + 1]) for folder in own if folder})
    outer = [OUTSIDE] if any(path.startswith(f"{OUTSIDE}/") for path in files) else []
    return tuple(ComponentSpec(name=name, paths=[name]) for name in (*tops, *outer))


def _shared(paths: Iterable[list[str]]) -> list[str]:
    """The first parts that all paths have in common."""
    columns = zip(*paths, strict=False)
    shared = []
    for column in columns:
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return shared


def _evaluated(cruise: Cruise, code: Code, components: tuple[ComponentSpec, ...], bare: bool) -> Findings:
    """The circles of the graph; without rules of its own it is held to NO_CYCLES, as a graph alone is."""
    circles = strongly_connected(code.needs())
    guilty = set(_guilty(cruise))
    known = Baseline(tuple(frozenset(circle) for circle in circles if bare or not guilty.intersection(circle)))
    rules = (NO_CYCLES,) if bare else ()
    return evaluate(code, Manifest(components=components, rules=rules, baseline=known))


def _guilty(cruise: Cruise) -> Iterator[str]:
    """The modules at which a rule of severity error finds a circle that was not known before."""
    circular = {rule.name for rule in cruise.summary.rule_set_used.forbidden if rule.circular}
    for violation in cruise.summary.violations:
        if violation.rule.severity == "error" and (violation.cycle or violation.rule.name in circular):
            yield violation.source


def _said(cruise: Cruise, code: Code, more: int) -> dict[str, int]:
    """The file's totals, in our counts: what it names beyond what it lists is missing."""
    summary, listed = cruise.summary, Counter(v.rule.severity for v in cruise.summary.violations)
    ignored = listed[IGNORED] if summary.ignore is None else summary.ignore
    dependencies = sum(len(module.dependencies) for module in cruise.modules)
    total = summary.total_dependencies_cruised
    return {
        "modules": len(code.modules) + summary.total_cruised - len(cruise.modules),
        "dependencies": len(code.imports) + (dependencies if total is None else total) - dependencies,
        "violations": summary.error + summary.warn + summary.info + ignored + more,
        "blocking": summary.error,
    }
