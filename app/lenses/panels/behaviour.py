"""The panels of BDV: scenario, feature, suite, run."""

from typing import Any

from app.domain import labels
from app.domain.graph import Edge, Node
from app.lenses import scenarios, words
from app.lenses.flakes import runs_of
from app.lenses.panels.attempts import attempts
from app.lenses.panels.held import held
from app.lenses.panels.panel import Ask, Panel, ends, fact, facts, names, place, rows
from app.lenses.tones import SCENARIO, UNKNOWN
from app.lenses.views import Fact, Row, Table


def scenario(ask: Ask) -> Panel:
    """What it asks for, how its runs went, and where it fails."""
    runs = runs_of(ask.state).get(ask.node.id.key, [])
    wrong = [e for e in ask.state.joined(labels.VALIDATES) if e.id.source == ask.node.id and _mismatched(e)]
    title, sentence = _headline(ask, wrong)
    return Panel(
        title=title,
        sentence=sentence,
        versus=_versus(ask, wrong[0]) if wrong else (),
        steps=_steps(ask.node, runs),
        error=str(ask.node.get("error_message", "")),
        attempts=_runs(runs),
        tries=attempts(runs),
        quarantine=held(ask.node, ask.state, ask.moment),
        facts=_facts(ask),
    )


def _mismatched(edge: Edge) -> bool:
    return bool(edge.get("alignment") == "mismatched")


def _headline(ask: Ask, wrong: list[Edge]) -> tuple[str, str]:
    node, face = ask.node, scenarios.face(ask.node)
    vain = scenarios.unknown_contracts(node, ask.state)
    if wrong:
        asked, there = wrong[0].get("asked", "?"), wrong[0].id.target.key.partition(":")[2]
        return (
            f"Asks for v{asked}, v{there} is what exists",
            f"Lock v{asked} and rerun, or tag the scenario v{there}.",
        )
    if vain:
        return f"Asks for {vain[0]}, which nobody defines", "Define and lock that contract, or correct the tag."
    if node.get("quarantined"):
        ticket = f", {node.get('ticket')}" if node.get("ticket") else ""
        return f"Quarantined{ticket}", words.sentence(node.get("quarantine_reason", ""))
    if face.tone == "fail":
        step = node.get("failed_step")
        return face.word.capitalize(), f"It stops at “{step}”." if step else "It reports no failing step."
    said = f"Last run {words.when(node.get('last_run'))}." if node.get("last_run") else "No run has reported it yet."
    return face.word.capitalize(), said


def _versus(ask: Ask, edge: Edge) -> tuple[Fact, ...]:
    name, _, version = edge.id.target.key.partition(":")
    contract = ask.state.get(edge.id.target.uid)
    state = str(contract.get("state", "DRAFT")).lower() if contract else "known"
    return facts(
        fact("Scenario asks", f"{name} v{edge.get('asked', '?')}", mono=True),
        fact(state.capitalize(), f"{name} v{version}", mono=True),
    )


def _steps(node: Node, runs: list[Node]) -> tuple[Row, ...]:
    """The steps of the latest run that told of them; before any run, as the feature file has them."""
    told: list[dict[str, Any]] = next((r.get("steps") for r in reversed(runs) if r.get("steps")), [])
    if told:
        return tuple(_step(node, s.get("keyword", ""), s.get("text", ""), s.get("status", "")) for s in told)
    return tuple(_step(node, "", str(text), "PENDING") for text in node.get("steps", []))


def _step(node: Node, keyword: str, text: str, status: str) -> Row:
    face = SCENARIO.get(status, UNKNOWN)
    return Row(id=node.id.uid, tone=face.tone, glyph=face.glyph, cells=(keyword.strip(), text))


def _runs(runs: list[Node]) -> Table | None:
    rows = []
    for run in reversed(runs[-20:]):
        face = SCENARIO.get(run.get("status", ""), SCENARIO["FAILED"])
        took = run.get("duration_ms")
        cells = (
            words.when(run.get("finished_at")),
            f"{face.word}{f', {took / 1000:.1f} s' if took else ''}",
            f"attempt {run.get('attempt', 1)}",
        )
        rows.append(Row(id=run.id.uid, tone=face.tone, glyph=face.glyph, cells=cells))
    return Table(title="Runs", columns=("When", "Outcome", "Attempt"), rows=tuple(rows)) if rows else None


def _facts(ask: Ask) -> tuple[Fact, ...]:
    node = ask.node
    file, line = node.get("file_path") or node.get("feature_path", ""), node.get("failed_line") or node.get("line")
    rate = node.get("flake_rate")
    return facts(
        fact("Feature", names(ends(ask, labels.BELONGS_TO, out=True))),
        fact("Requirement", ", ".join(node.get("requirements", []))),
        fact("Contract", ", ".join(node.get("contract_tags", []))),
        fact("Tags", ", ".join(node.get("tags", []))),
        place("File", file, line or 0),
        fact("Suite", node.get("suite")),
        fact(
            "Flake rate",
            f"{rate:.2f} of {words.plural(node.get('total_runs', 0), 'run')}" if rate is not None else "",
        ),
        fact("Reason", node.get("reason")),
        fact("Rule", node.get("rule")),
    )


def group(ask: Ask) -> Panel:
    """A feature or a suite: how its scenarios stand."""
    listed = scenarios.groups(ask.state).get(ask.node.id.uid, [])
    if ask.node.id.label == labels.SUITE and not listed:
        listed = [s for s in ask.state.of(labels.SCENARIO).values() if s.get("suite") == ask.node.id.key]
    passed = sum(scenarios.status(s) == "PASSED" for s in listed)
    failed = [s for s in listed if scenarios.face(s).tone == "fail"]
    return Panel(
        title=f"{passed} of {words.plural(len(listed), 'scenario')} passed",
        sentence=f"{names(failed)} failed." if failed else "",
        error=str(ask.node.get("message", "")),
        attempts=rows(ask, "Scenarios", listed),
        facts=facts(
            place("File", ask.node.get("feature_path", "")),
            fact("Description", ask.node.get("description")),
            fact("Tags", ", ".join(ask.node.get("tags", []))),
            fact("Requirement", names(ends(ask, labels.VALIDATED_BY, out=False))),
            fact("Run", ask.node.get("run_id"), mono=True),
            fact("State", str(ask.node.get("status", "")).lower()),
            fact("Commit", ask.node.get("commit"), mono=True),
        ),
    )


def run(ask: Ask) -> Panel:
    """One attempt of one scenario."""
    node, face = ask.node, ask.faces.of(ask.node)
    took = node.get("duration_ms")
    return Panel(
        title=face.word.capitalize(),
        sentence=f"Attempt {node.get('attempt', 1)} of {names(ends(ask, labels.EXECUTED, out=True))}.",
        error=str(node.get("error_message", "")),
        steps=_steps(node, [node]),
        tries=attempts([node]),
        facts=facts(
            fact("Run", node.get("run_id"), mono=True),
            fact("Began", words.when(node.get("started_at"))),
            fact("Ended", words.when(node.get("finished_at"))),
            fact("Took", f"{took / 1000:.1f} s" if took else ""),
            fact("Tried again", "yes" if node.get("will_retry") else ""),
            fact("Code", node.get("code"), mono=True),
            fact("Trace", node.get("trace_id"), mono=True),
            fact("Span", node.get("span_id"), mono=True),
        ),
    )
