"""What import-linter itself says of code, and the ends of the chains that it names."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ASKS = """
import json, sys
from importlinter.application.use_cases import _register_contract_types, create_report, read_user_options
from importlinter.configuration import configure
configure()
options = read_user_options(sys.argv[1])
_register_contract_types(options)
try:
    report = create_report(options, cache_dir=None)
except Exception as flaw:
    print(json.dumps({c["name"]: [type(flaw).__name__, None] for c in options.contracts_options}))
else:
    pairs = report.get_contracts_and_checks()
    told = {c.name: ["kept" if r.kept else "broken", r.metadata] for c, r in pairs}
    told |= {name: ["InvalidContractOptions", None] for name in report.invalid_contract_options}
    print(json.dumps(told, default=lambda o: sorted(o) if isinstance(o, (set, frozenset)) else vars(o)))
"""


def asked(folder: Path, config: str) -> dict[str, Any]:
    """What import-linter itself says of the code in this folder: per contract its status and what breaks it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-c", ASKS, config],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def ends(found: Any) -> Iterator[tuple[str, str]]:
    """First and last module of every chain in import-linter's metadata, by shape alone."""
    if isinstance(found, dict) and {"importer", "imported"} <= found.keys() and "routes" not in found:
        yield found["importer"], found["imported"]
    elif isinstance(found, dict):
        for name, value in found.items():
            if name == "cycle_breakers_by_package":
                yield from (tuple(pair) for pairs in value.values() for pair in pairs)
            elif name not in ("summaries", "extra_firsts", "extra_lasts"):
                yield from _of_chains(value)


def _of_chains(value: Any) -> Iterator[tuple[str, str]]:
    steps = [list(ends(item)) for item in value] if isinstance(value, list) else [list(ends(value))]
    linked = isinstance(value, list) and all(isinstance(i, dict) and "importer" in i for i in value)
    if linked and value and all("routes" not in item for item in value):
        yield steps[0][0][0], steps[-1][-1][1]
        return
    items = value if isinstance(value, list) else [value]
    for item in items:
        yield from _of_chains(item) if isinstance(item, list) else ends(item)
