"""Paths, names and versions are found however people and machines write them."""

import pytest

from app.domain.payloads.acc import ComponentSpec
from tests.builders import event
from tests.domain.correlate.said import artifact, feature, locked, manifest, modules
from tests.domain.correlate.told import labelled, links, methods, seen


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
