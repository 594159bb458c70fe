"""Dates as people write them in manifests and decision records, as ms since 1970 (UTC)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.domain.moments import EARLIEST_VALID, LATEST_VALID


def begins(value: Any) -> int | None:
    """The moment a date or time begins; 0 for nothing, None for what is no date."""
    found = _moment(value)
    return _ms(found) if isinstance(found, datetime) else found


def ends(value: Any) -> int | None:
    """The moment until which something holds: a bare date counts to its end. 0 for nothing, None for no date."""
    found = _moment(value)
    if not isinstance(found, datetime):
        return found
    whole_day = isinstance(value, date) and not isinstance(value, datetime)
    if whole_day or (isinstance(value, str) and len(value.strip()) == len("2026-12-31")):
        return _ms(found + timedelta(days=1))
    return _ms(found)


def _moment(value: Any) -> datetime | int | None:
    if value in (None, "", 0):
        return 0
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    return _written(value.strip()) if isinstance(value, str) else None


def _written(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _ms(moment: datetime) -> int | None:
    try:
        ms = round(moment.timestamp() * 1000)
    except (OverflowError, ValueError):
        return None
    return ms if EARLIEST_VALID < ms < LATEST_VALID else None
