"""Behaviour-driven validation: graph, contracts, flakes, coverage (domain 7.1, 4 to 6 and 27)."""

from collections.abc import Iterable

from app.api.documents.common import Doc, link, positions, rounded, said, when
from app.api.reading import Asked
from app.domain import labels
from app.domain.graph import Edge, Node
from app.domain.state import IterationState
from app.domain.verdict.versions import Alignment, best_fit
from app.lenses.covered import totals
from app.lenses.flakes import flakes as told_flakes
from app.lenses.scenarios import status
from app.lenses.views import Coverage, Flake, Journey
from app.use_cases.asked_first import coverage_of


def graph(asked: Asked) -> Doc:
    """Features and their scenarios, with the totals."""
    state, places = asked.state, positions(asked, "bdv")
    features, scenarios = state.of(labels.FEATURE), state.of(labels.SCENARIO)
    fulfilling = [link(edge) for edge in state.joined(labels.VALIDATES)]
    drawn = [_feature(f) for f in features.values()] + [_scenario(s) for s in scenarios.values()]
    return {
        "iteration_id": asked.scope.iteration,
        "nodes": [node | ({"position": places.get(node["id"])} if places else {}) for node in drawn],
        "edges": [
            {"id": e.id.uid, "source": e.id.target.uid, "target": e.id.source.uid, "type": "contains"}
            for e in state.joined(labels.BELONGS_TO, labels.SCENARIO, labels.FEATURE)
        ],
        "totals": totals(scenarios.values()),
        "contract_count": len({tag for s in scenarios.values() for tag in s.get("contract_tags", [])}),
        "linked_dde_nodes": fulfilling,
    }


def contracts(asked: Asked) -> Doc:
    """Per contract that scenarios speak of: who does, and whether the version fits."""
    tagged: dict[str, list[Node]] = {}
    for scenario in asked.state.of(labels.SCENARIO).values():
        for tag in scenario.get("contract_tags", []):
            tagged.setdefault(tag, []).append(scenario)
    listed = [_contract(tag, tagged[tag], asked.state) for tag in sorted(tagged)]
    return {"iteration_id": asked.scope.iteration, "contracts": listed}


def flakes(asked: Asked) -> Doc:
    """Scenarios that fail now and then (and those whose runs are worth telling), the highest rate first."""
    least = asked.number("min_flake_rate", 0.0, 0.0, 1.0)
    found = (flake for flake in told_flakes(asked.state) if (flake.rate or 0.0) >= least)
    return {"iteration_id": asked.scope.iteration, "flakes": [_flake(f, asked.state) for f in found]}


def coverage(asked: Asked) -> Doc:
    """What is covered by scenarios, each gap by name, and per requirement what came of it."""
    found = coverage_of(asked.desk.graph, asked.scope, asked.as_of, asked.desk.clock())
    return {
        "iteration_id": asked.scope.iteration,
        "coverage": [_coverage(figure) for figure in found.figures],
        "requirements": [{"requirement_id": name} | counted for name, counted in found.requirements],
        "journeys": [_journey(journey) for journey in found.journeys],
    }


def _journey(journey: Journey) -> Doc:
    """A journey with its steps: covered, blocked or missing."""
    steps = [
        {
            "step_id": step.step_id,
            "name": step.name,
            "state": step.state,
            "required": step.required,
            "wants": step.wants,
            "scenarios": [f"{labels.SCENARIO}/{key}" for key in step.scenarios],
        }
        for step in journey.steps
    ]
    named = {name: getattr(journey, name) for name in ("id", "name", "severity", "covered")}
    return named | {"steps": steps}


def _coverage(figure: Coverage) -> Doc:
    share = rounded(figure.covered / figure.total) if figure.total else None
    missing = [{"id": uid, "label": label} for uid, label in figure.missing]
    return {"name": figure.name, "covered": figure.covered, "of": figure.total, "share": share, "missing": missing}


def _feature(feature: Node) -> Doc:
    made: Doc = {"id": feature.id.uid, "type": "feature", "label": feature.get("name", feature.id.key)}
    return made | said(feature, "feature_path", "tags", "requirements", "suite")


def _scenario(scenario: Node) -> Doc:
    made: Doc = {
        "id": scenario.id.uid,
        "type": "scenario",
        "label": scenario.get("name", scenario.id.key),
        "status": status(scenario),
        "last_run": when(scenario.get("last_run")),
        "error": scenario.props.get("error_message"),
    }
    names = ("feature_path", "line", "tags", "contract_tags", "requirements", "outcome", "attempts", "duration_ms")
    return made | said(scenario, *names, "failed_step", "file_path", "failed_line", "critical", "flake_rate", "owner")


def _contract(tag: str, scenarios: list[Node], state: IterationState) -> Doc:
    fit = best_fit(tag, list(state.of(labels.CONTRACT).values()))
    contract = state.of(labels.CONTRACT).get(fit.contract)
    return {
        "contract": tag,
        "features": sorted({str(s.get("feature_path", "")) for s in scenarios}),
        "scenarios": [s.id.uid for s in scenarios],
        "dde_node": _definer(contract, state.joined(labels.DEFINES)),
        "locked": contract.get("state") == "LOCKED" if contract else None,
        "alignment": fit.alignment.value,
        "version_mismatch": fit.alignment in (Alignment.MISMATCHED, Alignment.MISSING),
        "expected": tag.partition(":")[2],
        "actual": fit.version or None,
    }


def _definer(contract: Node | None, defines: Iterable[Edge]) -> str | None:
    return next((e.id.source.uid for e in defines if contract and e.id.target == contract.id), None)


def _flake(flake: Flake, state: IterationState) -> Doc:
    scenario = state.get(flake.id)
    return {
        "id": flake.id,
        "label": flake.label,
        "runs": len(flake.runs),
        "recent_results": ["PASSED" if letter == "P" else "FAILED" for letter in flake.runs],
        "flake_rate": flake.rate,
        "interval": [flake.low, flake.high],
        "state": flake.state,
        "quarantined": bool(scenario and scenario.get("quarantined")),
        "pattern": flake.cause or None,
        "pattern_confidence": flake.cause_confidence,
        "ticket": flake.ticket or None,
        "owner": scenario.get("owner") if scenario else None,
        "review_date": when(flake.until),
    }
