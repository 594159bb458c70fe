"""What a run knows beside its messages: who is meant, which attempt it is, who will be tried again."""

from collections import Counter

from app.domain.payloads.bdv import Attachment
from app.engines.behaviour.catalogue import Catalogue
from app.engines.behaviour.store import Store
from app.readers import cucumber_envelope as message
from app.readers.cucumber_reading import Course

GOOD = ("PASSED", "SKIPPED")


class Ledger(Course):
    """One run's book: attempts are counted over all its rounds, and whoever did not pass is due again.

    ``rounds_left`` is how many rounds may follow the present one.
    """

    def __init__(self, catalogue: Catalogue, selected: set[str], store: Store, retries: int) -> None:
        self.known = catalogue.places
        self._catalogue, self._selected, self._store = catalogue, selected, store
        self.rounds_left = retries
        self.due: dict[str, None] = {}
        self.attempts: Counter[str] = Counter()
        self.statuses: dict[str, str] = {}

    def place(self, uri: str) -> str:
        """The path from the repository's top."""
        return self._catalogue.path(uri)

    def number(self, scenario_id: str, said: int) -> int:
        """The next number; 0 for a scenario that is there and not meant (a runner may tell of it all the same)."""
        if scenario_id in self._catalogue.specs and scenario_id not in self._selected:
            return 0
        self.attempts[scenario_id] += 1
        self.due.pop(scenario_id, None)
        return self.attempts[scenario_id]

    def again(self, scenario_id: str, status: str, said: bool) -> bool:
        """As the runner says, else while rounds are left and it neither passed nor was skipped."""
        self.statuses[scenario_id] = status
        due = status not in GOOD and self.rounds_left > 0
        if due and not said:
            self.due[scenario_id] = None
        return said or due

    def keep(self, found: message.Attachment) -> Attachment:
        """In the store."""
        return self._store.keep(found)
