"""A file of journeys is read, or refused naming journey and step."""

from pathlib import Path

import pytest

from app.engines.behaviour.journeys import beside, read
from app.errors import BadFile

GOOD = """
journeys:
  - id: checkout
    name: Buy
    severity: Critical
    steps:
      - {id: login, scenario: "Log in*"}
      - {id: pay, contract: "Pay:1.0", depends_on: [login], required: false}
"""


def test_a_journey_is_read_with_its_steps(tmp_path: Path) -> None:
    file = tmp_path / "journeys.yaml"
    file.write_text(GOOD)
    (found,) = read(file, "behave")
    assert (found.journey_id, found.severity, found.suite) == ("checkout", "critical", "behave")
    assert [(s.step_id, s.required, s.depends_on) for s in found.steps] == [
        ("login", True, []),
        ("pay", False, ["login"]),
    ]


def test_json_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "journeys.json"
    file.write_text('{"journeys": [{"id": "a", "steps": [{"id": "s", "scenario": "x"}]}]}')
    assert [j.severity for j in read(file, "behave")] == ["medium"]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("Critical", "urgent", "journey checkout: severity is one of critical, high, medium, low, found 'urgent'"),
        (
            "depends_on: [login]",
            "depends_on: [logout]",
            "journey checkout: step pay depends on logout, which is no step",
        ),
        ("id: pay", "id: login", "journey checkout: step login is there twice"),
        ('contract: "Pay:1.0", ', "", "journey checkout: step pay names no scenario, feature or contract"),
        ('scenario: "Log in*"', "scenario: x, depends_on: [pay]", "in a circle: login, pay"),
        ("required: false", "requird: false", "requird"),
        ("required: false", "required: maybe", "steps"),
        ("journeys:", "journeys: [", "no journeys can be read"),
    ],
)
def test_a_mistake_is_refused_where_it_is(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    file = tmp_path / "journeys.yaml"
    file.write_text(GOOD.replace(was, becomes))
    with pytest.raises(BadFile, match=r"journeys\.yaml: ") as refused:
        read(file, "behave")
    assert said in str(refused.value)


def test_journeys_are_found_beside_the_features(tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    assert beside(tmp_path, tmp_path) is None
    (tmp_path / "features" / "journeys.yml").write_text(GOOD)
    assert beside(tmp_path, tmp_path) == tmp_path / "features" / "journeys.yml"
