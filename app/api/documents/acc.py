"""Architectural conformance: graph, violations, cycles, coupling, matrix, manifests (domain 7.1, 10 to 15 and 28)."""

from collections import Counter
from statistics import fmean

import msgspec

from app.api.documents.common import Doc, positions, rounded, said, when
from app.api.documents.part import Part
from app.api.reading import Asked
from app.domain import labels
from app.domain.graph import Edge, Node
from app.domain.hotspots import band, heat, risk
from app.errors import UnknownNode
from app.use_cases.look import matrix


def graph(asked: Asked) -> Doc:
    """Modules and imports, with what is wrong with them."""
    part, places = Part(asked), positions(asked, "acc")
    components = {e.id.source.key: e.id.target.key for e in asked.state.joined(labels.BELONGS_TO, labels.MODULE)}
    per_module = Counter(v.get("source_module", "") for v in part.active)
    broken = {(v.get("source_module", ""), v.get("target_module", "")) for v in part.active}
    figures = part.metrics.values()
    return {
        "iteration_id": asked.scope.iteration,
        "manifest_name": asked.text("manifest_name") or None,
        "nodes": [_module(m, part, components, per_module) | _place(m, places) for m in part.modules],
        "edges": [_import(edge, part.in_cycle, broken) for edge in part.imports],
        "totals": {
            "modules": len(part.modules),
            "dependencies": len(part.imports),
            "violations": len(part.active),
            "blocking": sum(v.get("severity") == "BLOCKING" for v in part.active if not part.suppressed(v)),
            "cycles": len(part.cycles),
        },
        "cycles": [_cycle(cycle, part) for cycle in part.cycles],
        "avg_instability": rounded(fmean(f["instability"] for f in figures)) if figures else None,
        "max_coupling": max((f["ca"] + f["ce"] for f in figures), default=0),
    }


def violations(asked: Asked) -> Doc:
    """What breaks a rule; ``severity`` narrows it. What is suppressed is listed with its decision and its end."""
    part = Part(asked)
    severity = asked.choice("severity", "", "BLOCKING", "WARNING", "INFO")
    found = [v for v in part.active if severity in ("", v.get("severity"))]
    listed = [_violation(v) | part.suppression(v) for v in found]
    return {"iteration_id": asked.scope.iteration, "violations": listed, **part.decided()}


def cycles(asked: Asked) -> Doc:
    """Groups of modules that need each other."""
    part = Part(asked)
    return {"iteration_id": asked.scope.iteration, "cycles": [_cycle(cycle, part) for cycle in part.cycles]}


def coupling(asked: Asked) -> Doc:
    """Per module Ca, Ce, I, A, D."""
    return {"iteration_id": asked.scope.iteration, "modules": Part(asked).metrics}


def dsm(asked: Asked) -> Doc:
    """The dependency matrix by ``level`` (module or component): row r needs column c."""
    level = asked.choice("level", "module", "module", "component")
    view: Doc = msgspec.to_builtins(matrix(asked.desk.graph, asked.scope, level, asked.as_of, asked.desk.clock()))
    dependencies = [{"row": c["r"], "col": c["c"], "weight": c["weight"], "kind": c["kind"]} for c in view["cells"]]
    kept = {name: view[name] for name in ("level", "labels", "blocks")}
    return {"iteration_id": asked.scope.iteration, "modules": view["ids"], "dependencies": dependencies, **kept}


def manifests(asked: Asked) -> Doc:
    """The manifests that this iteration was held to."""
    listed = [_manifest(analysis) for analysis in asked.state.of(labels.ANALYSIS).values()]
    return {"iteration_id": asked.scope.iteration, "manifests": listed}


def manifest(asked: Asked, name: str) -> Doc:
    """One manifest with its components and rules. Raises UnknownNode."""
    analysis = asked.state.of(labels.ANALYSIS).get(name)
    if analysis is None:
        raise UnknownNode(f"iteration {asked.scope.iteration} has no manifest {name!r}; see acc/manifests")
    rules = [rule for rule in asked.state.of(labels.RULE).values() if rule.get("manifest") == name]
    components = asked.state.of(labels.COMPONENT).values()
    told = ("rule_id", "type", "expression", "severity", "description", "status", "baseline")
    kept = (*told, "version", "dry_run", "exempt")
    return _manifest(analysis) | {
        "iteration_id": asked.scope.iteration,
        "components": [
            said(c, "name", "paths", "layer", "description", "technology", "contracts") for c in components
        ],
        "rules": [said(rule, *kept) for rule in rules],
    }


def _manifest(analysis: Node) -> Doc:
    made: Doc = {"manifest_name": analysis.id.key, "analyzed_at": when(analysis.times.get("analysis_id"))}
    return made | said(analysis, "status", "origin", "proposed", "counts", "commit")


def _module(module: Node, part: Part, components: dict[str, str], per_module: Counter[str]) -> Doc:
    made: Doc = {
        "id": module.id.uid,
        "type": "module",
        "label": module.get("name", module.id.key),
        "component": module.get("component") or components.get(module.id.key),
        "violations": per_module[module.id.key],
        "in_cycle": module.id.key in part.in_cycle,
        "metrics": part.metrics[module.id.key],
    }
    counted = ("line_count", "class_count", "function_count", "complexity", "figures")
    return made | said(module, "file_path", "package", *counted) | _hotspot(module, part)


def _hotspot(module: Node, part: Part) -> Doc:
    """Risk, band and heat (domain 5.3); nothing where nobody measured the complexity."""
    if not module.get("complexity"):
        return {}
    figures, known = module.get("figures") or {}, part.metrics[module.id.key]
    found = risk(module.get("complexity", 0), known["ca"], known["ce"])
    heated = heat(figures.get("churn_commits", 0), figures.get("complexity_sum", 0))
    return {"hotspot": {"risk": rounded(found), "band": band(found), "heat": heated}}


def _place(module: Node, places: dict[str, Doc]) -> Doc:
    return {"position": places.get(module.id.uid)} if places else {}


def _import(edge: Edge, in_cycle: set[str], broken: set[tuple[str, str]]) -> Doc:
    ends = (edge.id.source.key, edge.id.target.key)
    return {
        "id": edge.id.uid,
        "source": edge.id.source.uid,
        "target": edge.id.target.uid,
        "weight": edge.get("weight", 1),
        "lines": edge.get("lines", []),
        "how": edge.get("how", []),
        "violation": ends in broken,
        "in_cycle": in_cycle.issuperset(ends),
    }


def _violation(violation: Node) -> Doc:
    made: Doc = {"id": violation.id.uid, "since": when(violation.since)}
    names = ("rule_id", "type", "severity", "status", "source_module", "target_module", "description")
    return made | said(violation, *names, "file_path", "lines", "chain", "hint", "lifecycle", "figure")


def _cycle(cycle: Node, part: Part) -> Doc:
    modules = list(cycle.get("modules", []))
    ends = ((edge.id.source.key, edge.id.target.key) for edge in part.imports)
    return {
        "id": cycle.id.uid,
        "nodes": modules,
        "edges": [list(pair) for pair in ends if set(modules).issuperset(pair)],
        "break_candidates": cycle.get("break_candidates", []),
        "break_cost": cycle.get("break_cost"),
        "break_at_least": cycle.get("break_bound"),
        "break_exact": bool(cycle.get("break_exact")),
        "break_hints": cycle.get("break_hints", []),
        "representative": cycle.get("representative", []),
        "severity": cycle.get("severity"),
        "length": len(modules),
        "description": f"{len(modules)} modules need each other ({cycle.get('classification', 'unclassified')})",
        "approved": bool(cycle.get("approved")),
        "approval_adr": cycle.get("approval_adr"),
        "baseline": bool(cycle.get("baseline")),
        "since": when(cycle.since),
    }
