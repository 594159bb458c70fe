"""C7 and C11: artifacts, modules and components are linked by what lies in a file, and by where it lies."""

from app.domain.payloads.acc import ComponentSpec
from tests.domain.correlate.said import artifact, manifest, modules
from tests.domain.correlate.told import labelled, links, methods, seen


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
