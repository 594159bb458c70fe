"""What stands between a closed gate and an open one, line by line, and what people put there by hand."""

from collections.abc import Iterator

import msgspec

from app.domain.moments import iso
from app.domain.verdict import Judgement
from app.domain.verdict.opening import steps
from app.domain.verdict.overrides import Override


class Blocking(msgspec.Struct, frozen=True):
    """Why the gate is shut, as a stable code and in words; ``missing_data`` once for each stream that is open."""

    code: str
    text: str


class Opens(msgspec.Struct, frozen=True):
    """One line that keeps the gate shut, how it stands, and what would make it hold; ``open`` are in its way."""

    stream: str
    line: str
    state: str
    value: str
    needs: str
    open: int
    evidence: list[str]


def by_hand(override: Override | None) -> Iterator[Blocking]:
    """Why it is shut though every stream passed."""
    if override and override.action == "block":
        until = iso(override.expires)
        yield Blocking("manual_block", f"{override.requester} blocks it until {until}: {override.reason}")


def opens(judged: Judgement) -> Iterator[Opens]:
    """What would open it, line by line."""
    for step in steps(judged):
        fields = {name: getattr(step, name) for name in ("stream", "line", "state", "value", "needs", "open")}
        yield Opens(**fields, evidence=[e.node for e in step.evidence if e.node])


def lifted(override: Override | None) -> Iterator[Opens]:
    """How what a person shut is opened again."""
    if override and override.action == "block":
        needs = f"{override.requester} or an admin revokes {override.id}, or it ends at {iso(override.expires)}."
        yield Opens("", "Nobody blocks it", "fail", f"blocked by {override.requester}", needs, 1, [])
