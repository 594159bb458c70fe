"""The page docs/compatibility.md, written from what is measured: ``python -m tests.client.kit.table``."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.client.kit.compare import differences
from tests.client.kit.reasons import REASONS
from tests.client.kit.samples import FRAMEWORKS, expected, run

Json = dict[str, Any]
PAGE = Path(__file__).parents[3] / "docs" / "compatibility.md"
NAMES = {"behave": "behave", "pytest_bdd": "pytest-bdd"}
HEAD = """\
# Cucumber Messages of behave and pytest-bdd, sample by sample

The [compatibility kit](https://github.com/cucumber/compatibility-kit) holds a feature and the messages that it has to
lead to, once per capability. Each sample is run for real by behave and by pytest-bdd, with step definitions in
`tests/client/kit`, and what our emitter writes is compared with the kit's messages, envelope by envelope, by the
kit's rules: number, kind, order and content count, and what refers to what; ids, times, durations, folders, lines of
step definitions, the texts of errors and of suggestions and the `meta` of the machine do not. Every envelope is valid
against the official JSON schema.

This page is written by `python -m tests.client.kit.table`; a test measures it again and fails where it says anything
else. `-1 hook` means one envelope less than the kit has, `1 PASSED for AMBIGUOUS` one result that is another.

"""


@dataclass(frozen=True)
class Measured:
    """What a framework made of a sample: its envelopes, and in what they differ."""

    sample: str
    framework: str
    envelopes: list[Json]
    differences: list[str]


def measure(kit: Path) -> list[Measured]:
    """Run every sample by every framework, two at a time."""
    jobs = [(sample, framework) for sample in sorted(kit.iterdir()) if sample.is_dir() for framework in FRAMEWORKS]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda job: _measure(*job), jobs))


def _measure(sample: Path, framework: str) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        found = run(sample, framework, Path(folder) / "run")
    return Measured(sample.name, framework, found, differences(expected(sample), found))


def page(measured: list[Measured]) -> str:
    """The whole page."""
    return HEAD + _sums(measured) + "".join(_section(framework, measured) for framework in FRAMEWORKS)


def _sums(measured: list[Measured]) -> str:
    rows = ["| framework | samples | equal | different |", "|---|---:|---:|---:|"]
    for framework in FRAMEWORKS:
        own = [one for one in measured if one.framework == framework]
        equal = sum(not one.differences for one in own)
        rows.append(f"| {NAMES[framework]} | {len(own)} | {equal} | {len(own) - equal} |")
    return "\n".join(rows) + "\n"


def _section(framework: str, measured: list[Measured]) -> str:
    rows = [f"\n## {NAMES[framework]}\n", "| sample | result | what differs | reason |", "|---|---|---|---|"]
    rows += [_row(one) for one in measured if one.framework == framework]
    return "\n".join(rows) + "\n"


def _row(one: Measured) -> str:
    if not one.differences:
        return f"| `{one.sample}` | equal | | |"
    what = "no messages at all" if not one.envelopes else ", ".join(one.differences)
    return f"| `{one.sample}` | different | {what} | {REASONS[one.framework][one.sample]} |"


if __name__ == "__main__":
    PAGE.write_text(page(measure(Path(os.environ["MC_INPUTS"]) / "cucumber-messages" / "compatibility-kit")))
