"""Named queries, kept in a file of their own beside the adapter that asks them.

A query starts with a line ``-- name: what-it-does`` and ends where the next one starts.
"""

from pathlib import Path

_MARK = "-- name: "


def load_queries(file_name: str) -> dict[str, str]:
    """The queries of the file ``file_name`` in this folder, by name."""
    text = Path(__file__).with_name(file_name).read_text(encoding="utf-8")
    sections = text.split(_MARK)[1:]
    return {name.strip(): query.strip() for name, _, query in (s.partition("\n") for s in sections)}
