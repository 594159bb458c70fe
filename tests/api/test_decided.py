"""What is suppressed, as a document: with its decision, its end, and its state at the moment asked for."""

from app.api.documents.decided import decided, of_violation
from app.domain import labels
from app.domain.effects import entry_of
from app.domain.fold import fold
from app.domain.moments import NOW, iso
from app.domain.payloads import acc
from app.domain.state import IterationState, read
from tests.domain.flaws_acc import decided as record
from tests.domain.flaws_acc import hidden
from tests.domain.small_iteration import told

DAY = 86_400_000
UNTIL = 1_800_000_000_000 + 9 * DAY
KEPT = acc.SuppressionDeclared(
    suppression_id="S1", pattern="pay.py", level="file", adr="ADR-0007", expires=UNTIL, matches=1, generation="g1"
)


def state() -> IterationState:
    events = told(hidden(record("accepted"), ("acc.suppression.declared", KEPT), expires=UNTIL))
    return read(fold([entry_of(event, n) for n, event in enumerate(events, 1)], NOW))


def test_a_suppressed_violation_names_its_decision_and_its_end() -> None:
    [violation] = state().of(labels.VIOLATION).values()

    found = of_violation(violation, UNTIL - DAY)
    assert (found["suppressed"], found["suppression_id"], found["adr"]) == (True, "S1", "7")
    assert found["expires"] == iso(UNTIL)
    assert of_violation(violation, UNTIL)["suppressed"] is False


def test_suppressions_and_decisions_are_listed_as_of_the_moment() -> None:
    states = [decided(state(), at)["suppressions"][0]["state"] for at in (UNTIL - 8 * DAY, UNTIL - DAY, UNTIL)]
    assert states == ["active", "expiring", "expired"]
    [adr] = decided(state(), UNTIL)["decisions"]
    assert (adr["number"], adr["status"]) == ("ADR-0007", "accepted")
