"""What rule expressions and manifests promise."""

import pytest

from app.domain.architecture import manifest_from
from app.domain.architecture.rules import parse_rule
from app.errors import BadFile

COMPONENTS = [{"name": "web", "paths": ["shop/web"]}, {"name": "core", "paths": ["shop/core"]}]


@pytest.mark.parametrize(
    ("text", "kind", "scope", "severity"),
    [
        ("web: CAN_CALL(core)", "dependency", "web", "WARNING"),
        ("core: MUST_NOT_CALL( web , core )", "dependency", "core", "BLOCKING"),
        ("ALL: NO_CYCLES", "cycles", "ALL", "BLOCKING"),
        ("core: COUPLING < 10", "coupling", "core", "WARNING"),
        ("core: INSTABILITY < 0.5", "coupling", "core", "WARNING"),
        ("ALL: MODULE_SIZE < 200", "size", "ALL", "WARNING"),
        ("ALL:CYCLOMATIC_COMPLEXITY<10", "size", "ALL", "WARNING"),
        ("ALL: NESTING_DEPTH < 4", "size", "ALL", "WARNING"),
        ("Business Logic: CLASS_NAME_PATTERN = [A-Z]\\w+", "naming", "Business Logic", "WARNING"),
        ("ALL: LAYERED (OPEN)", "layering", "ALL", "BLOCKING"),
    ],
)
def test_every_form_of_rule_is_read_with_its_default_severity(text: str, kind: str, scope: str, severity: str):
    rule = parse_rule("R1", text)

    assert (rule.type, rule.scope, rule.severity) == (kind, scope, severity)


def test_targets_and_limits_are_kept():
    assert parse_rule("R1", "a: MUST_NOT_CALL(b, c d)").targets == ("b", "c d")
    assert parse_rule("R1", "a: COUPLING < 7.5").limit == 7.5
    assert parse_rule("R1", "ALL: LAYERED(OPEN)").open_layers


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("web CAN_CALL(core)", 1),
        (": NO_CYCLES", 1),
        ("web: MAY_CALL(core)", 6),
        ("web: CAN_CALL", 14),
        ("web: CAN_CALL(core", 14),
        ("web: CAN_CALL(core,,web)", 14),
        ("ALL: COUPLING > 5", 15),
        ("ALL: COUPLING < five", 15),
        ("ALL: NO_CYCLES please", 16),
        ("ALL: CLASS_NAME_PATTERN = [A-", 27),
    ],
)
def test_a_rule_that_cannot_be_read_names_itself_and_the_column(text: str, column: int):
    with pytest.raises(BadFile) as refused:
        parse_rule("R7", text)

    assert refused.value.place.startswith("rule R7, column ")
    assert int(refused.value.place.rpartition(" ")[2]) >= column
    assert text in refused.value.reason


def test_a_manifest_takes_rules_in_full_and_bare():
    fields = {
        "project": "shop",
        "version": "1.0.0",
        "components": COMPONENTS,
        "rules": [
            {"id": "R4", "type": "dependency", "rule": "core: MUST_NOT_CALL(web)", "severity": "info"},
            "ALL: NO_CYCLES",
            {"id": "R9", "rule": "ALL: MODULE_SIZE < 5", "enabled": False},
        ],
    }

    manifest = manifest_from(fields, "architecture.yaml")

    assert [(rule.rule_id, rule.severity) for rule in manifest.rules] == [("R4", "INFO"), ("R2", "BLOCKING")]


def test_without_layers_the_order_of_components_is_top_to_bottom_where_a_rule_asks_for_layers():
    plain = manifest_from({"components": COMPONENTS}, "m")
    asked = manifest_from({"components": COMPONENTS, "rules": [{"id": "R1", "type": "layering"}]}, "m")

    assert [component.layer for component in plain.components] == [0, 0]
    assert [component.layer for component in asked.components] == [1, 2]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (["core: MUST_NOT_CALL(wbe)"], "'wbe' is not a component of this manifest (known: web, core)"),
        ([{"id": "X1", "rule": "ALL: NO_CYCLES"}], "R and a number"),
        ([{"id": "R1", "rule": "ALL: NO_CYCLES", "severity": "HIGH"}], "'HIGH' is none of BLOCKING"),
        ([{"id": "R1", "type": "size", "rule": "ALL: NO_CYCLES"}], "makes a rule of type cycles"),
        (["ALL: NO_CYCLES", {"id": "R1", "rule": "ALL: COUPLING < 3"}], "rule R1 is named twice"),
        ([{"rule": "ALL: NO_CYCLES"}], "missing required field `id`"),
        ("ALL: NO_CYCLES", "$.rules"),
    ],
)
def test_a_faulty_manifest_is_refused_with_the_place(rules: object, words: str):
    with pytest.raises(BadFile) as refused:
        manifest_from({"components": COMPONENTS, "rules": rules}, "m")

    assert words in str(refused.value)


DOCUMENTED = {
    "project": "Market",
    "version": "1.0.0",
    "description": "Who may call whom",
    "components": [
        {"name": "Presentation", "paths": ["shop/web/"], "description": "pages", "technology": "Dash"},
        {"name": "BusinessLogic", "paths": ["shop/core/"]},
        {"name": "DataAccess", "paths": ["shop/data/"]},
    ],
    "rules": [
        {
            "id": "R1",
            "type": "dependency",
            "description": "Pages ask the business",
            "rule": "Presentation: CAN_CALL(BusinessLogic)",
            "severity": "BLOCKING",
            "applicable_to": ["Presentation"],
            "metadata": {"adr": "ADR-0001"},
        },
        {"id": "R2", "rule_type": "coupling", "component": "BusinessLogic", "rule": "COUPLING < 10"},
        {"id": "R3", "type": "cycle", "rule": "ALL: NO_CYCLES", "version": 2, "exemptions": ["shop/data/old/"]},
        {"id": "R4", "type": "layering"},
        {"id": "R5", "rule": "ALL: MODULE_SIZE < 9", "dry_run": True, "applicable_to": ["shop/web/*"]},
    ],
    "tech": {"language": "python", "analyzers": ["import_graph", "ast"]},
    "exclusions": ["**/migrations/*"],
    "metadata": {"style": "layered", "adr_references": ["ADR-0001"]},
}


def test_a_manifest_of_the_documented_style_is_read_whole():
    manifest = manifest_from(DOCUMENTED, "architecture.yaml")

    assert [(r.rule_id, r.scope, r.predicate, r.severity) for r in manifest.rules] == [
        ("R1", "Presentation", "CAN_CALL", "BLOCKING"),
        ("R2", "BusinessLogic", "COUPLING", "WARNING"),
        ("R3", "ALL", "NO_CYCLES", "BLOCKING"),
        ("R4", "ALL", "LAYERED", "BLOCKING"),
        ("R5", "ALL", "MODULE_SIZE", "WARNING"),
    ]
    assert [component.layer for component in manifest.components] == [1, 2, 3]
    assert (manifest.rules[2].version, manifest.rules[2].exempt) == ("2", ("shop/data/old/",))
    assert (manifest.rules[4].dry_run, manifest.rules[4].applies) == (True, ("shop/web/*",))


def test_a_component_may_be_no_more_than_its_path():
    [component] = manifest_from({"components": ["shop.web"]}, "m").components

    assert (component.name, component.paths) == ("shop.web", ["shop.web"])


FAULTY = {
    "components": [*COMPONENTS, {"paths": ["x"]}],
    "rules": [
        "core: MAY_CALL(web)",
        {"id": "R2", "rule": "core: MUST_NOT_CALL(wbe)"},
        {"id": "R3", "rule": "ALL: NO_CYCLES", "severity": "loud"},
        {"id": "R4", "type": "size", "rule": "ALL: NO_CYCLES"},
        {"id": "R5", "rule": "ALL: NO_CYCLES", "enabled": "perhaps"},
        {"id": "R6", "rule": "ALL: NO_CYCLES", "applicable_to": ["nobody"]},
        "ALL: COUPLING < 3",
    ],
    "approved_cycles": [{"modules": ["a", "b"]}],
    "suppressions": [{"id": "S1", "pattern": "x", "level": "planet"}],
    "baseline": {"entries": [{"source": "a"}]},
}
FAULTS = (
    "rule R1, column 7",
    "rule R2, column 21: 'wbe' is not a component",
    "rule R3: severity 'loud'",
    "rule R4: NO_CYCLES makes",
    "rule 5 of the manifest: Expected `bool`",
    "rule R6, applicable_to: 'nobody'",
    "component 3",
    "approved cycle 1: an approved cycle names its ADR",
    "suppression 1 (S1), level: 'planet'",
    "baseline, entry 1",
)


def test_every_fault_of_a_manifest_is_named_at_once_with_its_rule_and_column():
    with pytest.raises(BadFile) as refused:
        manifest_from(FAULTY, "m")

    said = str(refused.value)
    assert said.startswith(f"manifest: {len(FAULTS)} faults: ")
    assert [words for words in FAULTS if words not in said] == []
