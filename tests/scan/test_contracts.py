"""What import-linter contracts of a target become: rules with a status, and violations with places."""

from pathlib import Path
from typing import Any

import pytest

from tests.scan.repositories import Told, repository

SHOP = {
    "shop/__init__.py": "",
    "shop/web.py": "import shop.core\n",
    "shop/core.py": "\nimport shop.util\n",
    "shop/util.py": "",
}
UPWARD = {"shop/util.py": "\n\nimport shop.web\n"}


def contract(kind: str, **options: str) -> str:
    """An INI configuration with one contract."""
    listed = "".join(f"{name} =\n    {value.replace(' ', chr(10) + '    ')}\n" for name, value in options.items())
    return (
        f"[importlinter]\nroot_package = shop\n\n[importlinter:contract:one]\nname = The one\ntype = {kind}\n{listed}"
    )


LAYERS = contract("layers", layers="shop.web shop.core shop.util")


@pytest.mark.parametrize("name", [".importlinter", "setup.cfg"])
def test_a_kept_contract_is_a_kept_rule(tmp_path: Path, name: str):
    told = Told(repository(tmp_path, {**SHOP, name: LAYERS}))

    [rule] = told.report.rules
    assert (rule.rule_id, rule.type, rule.status, rule.severity) == ("one", "layering", "kept", "BLOCKING")
    assert (told.report.origin, told.report.proposed) == (name, False)
    assert told.of("acc.violation.detected") == []


def test_contracts_in_pyproject_are_evaluated(tmp_path: Path):
    text = '[tool.importlinter]\nroot_packages = ["shop"]\n[[tool.importlinter.contracts]]\nname = "Core alone"\n'
    text += 'type = "forbidden"\nsource_modules = ["shop.core"]\nforbidden_modules = ["shop.util"]\n'

    told = Told(repository(tmp_path, {**SHOP, "pyproject.toml": text}))

    [violation] = told.of("acc.violation.detected")
    assert (violation.rule_id, violation.type, violation.severity) == ("Core alone", "dependency", "BLOCKING")
    assert (violation.source_module, violation.target_module) == ("shop.core", "shop.util")
    assert (violation.file_path, violation.lines) == ("shop/core.py", [2])


@pytest.mark.parametrize(
    ("config", "kind", "chains"),
    [
        (LAYERS, "layering", [["shop.util", "shop.web"]]),
        (
            contract("forbidden", source_modules="shop.util", forbidden_modules="shop.core"),
            "dependency",
            [["shop.util", "shop.web", "shop.core"]],
        ),
        (
            contract("independence", modules="shop.web shop.util"),
            "dependency",
            [["shop.util", "shop.web"], ["shop.web", "shop.core", "shop.util"]],
        ),
        (
            contract("protected", protected_modules="shop.web", allowed_importers="shop.core"),
            "dependency",
            [["shop.util", "shop.web"]],
        ),
    ],
)
def test_the_chains_of_a_broken_contract_are_violations(tmp_path: Path, config: str, kind: str, chains: list[Any]):
    told = Told(repository(tmp_path, {**SHOP, **UPWARD, ".importlinter": config}))

    assert [rule.status for rule in told.report.rules] == ["broken"]
    violations = told.of("acc.violation.detected")
    assert [violation.chain for violation in violations] == chains
    assert {violation.type for violation in violations} == {kind}
    assert violations[0].lines == [3]
    assert all(v.severity == "BLOCKING" and "The one" in v.description and v.hint for v in violations)


def test_a_broken_acyclic_contract_names_the_imports_that_close_the_circle(tmp_path: Path):
    config = contract("acyclic_siblings", ancestors="shop")
    told = Told(repository(tmp_path, {**SHOP, **UPWARD, ".importlinter": config}))

    [violation] = told.of("acc.violation.detected")
    assert violation.type == "cycle"
    assert (violation.source_module, violation.target_module) in told.imports()
    assert violation.file_path and violation.lines


def test_modules_outside_an_exhaustive_contract_are_violations(tmp_path: Path):
    config = contract("layers", layers="web core", containers="shop", exhaustive="true")
    config = config.replace("exhaustive =\n    true", "exhaustive = true")

    told = Told(repository(tmp_path, {**SHOP, ".importlinter": config}))

    assert [violation.source_module for violation in told.of("acc.violation.detected")] == ["shop.util"]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (contract("layers", layers="shop.web shop.gone"), "shop.gone"),
        (contract("layers"), "layers"),
        (contract("no_such_type"), "no_such_type"),
        (LAYERS.replace("root_package = shop", "root_package = gone"), "gone"),
    ],
)
def test_a_contract_that_cannot_run_says_so_and_counts_as_neither(tmp_path: Path, config: str, words: str):
    told = Told(repository(tmp_path, {**SHOP, ".importlinter": config}))

    [rule] = told.report.rules
    assert rule.status == "could_not_run"
    assert words in rule.description
    assert told.of("acc.violation.detected") == []


def test_a_cycle_that_no_contract_forbids_is_told_and_does_not_block(tmp_path: Path):
    told = Told(
        repository(tmp_path, {**SHOP, **UPWARD, ".importlinter": contract("independence", modules="shop.web")})
    )

    [cycle] = told.of("acc.cycle.detected")
    assert (cycle.severity, cycle.baseline) == ("WARNING", True)


def test_a_manifest_stands_above_contracts(tmp_path: Path):
    manifest = {"architecture.json": '{"rules": ["ALL: NO_CYCLES"]}', ".importlinter": LAYERS}

    assert Told(repository(tmp_path, {**SHOP, **manifest})).report.origin == "architecture.json"
