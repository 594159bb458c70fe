"""Requirements × scenarios: who names a requirement stands for it, and what nobody stands for is seen."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.payloads import bdv, dde
from app.lenses.traces import traces
from app.lenses.views import TracesView
from tests.lenses.builders import Step, ran, state


def requirement(key: str) -> Step:
    return "dde.requirement.created", dde.RequirementCreated(requirement_id=key, name=f"about {key}")


def feature(key: str, requirement_id: str = "", **tags: list[str]) -> Step:
    specs = [
        bdv.ScenarioSpec(scenario_id=f"S.{name}", name=name, tags=said, position=at)
        for at, (name, said) in enumerate(tags.items())
    ]
    told = bdv.FeatureDiscovered(
        feature_id=f"F.{key}",
        feature_path=f"{key}.feature",
        name=key,
        requirement_id=requirement_id,
        scenarios=specs,
    )
    return "bdv.feature.discovered", told


def joined(found: TracesView) -> dict[str, tuple[list[str], list[str]]]:
    names = [one.label for one in found.scenarios]
    return {
        row.label: ([names[at] for at in row.named], [names[at] for at in row.through]) for row in found.requirements
    }


def test_a_scenario_that_names_a_requirement_stands_for_it_and_its_neighbours_do_not() -> None:
    found = traces(state(requirement("R-1"), feature("refunds", a=["@req:R-1"], b=[])))
    assert joined(found) == {"R-1": (["a"], [])}


def test_a_feature_that_is_joined_as_a_whole_brings_all_of_its_scenarios() -> None:
    found = traces(state(requirement("R-1"), feature("refunds", "R-1", a=[], b=[])))
    assert joined(found) == {"R-1": ([], ["a", "b"])}


def test_a_requirement_without_a_scenario_is_a_gap_and_never_green() -> None:
    found = traces(state(requirement("R-1"), feature("refunds", a=[]), ran("a")))
    assert [(r.tone, r.state) for r in found.requirements] == [("warn", "no scenario")]


def test_a_requirement_that_nobody_declared_is_a_row_too_and_says_so() -> None:
    found = traces(state(feature("refunds", a=["@req:R-9"])))
    assert [(r.label, r.known) for r in found.requirements] == [("R-9", False)]


def test_a_requirement_fails_with_any_of_its_scenarios() -> None:
    steps = (feature("refunds", a=["@req:R-1"], b=["@req:R-1"]), ran("a"), ran("b", "FAILED"))
    assert [r.tone for r in traces(state(*steps)).requirements] == ["fail"]


def test_without_requirements_it_says_how_to_name_one() -> None:
    assert "@req:ID" in traces(state(feature("refunds", a=[]))).empty


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sets(st.sampled_from(["R-1", "R-2", "R-3"]))))
def test_every_tag_is_one_cell(tags: dict[str, set[str]]) -> None:
    found = traces(state(feature("f", **{name: [f"@req:{r}" for r in sorted(said)] for name, said in tags.items()})))
    cells = {(row.label, found.scenarios[at].label) for row in found.requirements for at in row.named}
    assert cells == {(requirement, name) for name, said in tags.items() for requirement in said}
