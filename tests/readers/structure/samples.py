"""A small file per format of this family."""

import json
from typing import Any


def module(source: str, *targets: str, **more: Any) -> dict[str, Any]:
    """A module of a cruise that imports these."""
    found = [{"module": t, "resolved": t, "dependencyTypes": ["local"], "circular": False} for t in targets]
    return {"source": source, "dependencies": found, "valid": True, **more}


def cruise(*modules: dict[str, Any], rules: list[dict[str, Any]] | None = None, **summary: Any) -> bytes:
    """A result of dependency-cruiser whose totals are right, unless told otherwise."""
    severities = [v["rule"]["severity"] for v in summary.get("violations", [])]
    counted = {name: severities.count(name) for name in ("error", "warn", "info", "ignore")}
    totals = {
        "totalCruised": len(modules),
        "totalDependenciesCruised": sum(len(m["dependencies"]) for m in modules),
        "violations": [],
        "ruleSetUsed": {"forbidden": rules or []},
    }
    return json.dumps({"modules": modules, "summary": {**counted, **totals, **summary}}).encode()


def broken(rule: str, source: str, target: str, severity: str = "error", **more: Any) -> dict[str, Any]:
    """A violation as the summary lists it."""
    return {"from": source, "to": target, "rule": {"name": rule, "severity": severity}, **more}


CIRCULAR = {"name": "no-circular", "severity": "error", "from": {}, "to": {"circular": True}}
SAMPLES = {
    "dependency-cruiser": cruise(
        module("src/a/one.js", "src/b/two.ts"),
        module("src/b/two.ts", "src/a/one.js", "fs"),
        module("fs", coreModule=True),
        rules=[CIRCULAR, {"name": "no-fs", "severity": "warn", "from": {}, "to": {"path": "^fs$"}, "comment": "No."}],
        violations=[
            broken("no-circular", "src/a/one.js", "src/b/two.ts", cycle=[{"name": "src/b/two.ts"}, "src/a/one.js"]),
            broken("no-fs", "src/b/two.ts", "fs", "warn"),
        ],
    ),
}
