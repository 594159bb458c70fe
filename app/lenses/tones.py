"""Every state as tone, glyph and word. Only what passed is ``pass``; nobody tells a state by colour alone."""

from typing import Final, NamedTuple

from app.domain.verdict.model import StreamState, VerdictName


class Face(NamedTuple):
    """How a state shows itself."""

    tone: str
    glyph: str
    word: str


UNKNOWN: Final = Face("idle", "unknown", "unknown")

TASK: Final = {
    "COMPLETED": Face("pass", "pass", "done"),
    "RUNNING": Face("warn", "run", "running"),
    "RETRYING": Face("warn", "retry", "retrying"),
    "FAILED": Face("fail", "fail", "failed"),
    "SKIPPED": Face("idle", "skip", "skipped"),
    "READY": Face("idle", "idle", "ready"),
    "WAITING": Face("idle", "idle", "waiting"),
    "BLOCKED": Face("idle", "block", "blocked"),
}

GATE: Final = {
    "PASSED": Face("pass", "pass", "passed"),
    "FAILED": Face("fail", "fail", "failed"),
    "WARNS": Face("warn", "warn", "failed, warns only"),
    "BYPASSED": Face("warn", "waived", "bypassed"),
    "RUNNING": Face("warn", "run", "running"),
    "RETRYING": Face("warn", "retry", "retrying"),
    "SKIPPED": Face("idle", "skip", "skipped"),
    "PENDING": Face("idle", "idle", "to come"),
}

CONTRACT: Final = {
    "LOCKED": Face("pass", "pass", "locked"),
    "DRAFT": Face("idle", "idle", "draft"),
    "DEPRECATED": Face("warn", "warn", "deprecated"),
    "SUNSET": Face("idle", "block", "sunset"),
}

ARTIFACT: Final = {
    "CREATED": Face("idle", "idle", "created, not stamped"),
    "STAMPED": Face("pass", "pass", "stamped"),
    "VALIDATED": Face("pass", "pass", "validated"),
    "CORRUPT": Face("fail", "fail", "corrupt"),
}

SCENARIO: Final = {
    "PASSED": Face("pass", "pass", "passed"),
    "FAILED": Face("fail", "fail", "failed"),
    "ERROR": Face("fail", "fail", "broke off"),
    "UNDEFINED": Face("fail", "fail", "undefined"),
    "AMBIGUOUS": Face("fail", "fail", "ambiguous"),
    "SKIPPED": Face("idle", "skip", "skipped"),
    "EMPTY": Face("idle", "skip", "without steps"),
    "RUNNING": Face("warn", "run", "running"),
    "FLAKY": Face("gap", "flaky", "flaky"),
    "QUARANTINED": Face("gap", "quar", "quarantined"),
    "PENDING": Face("idle", "idle", "no result yet"),
    "UNIMPLEMENTED": Face("fail", "fail", "pending in the code"),
}

MODULE: Final = {
    "COMPLIANT": Face("pass", "pass", "compliant"),
    "WARNING": Face("warn", "warn", "warning"),
    "VIOLATION": Face("fail", "fail", "violation"),
    "UNKNOWN": UNKNOWN,
}

FINDING: Final = {
    "BLOCKING": Face("fail", "fail", "blocking"),
    "WARNING": Face("warn", "warn", "warning"),
    "INFO": Face("idle", "warn", "info"),
    "PENDING": Face("idle", "idle", "awaited"),
    "SUPPRESSED": Face("idle", "quar", "suppressed"),
    "RESOLVED": Face("idle", "pass", "resolved"),
    "APPROVED": Face("mixed", "waived", "approved"),
    "BASELINE": Face("mixed", "waived", "was there before"),
}

STREAM: Final = {
    "pass": Face("pass", "pass", "Passed"),
    "fail": Face("fail", "fail", "Failed"),
    "running": Face("warn", "run", "Running"),
    "pending": Face("idle", "idle", "No result yet"),
    "unknown": Face("warn", "unknown", "Does not add up"),
    "waived": Face("warn", "waived", "Waived"),
    "not_required": Face("idle", "skip", "Not required"),
}

CONDITION: Final = {
    StreamState.PASS: Face("pass", "pass", "holds"),
    StreamState.FAIL: Face("fail", "fail", "fails"),
    StreamState.PENDING: Face("idle", "idle", "open"),
    StreamState.UNKNOWN: Face("warn", "unknown", "unknown"),
    StreamState.WAIVED: Face("warn", "waived", "waived"),
}


class Badge(NamedTuple):
    """How a verdict shows itself: badge text, tone, icon, and the title above it."""

    display: str
    tone: str
    icon: str
    title: str


_SHUT: Final = "May not ship"

VERDICT: Final = {
    VerdictName.ALL_PASS: Badge("ALL PASS", "pass", "patch-check-fill", "May ship"),
    VerdictName.DESIGN_GAP: Badge("DESIGN GAP", "gap", "exclamation-triangle-fill", _SHUT),
    VerdictName.ARCHITECTURAL_EROSION: Badge("ARCHITECTURAL EROSION", "warn", "bricks", _SHUT),
    VerdictName.PROCESS_ISSUE: Badge("PROCESS ISSUE", "process", "gear-fill", _SHUT),
    VerdictName.MIXED_FAILURE: Badge("MIXED FAILURE", "mixed", "shuffle", _SHUT),
    VerdictName.SYSTEMIC_FAILURE: Badge("SYSTEMIC FAILURE", "fail", "slash-circle-fill", _SHUT),
    VerdictName.PENDING: Badge("PENDING", "idle", "hourglass-split", "Not decided yet"),
}


def verdict_badge(name: str, scope_note: str = "") -> Badge:
    """The badge of a verdict; a pass of fewer streams, or with one waived, is never shown as a full pass."""
    badge = VERDICT[VerdictName(name)]
    if name != VerdictName.ALL_PASS or not scope_note:
        return badge
    return Badge(f"PASS, {scope_note.upper()}", "warn", "patch-check", "May ship")


def worst(faces: list[Face]) -> Face:
    """The face that needs a look most; unknown when there is none."""
    return min(faces, key=lambda face: _LOUDNESS.index(face.tone), default=UNKNOWN)


_LOUDNESS: Final = ("fail", "gap", "warn", "mixed", "process", "time", "idle", "pass")
