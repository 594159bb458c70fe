"""Which rules commits of the past are held against."""

from pathlib import Path

from tests.scan.repositories import START_S, Told, repository
from tests.scan.small_history import FORBID, STEPS


def test_commits_before_the_manifest_are_held_against_the_rules_of_head(tmp_path: Path):
    early = {**STEPS[0], "shop/core.py": "import shop.web\n"}
    del early["architecture.yaml"]

    told = Told(repository(tmp_path, early, {"architecture.yaml": FORBID}), history=10)

    detected = [e for e in told.events if e.event_type == "acc.violation.detected"]
    assert {event.timestamp for event in detected} == {START_S * 1000}
    assert told.report.origin == "architecture.yaml"


def test_other_rules_open_another_generation(tmp_path: Path):
    stricter = {"architecture.yaml": f"{FORBID}- 'ALL: MODULE_SIZE < 9'\n"}
    told = Told(repository(tmp_path, STEPS[0], stricter), history=10)

    assert len(told.of("acc.graph.built")) == 2
    assert len({payload.generation for payload in told.of("acc.graph.built")}) == 2


def test_a_proposal_of_the_first_commit_is_what_later_ones_are_held_against(tmp_path: Path):
    first = {
        "shop/__init__.py": "",
        "shop/web/__init__.py": "",
        "shop/web/views.py": "import shop.core.orders\n",
        "shop/core/__init__.py": "",
        "shop/core/orders.py": "import shop.core.money\n",
        "shop/core/money.py": "import shop.core.orders\n",
    }
    upward = {"shop/core/money.py": "import shop.core.orders\nimport shop.web.views\n"}

    told = Told(repository(tmp_path, first, upward), history=10)

    assert told.report.proposed
    known, grown = told.of("acc.cycle.detected")
    assert (known.baseline, known.severity) == (True, "WARNING")
    assert not grown.baseline
    blocking = [v for v in told.of("acc.violation.detected") if v.severity == "BLOCKING"]
    assert {(v.rule_id, v.source_module, v.target_module) for v in blocking} == {
        ("R1", "shop.core.money", "shop.web.views"),
        ("R2", "shop.core.orders", "shop.core.money"),  # the one import that breaks both circles
    }


def test_a_top_package_that_appears_later_joins_the_proposal(tmp_path: Path):
    first = {"app/__init__.py": "", "app/core.py": ""}
    told = Told(repository(tmp_path, first, {"pages/__init__.py": "import app.core\n"}), history=10)

    assert {component.name for component in told.report.manifest.components} == {"app", "pages"}
    assert told.of("acc.violation.detected") == []
