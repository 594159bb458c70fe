"""The panels of DDE beside tasks: requirement, workflow, contract, artifact, gate."""

from app.domain import labels
from app.domain.graph import Node
from app.lenses import scenarios, words
from app.lenses.dde_tables import gate_face, measured
from app.lenses.panels.panel import Ask, Panel, ends, fact, facts, names, rows
from app.lenses.tasks import dependents
from app.lenses.views import Fact


def requirement(ask: Ask) -> Panel:
    """Who fulfils it and who validates it."""
    tasks = ends(ask, labels.FULFILLED_BY, out=True)
    features = ends(ask, labels.VALIDATED_BY, out=True)
    missing = [
        what for what, found in (("no task fulfils it", tasks), ("no feature validates it", features)) if not found
    ]
    word = ask.faces.of(ask.node).word
    return Panel(
        title=word.capitalize(),
        sentence=words.sentence(words.joined(missing) or str(ask.node.get("text", ""))),
        attempts=rows(ask, "Fulfilled and validated by", [*tasks, *features]),
        facts=facts(
            fact("Name", ask.node.get("name")),
            fact("Text", ask.node.get("text")),
            fact("Priority", ask.node.get("priority")),
            fact("Tasks", names(tasks)),
            fact("Features", names(features)),
        ),
    )


def workflow(ask: Ask) -> Panel:
    """How far it has come."""
    node, counts = ask.node, ask.node.get("counts", {})
    status = str(node.get("status", "RUNNING")).lower()
    failed = f"It stopped at {node.get('failed_node')}." if node.get("failed_node") else ""
    return Panel(
        title=f"Workflow {status}",
        sentence=failed,
        error=str(node.get("error", "")),
        facts=facts(
            fact("Commit", node.get("commit"), mono=True),
            *(fact(f"Reported {name}", number) for name, number in sorted(counts.items())),
        ),
    )


def contract(ask: Ask) -> Panel:
    """Whether consumers can rely on it, and who asks for something else."""
    node = ask.node
    name, _, version = node.id.key.partition(":")
    links = [e for e in ask.state.joined(labels.VALIDATES) if e.id.target == node.id]
    wrong = sorted({str(e.get("asked")) for e in links if e.get("alignment") == "mismatched"})
    asked, there = f"{name} v{', v'.join(wrong)}", f"{name} v{version}"
    tested = [s for e in links if (s := ask.state.get(e.id.source.uid)) is not None]
    return Panel(
        title=f"{there} is {str(node.get('state', 'DRAFT')).lower()}",
        sentence=f"Scenarios ask for {asked}, but v{version} is what exists." if wrong else _reliable(node),
        attempts=rows(ask, "Validated by", tested),
        versus=facts(fact("Asked for", asked), fact("Exists", there)) if wrong else (),
        facts=_contract_facts(ask, tested),
    )


def _reliable(node: Node) -> str:
    locked_at = node.get("locked_at")
    return (
        f"Locked since {words.when(locked_at)}; a change needs a new version."
        if locked_at
        else "It may still change."
    )


def _contract_facts(ask: Ask, tested: list[Node]) -> tuple[Fact, ...]:
    node = ask.node
    passed = sum(scenarios.status(s) == "PASSED" for s in tested)
    return facts(
        fact("Type", node.get("contract_type")),
        fact("Defined by", names(ends(ask, labels.DEFINES, out=False))),
        fact("Scenarios", f"{passed} of {len(tested)} passed" if tested else "none"),
        fact("Enforced by", names(ends(ask, labels.ENFORCED_BY, out=True))),
        fact("Dependents", words.listed(node.get("dependents", []))),
        fact("Locked by", node.get("locked_by")),
        fact("Specification", str(node.get("spec_hash", ""))[:16], mono=True),
        fact("Supersedes", ", ".join(c.id.key for c in ends(ask, labels.SUPERSEDES, out=True))),
        fact("Superseded by", ", ".join(c.id.key for c in ends(ask, labels.SUPERSEDES, out=False))),
        fact("Changes", words.listed(node.get("changes", []))),
        fact("Ends", words.day(node.get("sunset_date"))),
    )


def artifact(ask: Ask) -> Panel:
    """Where it came from, where it is, and what module it holds."""
    node, word = ask.node, ask.faces.of(ask.node).word
    modules = ends(ask, labels.CONTAINS, out=True)
    maker = str(node.get("task_id", ""))
    users = dependents(ask.state.of(labels.TASK)).get(maker, [])
    bad = "Its recomputed SHA-256 differs from the stamped one. Produce and stamp it again."
    return Panel(
        title=word.capitalize(),
        sentence=bad if node.get("state") == "CORRUPT" else f"Made by {maker}." if maker else "",
        facts=facts(
            fact("File", node.get("file_path"), mono=True),
            fact("Stamped as", node.get("stamped_path"), mono=True),
            fact("SHA-256", node.get("sha256"), mono=True),
            fact("Size", words.plural(node.get("size_bytes"), "byte") if node.get("size_bytes") else ""),
            fact("Type", node.get("artifact_type")),
            fact("Module", names(modules) or "no module has this path"),
            fact("Flows to", words.listed(users)),
        ),
    )


def gate(ask: Ask) -> Panel:
    """What it measured, and whether it stops its task."""
    node, word = ask.node, gate_face(ask.node).word
    blocks = node.get("severity", "BLOCKING") == "BLOCKING"
    says = "A failure stops the task." if blocks else "It warns only; a failure stops nothing."
    return Panel(
        title=word.capitalize(),
        sentence=f"Bypassed: {node.get('bypass_reason')}" if node.get("bypass_reason") else says,
        error=str(node.get("message", "")) if node.get("status") == "FAILED" else "",
        facts=facts(
            fact("Task", node.get("task_id")),
            fact("Severity", str(node.get("severity", "BLOCKING")).lower()),
            fact("Measured", measured(node)),
            fact("Runs", f"{node.get('phase', 'post')}, {str(node.get('gate_type', '')).replace('_', ' ')}"),
            fact("Message", node.get("message")),
        ),
    )
