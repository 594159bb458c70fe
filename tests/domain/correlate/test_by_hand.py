"""C14: what people decide stands above what any method finds."""

from app.domain.correlate import Correlator
from app.domain.fold import fold
from app.domain.moments import NOW
from tests.domain.correlate.said import REQUIREMENT, artifact, decided, feature, locked, modules, task
from tests.domain.correlate.told import labelled, links, seen, told


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
