"""C2: requirements and tasks whose names are alike are linked."""

import pytest

from tests.domain.correlate.said import decided, requirement, task
from tests.domain.correlate.told import labelled, links, methods, seen


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
