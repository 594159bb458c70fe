"""Times from files of others, as milliseconds since 1970 (UTC), or a refusal that says where."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from app.domain.events import DAY_MS
from app.domain.moments import EARLIEST_VALID, LATEST_VALID, iso
from app.errors import BadFile

_ISO: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ] ?(\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
_MAIL: Final = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})", re.ASCII
)
"""The form of mail headers, which JavaScript's ``toUTCString`` writes too."""

ASSUMED_UTC: Final = "times without a zone are read as UTC"
FILE_TIME: Final = "the file carries no time that can be read; its own modification time is used"
FAKE_CLOCK: Final = "file time, the run's own clock reads 1970"
YEAR_1971: Final = 31_536_000_000
_EARLIEST: Final = EARLIEST_VALID + DAY_MS


def believable(ms: int, place: str) -> int:
    """The time itself. Raises BadFile when no clock that goes right could have written it."""
    if not _EARLIEST <= ms < LATEST_VALID:
        raise BadFile(f"the time {_shown(ms)} is outside 1970-01-02 … {iso(LATEST_VALID)[:10]}", place)
    return ms


def _shown(ms: int) -> str:
    """The time for people, also where it is beyond what a calendar can say."""
    return iso(ms)[:10] if abs(ms) < 200_000_000_000_000 else f"{ms} ms"


def parsed(text: str, place: str) -> tuple[int, bool]:
    """Milliseconds, and whether the text named its zone (if not, UTC was taken). Raises BadFile."""
    if _MAIL.fullmatch(text.strip()):
        return _mailed(text.strip(), place), True
    found = _ISO.match(text.strip())
    if not found:
        raise BadFile(f"{text[:60]!r} is no date and time in ISO 8601", place)
    date, time, fraction, zone = found.groups()
    offset = "+00:00" if zone in (None, "Z", "z", "UTC", "GMT") else zone
    try:
        moment = datetime.fromisoformat(f"{date}T{time}{offset}")
    except ValueError as flaw:
        raise BadFile(f"{text[:60]!r} is no date and time: {flaw}", place) from flaw
    seconds = round((moment - _EPOCH).total_seconds())
    return seconds * 1000 + int(f"{fraction or ''}000"[:3]), zone is not None


def _mailed(text: str, place: str) -> int:
    try:
        return round(parsedate_to_datetime(text).timestamp()) * 1000
    except ValueError as flaw:
        raise BadFile(f"{text[:60]!r} is no date and time: {flaw}", place) from flaw


def told(text: str | None, place: str) -> int | None:
    """The time of a report or a test in it, where one can be read: what they found matters more than when.

    None for no time, for text that is none, and for what tools write when they have none: 1970-01-01 exactly, and the
    first day of the year 1. Raises BadFile for a time that no clock that goes right could have written.
    """
    if not text or text.lstrip().startswith(_NEVER):
        return None
    try:
        at, _ = parsed(text, place)
    except BadFile:
        return None
    return believable(at, place) if at else None


_NEVER: Final = "0001-01-01"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def zoned(text: str, place: str) -> int:
    """Milliseconds from a text that has to name its zone. Raises BadFile when it does not."""
    ms, named = parsed(text, place)
    if not named:
        raise BadFile(f"{text[:60]!r} has no time zone; add Z or an offset such as +02:00", place)
    return believable(ms, place)
