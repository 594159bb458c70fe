"""Times in recorded workflows, which say in several ways that there is none."""

from app.readers.times import parsed

_NONE = ("", "null", "~", "None", "0001-01-01T00:00:00Z")


def moment(text: str | None, place: str) -> int | None:
    """Milliseconds; None where there is no time. Raises BadFile for what is no time at all."""
    if text is None or text.strip() in _NONE:
        return None
    return parsed(text, place)[0]
