"""Suppressions: violations that are tolerated until a day, because a decision says so (domain 5.3).

Of all suppressions that match a violation the narrowest decides: violation before file before directory
(the deepest first) before rule. When it ends, the next one takes over.
"""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

import msgspec

from app.domain.architecture.adrs import Adr
from app.domain.architecture.dates import begins, ends
from app.domain.architecture.faults import Faults
from app.domain.identity import adr_key
from app.domain.payloads.acc import ViolationDetected
from app.errors import BadFile

LEVELS: Final = ("violation", "file", "directory", "rule")
PATTERN_TYPES: Final = ("exact", "glob", "regex")


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """A suppression as it is written down. Times are ms; ``expires`` 0: no date is named.

    ``rule`` narrows it to violations of one rule id or rule type; with a ``threshold`` it holds only
    while the figure that breaks the limit stays below it.
    """

    id: str
    pattern: str
    pattern_type: str = "exact"
    level: str = "violation"
    rule: str = ""
    threshold: float = 0.0
    expires: int = 0
    permanent: bool = False
    justification: str = ""
    author: str = ""
    adr: str = ""
    created_at: int = 0
    origin: str = ""


class _Fields(msgspec.Struct, kw_only=True):
    id: str
    pattern: str
    pattern_type: str = "exact"
    level: str = "violation"
    rule: str = ""
    rule_type: str = ""
    threshold: float = 0.0
    expires: Any = None
    permanent: bool = False
    justification: str = ""
    author: str = ""
    adr_reference: str | int = ""
    adr: str | int = ""
    created_at: Any = None


def suppressions_from(listed: Any, origin: str, faults: Faults) -> tuple[Suppression, ...]:
    """The suppressions in a list of plain fields; what cannot be understood goes to the faults, with its place."""
    if not isinstance(listed, list):
        faults.add(f"expected a list, found {type(listed).__name__}", "suppressions")
        return ()
    found: list[Suppression] = []
    for n, fields in enumerate(listed, 1):
        with faults.noted():
            one = _read(fields, f"suppression {n}", origin)
            if any(one.id == other.id for other in found):
                raise BadFile(f"{one.id} is named twice", f"suppression {n}")
            found.append(one)
    return tuple(found)


def _read(fields: Any, place: str, origin: str) -> Suppression:
    try:
        given = msgspec.convert(fields, _Fields)
    except msgspec.ValidationError as flaw:
        raise BadFile(str(flaw), place) from flaw
    place = f"{place} ({given.id})"
    _check(given, place)
    reference = given.adr_reference or given.adr
    return Suppression(
        id=given.id,
        pattern=given.pattern,
        pattern_type=given.pattern_type.lower(),
        level=given.level.lower(),
        rule=given.rule or given.rule_type,
        threshold=given.threshold,
        expires=_time(ends(given.expires), given.expires, f"{place}, expires"),
        permanent=given.permanent,
        justification=given.justification.strip(),
        author=given.author,
        adr=adr_key(str(reference)) if reference != "" else "",
        created_at=_time(begins(given.created_at), given.created_at, f"{place}, created_at"),
        origin=origin,
    )


def _check(given: _Fields, place: str) -> None:
    for name, value, known in (("pattern_type", given.pattern_type, PATTERN_TYPES), ("level", given.level, LEVELS)):
        if value.lower() not in known:
            raise BadFile(f"{value!r} is none of {', '.join(known)}", f"{place}, {name}")
    if not given.id or not given.pattern:
        raise BadFile("id and pattern must say something", place)
    if given.pattern_type.lower() == "regex":
        try:
            re.compile(given.pattern)
        except re.error as flaw:
            raise BadFile(f"not a regular expression: {flaw.msg}", f"{place}, pattern") from flaw


def _time(read: int | None, written: Any, place: str) -> int:
    if read is None:
        raise BadFile(f"{str(written)[:40]!r} is no date such as 2026-12-31", place)
    return read


class Ruling(msgspec.Struct, frozen=True):
    """What a suppression comes to, given the decisions: when it ends (0: never), or why it is refused."""

    suppression: Suppression
    expires: int = 0
    refused: str = ""


def ruling(one: Suppression, adrs: Mapping[str, Adr]) -> Ruling:
    """An ADR must be there and accepted; the end is the suppression's own, or else the ADR's review date."""
    known = adrs.get(one.adr)
    due = known.review_date if known else 0
    expires = 0 if one.permanent else one.expires or due
    return Ruling(one, expires, _refusal(one, known, expires))


def _refusal(one: Suppression, adr: Adr | None, expires: int) -> str:
    if not one.adr:
        return "it names no ADR"
    if adr is None:
        return f"{one.adr} is not among the decision records of the repository"
    if one.permanent:
        return adr.flaw or ("" if one.justification else "it is permanent, but gives no justification")
    if one.created_at and expires and expires <= one.created_at:
        return "it ends before it begins"
    return adr.flaw or ("" if expires else f"it has no end, and {adr.number} names no review date")


def covers(one: Suppression, violation: ViolationDetected) -> bool:
    """Whether the suppression speaks of this violation, whatever its date and its decision."""
    if one.rule and one.rule not in (violation.rule_id, violation.type):
        return False
    if one.threshold and not 0 < violation.figure < one.threshold:
        return False
    return any(_matches(one, subject) for subject in _subjects(one.level, violation))


def _subjects(level: str, violation: ViolationDetected) -> Iterable[str]:
    """What a pattern of this level is held against."""
    source, target = violation.source_module, violation.target_module
    if level == "violation":
        ends_ = f"{source} -> {target}" if target else source
        return (violation.violation_id, f"{violation.rule_id}: {ends_}", ends_)
    if level == "rule":
        return (violation.rule_id, violation.type)
    if level == "file":
        return tuple(filter(None, (violation.file_path, source)))
    return _folders(violation.file_path)


def _folders(path: str) -> list[str]:
    """Every folder that the file lies in, from the outermost."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _matches(one: Suppression, subject: str) -> bool:
    if one.pattern_type == "regex":
        return re.fullmatch(one.pattern, subject) is not None
    pattern = one.pattern.strip().removeprefix("./")
    if one.level == "directory":
        pattern = pattern.rstrip("/")
    if one.pattern_type == "glob":
        return fnmatchcase(subject, pattern.removesuffix("/**") if one.level == "directory" else pattern)
    return subject == pattern


def narrowest_first(found: Iterable[Ruling]) -> list[Ruling]:
    """In order of precedence; of two directories the deeper one, of two equals the one that is first by id."""

    def rank(one: Ruling) -> tuple[int, int, str]:
        s = one.suppression
        depth = s.pattern.rstrip("/").count("/") if s.level == "directory" else 0
        return LEVELS.index(s.level), -depth, s.id

    return sorted(found, key=rank)
