"""What was done or concluded, as the audit log keeps it."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

Standing = Mapping[str, str | bool | int]
"""How something stands, in few words: what a deed makes of its subject."""

VERDICT: Final = "convergence.verdict.changed"
GATE: Final = "convergence.gate.checked"


class Deed(msgspec.Struct, frozen=True):
    """One thing that somebody did, or that Mission Control concluded.

    ``accepted`` is the acceptance of the record on the log that tells of it, and names it; ``at`` is when it was so
    (ms), ``kind`` the event type (``dlq.redriven``, ``dlq.discarded`` of letters), ``subject`` what it is about.
    ``before``, where the deed says so itself, is how the subject stood; ``after`` how it stands now.
    """

    accepted: int
    at: int
    tenant: str
    iteration: str
    kind: str
    subject: str
    who: str = ""
    why: str = ""
    before: Standing = {}
    after: Standing = {}
    trace_id: str = ""
    event_id: str = ""

    @property
    def name(self) -> tuple[str, str, str, int]:
        """The same for every record that tells of this deed: an event may come to lie on the log twice."""
        return self.tenant, self.event_id or str(self.accepted), self.kind, self.at


class Outcome(msgspec.Struct, frozen=True):
    """What an iteration was judged to be: the verdict, whether it may ship, and the state of each stream."""

    verdict: str
    can_deploy: bool
    dde: str
    bdv: str
    acc: str


def outcome_of(deed: Deed) -> Outcome | None:
    """The verdict that the deed tells of; none for any other deed."""
    return msgspec.convert(dict(deed.after), Outcome) if deed.kind == VERDICT else None


def each_once(deeds: Iterable[Deed]) -> list[Deed]:
    """Every deed as it was told first."""
    told: dict[tuple[str, str, str, int], Deed] = {}
    for deed in deeds:
        told.setdefault(deed.name, deed)
    return [*told.values()]


def plain(text: str) -> str:
    """The text without the one character that no database keeps."""
    return text.replace("\x00", "\ufffd")
