"""What docs/rules.md shows works as it stands there."""

import re
from pathlib import Path

from app.scan.decided import decided_in
from app.scan.rulebook import read_manifest
from app.scan.tree import SUPPRESSIONS, FolderTree

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
MANIFEST, LISTED = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_manifest_of_the_page_is_read():
    manifest = read_manifest(MANIFEST.encode(), "architecture.yaml")

    assert [rule.rule_id for rule in manifest.rules] == ["R1", "R2", "R3", "R4", "R5"]
    assert [rule.rule_id for rule in manifest.disabled] == ["R6"]
    assert [component.layer for component in manifest.components] == [1, 2, 3]
    assert len(manifest.approvals) == 1


def test_the_suppression_of_the_page_is_read(tmp_path: Path):
    (tmp_path / ".mission-control").mkdir()
    (tmp_path / SUPPRESSIONS[0]).write_text(LISTED, encoding="utf-8")

    [one] = decided_in(FolderTree(tmp_path, SUPPRESSIONS), None).suppressions
    assert (one.id, one.level, one.adr, one.author) == ("S1", "file", "ADR-0007", "ada")
