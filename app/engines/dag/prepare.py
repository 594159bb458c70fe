"""From a file to everything that is known about it before anything runs."""

from pathlib import Path

import msgspec

from app.domain.workflow.findings import Finding, in_order, stops
from app.domain.workflow.manifest import Manifest
from app.domain.workflow.plan import Plan, plan_of
from app.domain.workflow.preflight import preflight
from app.domain.workflow.reading import manifest_from
from app.engines.dag.files import digests_of, read_plain


class Prepared(msgspec.Struct, frozen=True):
    """A manifest with its plan and everything found in it; without manifest and plan it cannot be understood."""

    manifest: Manifest | None
    plan: Plan | None
    findings: tuple[Finding, ...]
    digests: dict[str, str] = {}

    @property
    def stops(self) -> bool:
        """Whether nothing of it may run."""
        return self.manifest is None or stops(self.findings)


def prepare(path: Path, root: Path, jobs: int) -> Prepared:
    """Read and check the file; commands would run under ``root``. Raises BadFile when it is no JSON or YAML."""
    manifest, flaws = manifest_from(read_plain(path))
    if manifest is None:
        return Prepared(None, None, in_order(flaws))
    plan = plan_of(manifest, jobs)
    found = in_order([*flaws, *preflight(manifest, plan), *_folders(manifest, root)])
    return Prepared(manifest, plan, found, digests_of(manifest))


def _folders(manifest: Manifest, root: Path) -> list[Finding]:
    """Folders to work in that are not there (yet)."""
    what = "The folder {} does not exist; a task before it has to make it."
    return [
        Finding("WARNING", "no_folder", task.id, what.format(task.cwd))
        for task in manifest.nodes
        if task.cwd and not (root / task.cwd).is_dir()
    ]
