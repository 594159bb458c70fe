"""Architecture decision records as they lie in repositories: Nygard's form and MADR's (domain 1.1, 5.3).

=============  ================================================  =========================================
told           Nygard                                            MADR
=============  ================================================  =========================================
number         file name, or ``# 12. Title``                     file name
title          first heading, without its number                 first heading
status         ``## Status`` and the line below it               ``status:`` in the front matter, ``* Status:``
date           ``Date:``                                         ``date:`` in the front matter, ``* Date:``
review date    ``Review date:``, ``Review by:``                  ``review-date:``, ``review_date:``, ``review:``
superseded by  ``Superseded by …`` with a link or a number       ``superseded by …``
=============  ================================================  =========================================
"""

import re
from pathlib import PurePosixPath
from typing import Final

import msgspec

from app.domain.architecture.dates import begins
from app.domain.identity import adr_key

FOLDERS: Final = (
    *("adr", "adrs", "doc/adr", "docs/adr", "doc/adrs", "docs/adrs", "docs/ADR", "docs/decisions", "doc/decisions"),
    *("doc/architecture/decisions", "docs/architecture/decisions", "docs/architecture/adr", "doc/arch", "decisions"),
)
"""Folders that are looked in, below the repository or below any project in it."""

STATUSES: Final = ("accepted", "proposed", "deprecated", "superseded", "rejected")
_WORDS: Final = {"approved": "accepted", "draft": "proposed", "pending": "proposed", "replaced": "superseded"}

_FILE: Final = re.compile(r"(?:adr[-_ ]?)?0*(\d{1,6})(?:[-_. ].*)?\.(?:md|markdown)", re.IGNORECASE)
_HEADING: Final = re.compile(r"^#\s+(?:(?:ADR[-\s]?)?\d+\s*[.:)–-]\s*)?(.+?)\s*#*$", re.MULTILINE | re.IGNORECASE)
_FIELD: Final = r"^\s*(?:[*-]\s+)?\**{name}\**\s*:\**[ \t]*(.*?)\s*$"
_SECTION: Final = re.compile(r"^#{2,3}[ \t]+Status[ \t]*$(.*?)(?=^#|\Z)", re.MULTILINE | re.IGNORECASE | re.DOTALL)
_FOLLOWER: Final = re.compile(r"(?:superseded|replaced)\s+by\s*:?[^\d#\n]*?(?:ADR[-\s]?)?(\d{1,6})", re.IGNORECASE)


class Adr(msgspec.Struct, frozen=True, kw_only=True):
    """A decision record. ``number`` is ``ADR-`` and four digits, times are ms, 0 where none is written."""

    number: str
    title: str = ""
    status: str = "unknown"
    date: int = 0
    review_date: int = 0
    superseded_by: str = ""
    path: str = ""

    @property
    def flaw(self) -> str:
        """Why nothing can be justified by it; empty when it is accepted."""
        if self.status == "superseded" and self.superseded_by:
            return f"{self.number} is superseded by {self.superseded_by}"
        return "" if self.status == "accepted" else f"{self.number} is {self.status}"


def is_record(path: str) -> bool:
    """Whether a file may be a decision record, by its folder and its name."""
    folder, _, name = path.rpartition("/")
    here = any(folder == known or folder.endswith(f"/{known}") for known in FOLDERS)
    return here and _FILE.fullmatch(name) is not None


def adr_from(path: str, text: str) -> Adr:
    """The record in this file, which ``is_record`` said may be one. What cannot be found stays empty."""
    found = _FILE.fullmatch(PurePosixPath(path).name)
    status = _status(text)
    follower = _FOLLOWER.search(text)
    return Adr(
        number=adr_key(found[1] if found else path),
        title=_title(text),
        status=status,
        date=_date(text, "date"),
        review_date=_date(text, r"(?:next[-_ ])?review(?:[-_ ](?:date|by|on))?"),
        superseded_by=adr_key(follower[1]) if follower and status == "superseded" else "",
        path=path,
    )


def _title(text: str) -> str:
    named = re.search(r"^title:[ \t]*(.+?)\s*$", text, re.MULTILINE)
    found = _HEADING.search(text) or named
    return found[1].strip("\"'")[:300] if found else ""


def _status(text: str) -> str:
    """The last word on it: a section may say *Accepted* and, below, by what it was superseded."""
    section = _SECTION.search(text)
    lines = [line for line in section[1].splitlines() if line.strip()][:3] if section else []
    said = " ".join((_field(text, "status"), *lines))
    words = [_WORDS.get(word, word) for word in re.findall(r"[a-z]+", said.lower())]
    for status in ("superseded", "deprecated", "rejected", "proposed", "accepted"):
        if status in words:
            return status
    return "unknown"


def _date(text: str, name: str) -> int:
    written = re.search(r"\d{4}-\d{2}-\d{2}", _field(text, name))
    return (begins(written[0]) or 0) if written else 0


def _field(text: str, name: str) -> str:
    found = re.search(_FIELD.format(name=name), text, re.MULTILINE | re.IGNORECASE)
    return found[1].strip("\"'{}") if found else ""
