"""The words of a judgement: stream states, verdicts, gate, and the reasons that carry them."""

from enum import StrEnum
from typing import Final

import msgspec

from app.domain.unheard import Words
from app.domain.verdict.overrides import About, Override, in_force


class StreamState(StrEnum):
    """The state of a stream (R-29). Only PASS is ever drawn green; UNKNOWN keeps the gate shut."""

    PASS = "pass"
    FAIL = "fail"
    PENDING = "pending"
    UNKNOWN = "unknown"
    WAIVED = "waived"


class VerdictName(StrEnum):
    """The six verdicts and PENDING (domain 6.3), in wire form."""

    ALL_PASS = "all_pass"
    DESIGN_GAP = "design_gap"
    ARCHITECTURAL_EROSION = "architectural_erosion"
    PROCESS_ISSUE = "process_issue"
    MIXED_FAILURE = "mixed_failure"
    SYSTEMIC_FAILURE = "systemic_failure"
    PENDING = "pending"


class GateStatus(StrEnum):
    """The states of the deployment gate (domain 6.5)."""

    APPROVED = "APPROVED"
    BLOCKED = "BLOCKED"
    AUTO_BLOCKED = "AUTO_BLOCKED"
    PENDING = "PENDING"


SEVERITY_ORDER: Final = (
    VerdictName.SYSTEMIC_FAILURE,
    VerdictName.MIXED_FAILURE,
    VerdictName.PROCESS_ISSUE,
    VerdictName.ARCHITECTURAL_EROSION,
    VerdictName.DESIGN_GAP,
    VerdictName.PENDING,
    VerdictName.ALL_PASS,
)
"""Worst first: how iterations are rolled up."""


class Evidence(msgspec.Struct, frozen=True):
    """Where a reason can be seen: node uid, and the place in the source where there is one."""

    node: str = ""
    file: str = ""
    line: int = 0


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a condition does not hold (``blocking``), or what deserves a look though it blocks nothing.

    ``code`` is stable for programs (task_failed, gate_failed, scenario_failed, contract_mismatch, …);
    ``clears`` says in one sentence what would clear it; ``since`` is the valid time it holds from.
    """

    code: str
    stream: str
    title: str
    explain: str = ""
    clears: str = ""
    severity: str = "BLOCKING"
    blocking: bool = True
    since: int | None = None
    evidence: tuple[Evidence, ...] = ()


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One of a stream's pass conditions: ``value`` is the figure in words (``9 of 9``).

    ``share`` (0 to 1) is how much of all that could be meant it holds of: a rule that asks for one is kept by one of
    many, and who reads that it passed should see that much was left out.
    """

    code: str
    name: str
    state: StreamState
    value: str
    detail: str = ""
    reasons: tuple[Reason, ...] = ()
    share: float = 1.0


class StreamJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """What one stream says. ``facts`` are the figures beside it (tasks, gates, scenarios, modules, …).

    ``waits`` says why a required stream is still PENDING: severity PENDING, failing nothing, keeping the gate shut.
    """

    stream: str
    state: StreamState
    required: bool
    reported: bool
    running: bool
    conditions: tuple[Condition, ...]
    reasons: tuple[Reason, ...]
    looks: tuple[Reason, ...]
    facts: dict[str, int | float]
    commit: str = ""
    note: str = ""
    waits: tuple[Reason, ...] = ()


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict of an iteration at one moment, with everything that led to it.

    ``since`` per name (``verdict``, ``dde``, ``bdv``, ``acc``) is the valid time from which the recorded
    history holds what is judged now; missing where the history does not say. ``gate`` and ``can_deploy`` are what
    the streams say, unless words of people are missing (``gaps``); ``overrides`` are people's, ``words`` what later
    ones follow, and ``version`` is the one that the iteration declares.
    """

    verdict: VerdictName
    can_deploy: bool
    gate: GateStatus
    blocking_reasons: tuple[str, ...]
    streams: tuple[StreamJudgement, ...]
    diagnosis: str
    action: str
    scope_note: str
    since: dict[str, int]
    overrides: tuple[Override, ...] = ()
    version: str = ""
    words: Words = Words()
    gaps: tuple[Reason, ...] = ()

    def stream(self, name: str) -> StreamJudgement:
        """What ``dde``, ``bdv`` or ``acc`` says."""
        return next(s for s in self.streams if s.stream == name)

    @property
    def commit(self) -> str:
        """The commit that the evidence is about; empty where none is named."""
        return max((stream.commit for stream in self.streams), default="")

    def override(self, about: About) -> Override | None:
        """The override that changes the answer for this, if one does. What names no version and commit means those
        that were judged."""
        whole = About(about.environment, about.version or self.version, about.commit or self.commit)
        found = in_force(self.overrides, whole)
        if found is None or (found.action == "approve") == self.can_deploy:
            return None
        return found

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason that blocks, in order of stream."""
        return tuple(reason for stream in self.streams for reason in stream.reasons)

    @property
    def holds(self) -> tuple[Reason, ...]:
        """All that keeps the gate shut: what blocks, what is still awaited, and where people's words are missing."""
        return self.reasons + tuple(wait for stream in self.streams for wait in stream.waits) + self.gaps

    @property
    def looks(self) -> tuple[Reason, ...]:
        """Everything that deserves a look but blocks nothing."""
        return tuple(reason for stream in self.streams for reason in stream.looks)
