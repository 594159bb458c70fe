"""Each method of domain 4 beyond ids and paths: what it links, how sure it is, what it says, and what replaces it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.correlate import Correlator
from app.domain.events import Event
from app.domain.fold import fold
from app.domain.graph import Edge
from app.domain.moments import NOW
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from app.domain.payloads.bdv import ScenarioSpec
from tests.builders import event
from tests.domain.correlate.told import labelled, links, methods, seen, told


def requirement(key: str, name: str, minute: float = 1) -> Event:
    return event("dde.requirement.created", minute, requirement_id=key, name=name)


def task(key: str, minute: float = 2, **more: object) -> Event:
    return event("dde.task.created", minute, task_id=key, **more)


def artifact(key: str, minute: float = 3, **more: object) -> Event:
    return event("dde.artifact.stamped", minute, task_id=key, name="x.py", **more)


def modules(*specs: tuple[str, str, str], minute: float = 4) -> Event:
    listed = [ModuleSpec(name=n, file_path=p, sha256=s) for n, p, s in specs]
    return event("acc.graph.built", minute, analysis_id="a", generation=f"g{minute}", modules=listed)


def feature(*tags: str, minute: float = 5) -> Event:
    listed = [ScenarioSpec(scenario_id="S.1", name="paid", tags=list(tags))]
    return event("bdv.feature.discovered", minute, feature_id="F.1", feature_path="f", name="F", scenarios=listed)


def manifest(*parts: ComponentSpec, minute: float = 6, generation: str = "g1") -> Event:
    return event("acc.manifest.loaded", minute, manifest_name="m", generation=generation, components=list(parts))


def locked(version: str, minute: float = 2) -> Event:
    return event("dde.contract.locked", minute, contract_name="Pay", version=version)


class TestNames:
    """C2."""

    def test_the_likest_name_is_linked_with_its_similarity(self) -> None:
        found = seen(
            requirement("R1", "refund late payment"),
            requirement("R2", "refund everything at once"),
            task("BE.A", name="Refund a late payment"),
        )
        [(ends, edge)] = links(found, "FULFILLED_BY").items()
        assert ends == ("R1", "BE.A")
        assert (edge.props["rule"], edge.props["confidence"], edge.props["method"]) == ("C2", 0.75, "heuristic")
        assert "3 of 4 words" in str(edge.props["sentence"])

    def test_half_of_the_words_are_not_enough(self) -> None:
        assert (
            links(seen(requirement("R1", "refund payment late"), task("A", name="refund payment early")), "X") == {}
        )
        found = seen(requirement("R1", "a b c"), task("A", name="a b d"))
        assert links(found, "FULFILLED_BY") == {}

    def test_equal_names_are_never_as_sure_as_hard_evidence(self) -> None:
        found = methods(seen(requirement("R1", "pay now"), task("A", name="pay now")), "FULFILLED_BY")
        assert found == {("R1", "A"): ("C2", 0.89, "heuristic")}

    def test_a_name_without_blanks_is_read_as_an_identifier(self) -> None:
        found = methods(seen(requirement("R1", "Profile service"), task("BE.ProfileService")), "FULFILLED_BY")
        assert found == {("R1", "BE.ProfileService"): ("C2", 0.89, "heuristic")}

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Café zahlen", "Cafe\u0301 zahlen"), ("Straße sperren", "STRASSE SPERREN"), ("ﬁle it", "file it")],
    )
    def test_names_are_the_same_however_their_letters_are_written(self, one: str, other: str) -> None:
        found = methods(seen(requirement("R1", one), task("A", name=other)), "FULFILLED_BY")
        assert found == {("R1", "A"): ("C2", 0.89, "heuristic")}

    @pytest.mark.parametrize("name", ["", "  ", "---", "\u200b", "🚀🚀"])
    def test_names_without_a_word_are_like_nothing(self, name: str) -> None:
        found = seen(requirement("R1", name), task("A", name=name))
        assert links(found, "FULFILLED_BY") == {} and labelled(found, "Review") == []

    def test_two_names_as_like_go_to_the_review_list_until_one_is_rejected(self) -> None:
        tie = (
            requirement("R1", "refund late payment"),
            requirement("R2", "refund late bills"),
            task("A", name="refund late payment bills"),
        )
        found = seen(*tie)
        assert links(found, "FULFILLED_BY") == {}
        [entry] = labelled(found, "Review")
        assert entry.props["candidates"] == ["Requirement/R1", "Requirement/R2"] and entry.props["rule"] == "C2"
        settled = seen(*tie, decided("FULFILLED_BY", "Requirement/R1", "Task/A", "rejected"))
        assert list(links(settled, "FULFILLED_BY")) == [("R2", "A")] and labelled(settled, "Review") == []

    def test_a_task_that_names_a_requirement_is_not_guessed_about(self) -> None:
        found = seen(requirement("R1", "pay now"), task("A", name="pay now", requirement_id="R9"))
        assert links(found, "FULFILLED_BY") == {}
        assert [p.props["wanted"] for p in labelled(found, "PendingLink")] == ["R9"]

    def test_an_id_replaces_a_likeness_and_history_keeps_both(self) -> None:
        told_so = (
            requirement("R1", "pay now"),
            requirement("R2", "ship it", 1.5),
            task("A", name="pay now"),
            task("A", 9, name="pay now", requirement_id="R2"),
        )
        assert methods(seen(*told_so, minute=8), "FULFILLED_BY") == {("R1", "A"): ("C2", 0.89, "heuristic")}
        assert methods(seen(*told_so, minute=9), "FULFILLED_BY") == {("R2", "A"): ("C1", 1.0, "explicit_id")}


class TestContent:
    """C7."""

    def test_the_same_content_elsewhere_is_the_same_file(self) -> None:
        found = seen(artifact("T", file_path="out/a.py", sha256="AB"), modules(("m", "src/b.py", "ab")))
        assert methods(found, "CONTAINS") == {("T/x.py", "m"): ("C7", 1.0, "content")}
        assert labelled(found, "PendingLink") == []

    def test_content_beats_a_common_tail_and_the_same_path_beats_content(self) -> None:
        tail = ("tail", "lib/pay/a.py", "00")
        here = artifact("T", file_path="src/pay/a.py", sha256="ab")
        assert methods(seen(here, modules(tail)), "CONTAINS")["T/x.py", "tail"][0] == "C6"
        assert list(links(seen(here, modules(tail, ("same", "z.py", "ab"))), "CONTAINS")) == [("T/x.py", "same")]
        both = modules(tail, ("same", "z.py", "ab"), ("exact", "src/pay/a.py", "cd"))
        assert methods(seen(here, both), "CONTAINS") == {("T/x.py", "exact"): ("C5", 1.0, "file_path_exact")}

    def test_copies_are_tied(self) -> None:
        found = seen(artifact("T", sha256="ab"), modules(("one", "1.py", "ab"), ("two", "2.py", "ab")))
        assert links(found, "CONTAINS") == {}
        assert labelled(found, "Review")[0].props["candidates"] == ["CodeModule/one", "CodeModule/two"]

    def test_empty_files_are_not_taken_for_each_other(self) -> None:
        nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        assert links(seen(artifact("T", sha256=nothing), modules(("m", "m.py", nothing))), "CONTAINS") == {}

    def test_an_exact_path_that_comes_later_replaces_the_guess_in_time(self) -> None:
        told_so = (
            artifact("T", file_path="src/pay/a.py"),
            modules(("old", "lib/pay/a.py", ""), minute=4),
            modules(("new", "src/pay/a.py", ""), minute=9),
        )
        assert methods(seen(*told_so, minute=8), "CONTAINS") == {("T/x.py", "old"): ("C6", 0.7, "file_path_fuzzy")}
        assert methods(seen(*told_so, minute=9), "CONTAINS") == {("T/x.py", "new"): ("C5", 1.0, "file_path_exact")}


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


INTERFACE = task("IF.Pay", kind="INTERFACE", contract_version="v1.0", requirement_id="R1")
REQUIREMENT = requirement("R1", "Payments")


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


class TestPlaces:
    """C11."""

    def test_a_renamed_component_takes_its_modules_along(self) -> None:
        told_so = (
            modules(("m", "src/m.py", "")),
            manifest(ComponentSpec(name="zoo", paths=["src"])),
            manifest(ComponentSpec(name="ark", paths=["src"]), minute=9, generation="g2"),
        )
        assert list(links(seen(*told_so, minute=8), "BELONGS_TO")) == [("m", "zoo")]
        assert list(links(seen(*told_so, minute=9), "BELONGS_TO")) == [("m", "ark")]

    def test_one_path_of_two_components_is_a_tie(self) -> None:
        parts = (ComponentSpec(name="a", paths=["src"]), ComponentSpec(name="b", paths=["src/"]))
        found = seen(modules(("m", "src/m.py", "")), manifest(*parts))
        assert links(found, "BELONGS_TO") == {}
        assert labelled(found, "Review")[0].props["candidates"] == [
            "ArchitectureComponent/a",
            "ArchitectureComponent/b",
        ]


def decided(kind: str, source: str, target: str, word: str, minute: float = 9) -> Event:
    ends = {"kind": kind, "source": source, "target": target}
    return event("dde.link.decided", minute, decision=word, by="ada", reason="she looked", **ends)


class TestPeople:
    """C14."""

    TIE = (
        artifact("T", file_path="x/pay/a.py"),
        modules(("one", "b/pay/a.py", ""), ("two", "c/pay/a.py", "")),
    )

    def test_a_tie_is_broken_by_a_person(self) -> None:
        yes = decided("CONTAINS", "Artifact/T/x.py", "CodeModule/two", "accepted")
        found = seen(*self.TIE, yes)
        [(ends, edge)] = links(found, "CONTAINS").items()
        assert ends == ("T/x.py", "two") and labelled(found, "Review") == []
        assert (edge.props["rule"], edge.props["confidence"], edge.props["method"]) == ("C14", 1.0, "manual")
        assert edge.props["sentence"] == "ada decided that this link exists: she looked"

    def test_before_the_decision_it_was_tied(self) -> None:
        yes = decided("CONTAINS", "Artifact/T/x.py", "CodeModule/two", "accepted")
        found = seen(*self.TIE, yes, minute=8)
        assert links(found, "CONTAINS") == {} and len(labelled(found, "Review")) == 1

    def test_an_accepted_link_waits_for_an_end_that_is_not_there(self) -> None:
        yes = decided("CONTAINS", "Artifact/T/x.py", "CodeModule/late", "accepted")
        waiting = seen(*self.TIE, yes)
        assert [p.id.key for p in labelled(waiting, "PendingLink")] == ["C14/Artifact/T/x.py/CodeModule/late"]
        come = seen(*self.TIE, yes, modules(("late", "q.py", ""), minute=12))
        assert labelled(come, "PendingLink") == [] and ("T/x.py", "late") in links(come, "CONTAINS")

    def test_a_rejected_link_stays_away_when_its_evidence_is_told_again(self) -> None:
        no = decided("FULFILLED_BY", "Requirement/R1", "Task/A", "rejected", 3)
        again = task("A", 12, requirement_id="R1", name="again")
        assert links(seen(REQUIREMENT, task("A", requirement_id="R1"), no, again), "FULFILLED_BY") == {}

    def test_a_decision_survives_a_rebuild(self) -> None:
        no = decided("FULFILLED_BY", "Requirement/R1", "Task/A", "rejected", 3)
        kept = told([REQUIREMENT, task("A", requirement_id="R1"), no])
        anew = Correlator()
        anew.recall(kept)
        later = told([task("A", 12, requirement_id="R1", name="again")], anew, first=len(kept))
        assert links(fold([*kept, *later], NOW), "FULFILLED_BY") == {}

    def test_what_a_method_knew_beside_stays_with_an_accepted_link(self) -> None:
        yes = decided("VALIDATES", "Scenario/S.1", "InterfaceContract/Pay:2.1", "accepted")
        found = seen(locked("2.1"), feature("@contract:Pay:v3.0"), yes)
        [edge] = links(found, "VALIDATES").values()
        assert (edge.props["rule"], edge.props["asked"], edge.props["alignment"]) == ("C14", "3.0", "mismatched")


@given(st.permutations([REQUIREMENT, INTERFACE, feature("@contract:Pay:v1.0"), *TestEnforcement.BUILT[1:]]))
def test_what_follows_from_other_links_waits_for_none_of_them_in_particular(order: list[Event]) -> None:
    found = fold(told([*order, manifest(ComponentSpec(name="pay", paths=["src/pay"]))]), NOW)
    assert list(links(found, "VALIDATED_BY")) == [("R1", "F.1")]
    assert list(links(found, "ENFORCED_BY")) == [("Pay:1.0", "pay")]


class TestSpellings:
    """Paths, names and versions as people and machines write them."""

    @pytest.mark.parametrize(
        ("made", "lies"),
        [
            ("./src//pay/x.py", "src/pay/x.py"),
            ("src\\pay\\..\\pay\\x.py", "src/pay/x.py"),
            ("/src/pay/x.py", "src/./pay/x.py"),
            ("C:\\src\\pay\\x.py", "src/pay/x.py"),
            ("src/cafe\u0301/x.py", "src/caf\u00e9/x.py"),
        ],
    )
    def test_a_path_is_the_same_however_it_is_written(self, made: str, lies: str) -> None:
        found = methods(seen(artifact("T", file_path=made), modules(("pay.x", lies, ""))), "CONTAINS")
        assert found == {("T/x.py", "pay.x"): ("C5", 1.0, "file_path_exact")}

    def test_upper_and_lower_case_are_different_files(self) -> None:
        found = seen(artifact("T", file_path="SRC/Pay/X.py"), modules(("pay.x", "src/pay/x.py", "")))
        assert links(found, "CONTAINS") == {}
        assert [p.props["wanted"] for p in labelled(found, "PendingLink")] == ["SRC/Pay/X.py"]

    @pytest.mark.parametrize(
        "path", ["src/pay", "./src/pay/", "/src/pay/**", "src\\pay", "src/x/../pay", "C:\\src\\pay"]
    )
    def test_so_is_the_folder_of_a_component(self, path: str) -> None:
        parts = (ComponentSpec(name="all", paths=["."]), ComponentSpec(name="pay", paths=[path]))
        found = seen(modules(("m", "src/pay/x.py", "")), manifest(*parts))
        assert list(links(found, "BELONGS_TO")) == [("m", "pay")]

    @pytest.mark.parametrize("path", ["..", "../src", "../../src/pay"])
    def test_a_folder_outside_of_the_repository_holds_nothing(self, path: str) -> None:
        found = seen(modules(("m", "src/pay/x.py", "")), manifest(ComponentSpec(name="out", paths=[path])))
        assert links(found, "BELONGS_TO") == {}

    @pytest.mark.parametrize("name", ["pay-api", "shop.pay", "Bücher", "支付"])
    @pytest.mark.parametrize("version", ["1", "1.0.0-rc1", "2.0+build", "latest"])
    def test_a_tag_names_any_contract_that_there_can_be(self, name: str, version: str) -> None:
        made = event("dde.contract.locked", 2, contract_name=name, version=version)
        found = methods(
            seen(
                made,
                feature(f"@contract:{name}:v{version}" if version[0].isdigit() else f"@contract:{name}:{version}"),
            ),
            "VALIDATES",
        )
        assert found == {("S.1", f"{name}:{version}"): ("C8", 1.0, "contract_tag")}

    def test_a_pre_release_that_nobody_made_waits_for_it(self) -> None:
        found = seen(feature("@contract:Pay:v1.0.0-rc1"))
        assert [p.props["wanted"] for p in labelled(found, "PendingLink")] == ["Pay:1.0.0-rc1"]

    def test_another_patch_is_another_version_that_fits(self) -> None:
        [edge] = links(seen(locked("1.0.7"), feature("@contract:Pay:v1.0.2")), "VALIDATES").values()
        assert (edge.props["rule"], edge.props["confidence"], edge.props["alignment"]) == ("C9", 0.8, "aligned")

    def test_a_version_that_only_looks_like_a_number_stops_nobody(self) -> None:
        [edge] = links(seen(locked("1.²"), feature("@contract:Pay:v1.2")), "VALIDATES").values()
        assert (edge.props["rule"], edge.props["alignment"]) == ("C9", "mismatched")

    def test_who_asks_for_a_contract_in_another_case_is_told(self) -> None:
        found = seen(locked("1.0"), feature("@contract:pay:v1.0"))
        assert links(found, "VALIDATES") == {}
        [waiting] = labelled(found, "PendingLink")
        assert "there is Pay" in str(waiting.props["sentence"])
