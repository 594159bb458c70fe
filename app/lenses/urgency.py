"""What needs a person first: what may not ship, the latest turn on top; then what is undecided; then the rest."""

from app.domain.verdict.model import VerdictName
from app.lenses.views import OverviewRow


def urgency(row: OverviewRow) -> tuple[int, int, str, str]:
    """The key to sort rows by, the most urgent first."""
    return _rank(row), -(row.since or 0), row.project, row.iteration


def _rank(row: OverviewRow) -> int:
    if row.verdict == VerdictName.ALL_PASS:
        return 2 if row.scope_note else 3
    return 1 if row.verdict == VerdictName.PENDING else 0
