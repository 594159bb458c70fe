"""The panels of ACC: module, component, violation, cycle, rule, analysis."""

from collections.abc import Mapping
from typing import Any

from app.domain import labels
from app.domain.graph import Node
from app.domain.hotspots import risk
from app.domain.verdict.acc_reasons import way_out
from app.domain.verdict.suppression import deciding, suppressed
from app.lenses import words
from app.lenses.acc_hotspots import figures_of
from app.lenses.panels.panel import Ask, Panel, fact, facts, place, rows
from app.lenses.views import Fact


def module(ask: Ask) -> Panel:
    """Its coupling, and what starts at it."""
    s, name = ask.faces.structure, ask.node.id.key
    ca, ce = s.ca[name], s.ce[name]
    found = [
        v for v in ask.state.of(labels.VIOLATION).values() if name in (v.get("source_module"), v.get("target_module"))
    ]
    mine = [v for v in found if v.get("status") == "ACTIVE"]
    needs = [d.target for d in s.dependencies if d.source == name and not d.indirect]
    needed = [d.source for d in s.dependencies if d.target == name and not d.indirect]
    return Panel(
        title=ask.faces.of(ask.node).word.capitalize(),
        sentence=f"{words.plural(ca, 'module needs', 'modules need')} it, it needs {ce}.",
        attempts=rows(ask, "Findings", mine),
        facts=(
            *_size(ask.node, ca, ce),
            *facts(
                fact("Component", s.home[name] or "none of the manifest"),
                fact("Needs", words.listed(needs, 5)),
                fact("Needed by", words.listed(needed, 5)),
                fact("Cycles", ", ".join(s.cycles_of.get(name, []))),
            ),
        ),
    )


def _size(node: Node, ca: int, ce: int) -> tuple[Fact, ...]:
    instability = ce / (ca + ce) if ca + ce else 0.0
    abstract = float(node.get("abstractness", 0.0))
    complexity = node.get("complexity")
    return facts(
        place("File", node.get("file_path", "")),
        fact("Ca, Ce", f"{ca}, {ce}"),
        fact("Instability", f"{instability:.2f}"),
        fact("Distance", f"{abs(abstract + instability - 1):.2f}, abstractness {abstract:.2f}"),
        fact("Lines", node.get("line_count")),
        fact("Complexity", complexity),
        fact("Hotspot risk", f"{risk(complexity, ca, ce):.0f}" if complexity else ""),
        *_counted(figures_of(node)),
    )


def _counted(figures: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The worst function, how often the file was changed, and what is wrong with its classes."""
    worst, line = figures.get("worst_function", ""), figures.get("worst_line", 0)
    changed, since = figures.get("churn_commits", 0), words.day(figures.get("churn_since"))
    return facts(
        fact("Worst function", f"{worst}, line {line}" if worst else ""),
        fact("Changed", f"by {words.plural(changed, 'commit')} since {since}" if since else ""),
        fact("Very large", words.listed(figures.get("god_classes", []))),
        fact("Several responsibilities", words.listed(figures.get("loose_classes", []))),
    )


def component(ask: Ask) -> Panel:
    """Its modules, and the worst among them."""
    s, name = ask.faces.structure, ask.node.id.key
    mine = [m for m, home in s.home.items() if home == name]
    bad = [s.modules[m] for m in mine if s.faces[m].tone in ("fail", "warn")]
    out = sorted({s.home[d.target] for d in s.dependencies if s.home[d.source] == name} - {name, ""})
    into = sorted({s.home[d.source] for d in s.dependencies if s.home[d.target] == name} - {name, ""})
    return Panel(
        title=ask.faces.of(ask.node).word.capitalize(),
        sentence=f"{words.plural(len(bad), 'module')} of {len(mine)} with a finding."
        if mine
        else "It has no module.",
        attempts=rows(ask, "Modules with a finding", bad),
        facts=facts(
            fact("Layer", s.layer(name)),
            fact("Modules", len(mine)),
            fact("Needs", words.listed(out, 6)),
            fact("Needed by", words.listed(into, 6)),
            fact("Paths", ", ".join(ask.node.get("paths", [])), mono=True),
            fact("Contracts", ", ".join(ask.node.get("contracts", []))),
            fact("Technology", ask.node.get("technology")),
            fact("Description", ask.node.get("description")),
        ),
    )


def violation(ask: Ask) -> Panel:
    """Which rule, where, and what would clear it."""
    node = ask.node
    source, target = node.get("source_module", ""), node.get("target_module", "")
    lines = node.get("lines", [])
    hidden = suppressed(node, ask.moment)
    use = deciding(node, ask.moment)
    until, adr = (words.day(use.until) or "no end", use.adr or "no ADR") if use else ("", "")
    return Panel(
        title=f"{source} imports {target}" if target else str(source or "Rule broken"),
        sentence=words.sentence(str(node.get("description", ""))),
        until=(use.until or None) if use and hidden else None,
        facts=facts(
            fact("Rule", node.get("rule_id")),
            fact("Severity", str(node.get("severity", "")).lower()),
            fact("State", ask.faces.of(node).word),
            place("Place", node.get("file_path", ""), lines[0] if lines else 0),
            fact("Lines", ", ".join(map(str, lines)) if len(lines) > 1 else ""),
            fact("Way", " → ".join(node.get("chain", []))),
            fact("Do", node.get("hint")),
            fact("Suppressed", f"{adr}, until {until}" if hidden else ""),
            fact("Because", use.justification if use and hidden else ""),
            fact("Not suppressed", f"{use.id}: {use.refused}" if use and use.refused else ""),
        ),
    )


def cycle(ask: Ask) -> Panel:
    """Who needs whom, and where to cut."""
    node, modules = ask.node, ask.node.get("modules", [])
    cuts = node.get("break_candidates", [])
    members = [m for name in modules if (m := ask.state.get(f"{labels.MODULE}/{name}")) is not None]
    return Panel(
        title=f"{len(modules)} modules need each other, {ask.faces.of(node).word}",
        sentence=words.sentence(way_out(node)),
        attempts=rows(ask, "Members", members),
        facts=facts(
            fact("Kind", str(node.get("classification", "")).replace("_", " ")),
            fact("Severity", str(node.get("severity", "")).lower()),
            fact("ADR", node.get("approval_adr")),
            fact("Approved by", node.get("approved_by")),
            fact("Because", node.get("approval_reason")),
            fact("Shortest way round", " → ".join(node.get("representative", []))),
            fact("How", next(iter(node.get("break_hints", [])), "")),
            fact("Other cuts", words.listed((f"{a} → {b}" for a, b in cuts[1:]), 3)),
        ),
    )


def rule(ask: Ask) -> Panel:
    """What it demands, and who breaks it."""
    node = ask.node
    broken = [v for v in ask.state.of(labels.VIOLATION).values() if v.get("rule_id") == node.get("rule_id")]
    active = [v for v in broken if v.get("status") == "ACTIVE"]
    word = str(node.get("status") or ("broken" if active else "kept")).replace("_", " ")
    return Panel(
        title=f"{node.get('rule_id', node.id.key)} is {word}",
        sentence=words.sentence(str(node.get("description", ""))),
        attempts=rows(ask, "Violations", active),
        facts=facts(
            fact("Demands", node.get("expression"), mono=True),
            fact("Type", node.get("type")),
            fact("Severity", str(node.get("severity", "")).lower()),
            fact("Dry run", "it is evaluated and never blocks" if node.get("dry_run") else ""),
            fact("Version", node.get("version")),
            fact("Exempt", words.listed(node.get("exempt", []), 6), mono=True),
            fact("Baseline", "it held when it was proposed" if node.get("baseline") else ""),
        ),
    )


def analysis(ask: Ask) -> Panel:
    """What was analysed, and by which manifest."""
    node = ask.node
    proposed = "The manifest was proposed: nobody wrote one." if node.get("proposed") else ""
    return Panel(
        title=f"Analysis {str(node.get('status', 'unknown')).lower()}",
        sentence=proposed,
        facts=facts(
            fact("Manifest", node.id.key),
            fact("Origin", node.get("origin")),
            fact("Root", node.get("root"), mono=True),
            fact("Commit", node.get("commit"), mono=True),
            *(fact(name.capitalize(), number) for name, number in sorted(node.get("counts", {}).items())),
        ),
    )
