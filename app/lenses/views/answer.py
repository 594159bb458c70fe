"""The answer and its reasons: verdict, gate, streams, conditions."""

from app.lenses.views.base import View


class Condition(View, frozen=True):
    """One pass condition of a stream: the why in one line. ``state``: pass fail pending unknown.

    One that passes with a ``share`` under 1 holds of that part alone, and is shown as such."""

    name: str
    state: str
    value: str
    detail: str = ""
    share: float = 1.0


class Evidence(View, frozen=True):
    """Where a reason can be seen: the node, its place in the source, and the address of its log, if any."""

    node: str = ""
    file: str = ""
    line: int = 0
    log: str = ""


class Reason(View, frozen=True):
    """Why an iteration may not ship (``blocking``), or what deserves a look. ``clears`` says what would clear it."""

    id: str
    code: str
    stream: str
    tone: str
    glyph: str
    title: str
    explain: str = ""
    clears: str = ""
    since: int | None = None
    blocking: bool = True
    severity: str = ""
    evidence: tuple[Evidence, ...] = ()
    ends: int | None = None
    """When what it speaks of expires (a suppression, a waiver)."""
    badges: tuple[str, ...] = ()


class StreamView(View, frozen=True):
    """A stream card. ``state``: pass fail pending running unknown waived not_required; ``word`` is what is read."""

    stream: str
    question: str
    state: str
    word: str
    tone: str
    glyph: str
    required: bool
    conditions: tuple[Condition, ...]
    left: str = ""
    right: str = ""
    since: int | None = None
    commit: str = ""


class StepView(View, frozen=True):
    """A line that keeps the gate shut and what would make it hold; ``node`` is the first in its way."""

    stream: str
    line: str
    state: str
    value: str
    needs: str
    open: int = 1
    node: str = ""


class OverrideView(View, frozen=True):
    """An override as it stands. ``state``: requested approved rejected expired revoked; ``about`` in words."""

    id: str
    action: str
    state: str
    about: str
    requester: str
    reason: str
    requested_at: int
    expires: int
    approver: str = ""
    ended_by: str = ""
    ended_reason: str = ""


class GateView(View, frozen=True):
    """The deployment gate (domain 6.5). ``status``: APPROVED BLOCKED AUTO_BLOCKED PENDING."""

    status: str
    approved: bool
    text: str
    blocking_reasons: tuple[str, ...] = ()
    environment: str = "production"
    override: str = ""
    """The id of the override that changed the answer; the streams and the verdict say what they said."""
    until: int | None = None
    opens: tuple[StepView, ...] = ()
    overrides: tuple[OverrideView, ...] = ()


class VerdictView(View, frozen=True):
    """The answer first: ``title`` (May ship, May not ship, Not decided yet), one sentence, what to do."""

    verdict: str
    display: str
    can_deploy: bool
    tone: str
    icon: str
    title: str
    sentence: str
    action: str
    scope_note: str
    since: int | None
    streams: tuple[StreamView, ...]
    reasons: tuple[Reason, ...]
    looks: tuple[Reason, ...]
    gate: GateView
