"""Rules of a target, read and written."""

from pathlib import Path

from app.scan.rulebook import read_manifest, to_yaml
from tests.scan.repositories import Told, commit, repository

CYCLE = {"shop/__init__.py": "", "shop/a.py": "import shop.b\n", "shop/b.py": "import shop.a\n", "shop/c.py": ""}


def test_a_proposal_written_down_gives_the_same_findings(tmp_path: Path):
    proposed = Told(repository(tmp_path, CYCLE))
    commit(tmp_path, {"architecture.yaml": to_yaml(proposed.report.manifest, "shop")}, "Rules", 1_700_000_060)

    written = Told(tmp_path)

    assert proposed.report.proposed and not written.report.proposed
    assert written.report.counts == proposed.report.counts
    assert [r.status for r in written.report.rules] == [r.status for r in proposed.report.rules]
    assert written.of("acc.cycle.detected")[0].severity == "WARNING"


def test_a_given_manifest_stands_above_that_of_the_repository(tmp_path: Path):
    own = tmp_path / "mine.json"
    own.write_text('{"rules": ["ALL: MODULE_SIZE < 1"]}')
    repository(tmp_path / "target", {**CYCLE, "architecture.yaml": "rules: ['ALL: NO_CYCLES']\n"})

    told = Told(tmp_path / "target", manifest=own)

    assert told.report.origin == "mine.json"
    assert {violation.type for violation in told.of("acc.violation.detected")} == {"size"}


def test_an_empty_manifest_is_one_without_rules():
    assert read_manifest(b"project: shop\n", "architecture.yaml").rules == ()
