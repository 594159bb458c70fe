"""C4, C8 to C10, C12 and C13: what names a version of a contract, or follows from one, is linked by it."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import Edge
from app.domain.moments import NOW
from app.domain.payloads.acc import ComponentSpec
from tests.domain.correlate.said import (
    INTERFACE,
    REQUIREMENT,
    artifact,
    decided,
    feature,
    locked,
    manifest,
    modules,
    requirement,
    task,
)
from tests.domain.correlate.told import links, methods, seen, told


class TestVersions:
    """C8 and C9."""

    def test_each_version_that_is_asked_for_has_a_link_of_its_own(self) -> None:
        found = seen(locked("2.1"), feature("@contract:Pay:v2.1", "@contract:Pay:v2.0", "@contract:Pay:v3.0"))
        asked = {
            (e.target.key, edge.props["asked"]): (edge.props["rule"], edge.props["alignment"])
            for e, edge in found.edges.items()
            if e.kind == "VALIDATES"
        }
        assert asked == {
            ("Pay:2.1", "2.1"): ("C8", "aligned"),
            ("Pay:2.1", "2.0"): ("C9", "minor_drift"),
            ("Pay:2.1", "3.0"): ("C9", "mismatched"),
        }

    def test_a_contract_of_the_version_asked_for_takes_the_link_over(self) -> None:
        told_so = (locked("2.1"), feature("@contract:Pay:v3.0"), locked("3.0", 9))
        assert methods(seen(*told_so, minute=8), "VALIDATES") == {("S.1", "Pay:2.1"): ("C9", 0.8, "contract_tag")}
        assert methods(seen(*told_so, minute=9), "VALIDATES") == {("S.1", "Pay:3.0"): ("C8", 1.0, "contract_tag")}


class TestOverContracts:
    """C4, C10 and who consumes."""

    def test_a_feature_validates_what_its_contract_was_made_for(self) -> None:
        found = links(seen(REQUIREMENT, INTERFACE, feature("@contract:Pay:v1.0")), "VALIDATED_BY")
        edge: Edge = found["R1", "F.1"]
        assert (edge.props["rule"], edge.props["confidence"]) == ("C4", 0.9)
        assert all(name in str(edge.props["sentence"]) for name in ("S.1", "Pay:1.0", "IF.Pay", "R1"))

    def test_it_is_as_sure_as_the_product_of_its_hops(self) -> None:
        guessed = task("IF.Pay", kind="INTERFACE", contract_version="v1.0", name="take the payments")
        called = requirement("R1", "take payments")
        found = links(seen(called, guessed, feature("@contract:Pay:v2.0")), "VALIDATED_BY")
        assert abs(found["R1", "F.1"].props["confidence"] - 0.8 * (2 / 3) * 0.9) < 1e-9

    def test_a_tag_replaces_it_in_time(self) -> None:
        told_so = (REQUIREMENT, INTERFACE, feature("@contract:Pay:v1.0"), feature("@req:R1", minute=9))
        assert methods(seen(*told_so, minute=8), "VALIDATED_BY")["R1", "F.1"][0] == "C4"
        assert methods(seen(*told_so, minute=9), "VALIDATED_BY") == {("R1", "F.1"): ("C3", 0.9, "contract_tag")}

    def test_it_falls_with_a_link_that_it_stands_on(self) -> None:
        no = decided("DEFINES", "Task/IF.Pay", "InterfaceContract/Pay:1.0", "rejected", 9)
        told_so = (REQUIREMENT, INTERFACE, feature("@contract:Pay:v1.0"), no)
        assert links(seen(*told_so, minute=9), "VALIDATED_BY") == {}
        assert list(links(seen(*told_so, minute=8), "VALIDATED_BY")) == [("R1", "F.1")]

    def test_a_task_that_depends_on_an_interface_uses_its_contract(self) -> None:
        found = seen(INTERFACE, task("BE.Pay", depends_on=["IF.Pay"]))
        assert methods(found, "CONSUMES") == {("BE.Pay", "Pay:1.0"): ("C10", 1.0, "explicit_id")}


class TestEnforcement:
    """C12 and C13."""

    BUILT = (
        INTERFACE,
        task("BE.Pay", depends_on=["IF.Pay"]),
        artifact("BE.Pay", file_path="build/pay/core.py"),
        modules(("pay.core", "src/pay/core.py", "")),
    )

    def test_components_that_users_of_a_contract_built_enforce_it(self) -> None:
        found = links(seen(*self.BUILT, manifest(ComponentSpec(name="pay", paths=["src/pay"]))), "ENFORCED_BY")
        edge = found["Pay:1.0", "pay"]
        assert (edge.props["rule"], edge.props["method"]) == ("C13", "transitive")
        assert abs(edge.props["confidence"] - 0.7 * 0.8) < 1e-9
        assert all(name in str(edge.props["sentence"]) for name in ("BE.Pay", "pay.core", "0.70"))

    def test_a_manifest_that_lists_the_contract_replaces_the_inference_in_time(self) -> None:
        told_so = (
            *self.BUILT,
            manifest(ComponentSpec(name="pay", paths=["src/pay"])),
            manifest(ComponentSpec(name="gate", contracts=["Pay"]), minute=9),
        )
        assert list(links(seen(*told_so, minute=8), "ENFORCED_BY")) == [("Pay:1.0", "pay")]
        assert methods(seen(*told_so, minute=9), "ENFORCED_BY") == {("Pay:1.0", "gate"): ("C12", 1.0, "explicit_id")}


@given(st.permutations([REQUIREMENT, INTERFACE, feature("@contract:Pay:v1.0"), *TestEnforcement.BUILT[1:]]))
def test_what_follows_from_other_links_waits_for_none_of_them_in_particular(order: list[Event]) -> None:
    found = fold(told([*order, manifest(ComponentSpec(name="pay", paths=["src/pay"]))]), NOW)
    assert list(links(found, "VALIDATED_BY")) == [("R1", "F.1")]
    assert list(links(found, "ENFORCED_BY")) == [("Pay:1.0", "pay")]
