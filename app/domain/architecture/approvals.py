"""Cycles that somebody approved: by whom, when, why, and by which decision (domain 5.3, R-20)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.domain.architecture.adrs import Adr
from app.domain.architecture.dates import begins
from app.domain.architecture.faults import Faults
from app.domain.identity import adr_key, cycle_key
from app.errors import BadFile


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A cycle named by its id or by its modules. A cycle among some of the approved modules is approved as well."""

    cycle_id: str = ""
    modules: frozenset[str] = frozenset()
    adr: str = ""
    by: str = ""
    at: int = 0
    reason: str = ""

    def speaks_of(self, modules: frozenset[str]) -> bool:
        """Whether this is the cycle that was meant."""
        return self.cycle_id == cycle_key(list(modules)) if self.cycle_id else modules <= self.modules

    def flaw(self, adrs: Mapping[str, Adr]) -> str:
        """Why it does not hold; empty when its decision is there and accepted."""
        known = adrs.get(self.adr)
        return known.flaw if known else f"{self.adr} is not among the decision records of the repository"


class _Fields(msgspec.Struct, kw_only=True):
    id: str = ""
    modules: list[str] = []
    adr_reference: str | int = ""
    adr: str | int = ""
    by: str = ""
    at: Any = None
    reason: str = ""


def approvals_from(listed: list[Any], faults: Faults) -> tuple[Approval, ...]:
    """The approvals in a list of plain fields; what cannot be understood goes to the faults."""
    found: list[Approval] = []
    for n, fields in enumerate(listed, 1):
        with faults.noted():
            found.append(_read(fields, f"approved cycle {n}"))
    return tuple(found)


def _read(fields: Any, place: str) -> Approval:
    try:
        given = msgspec.convert(fields, _Fields)
    except msgspec.ValidationError as flaw:
        raise BadFile(str(flaw), place) from flaw
    reference, at = given.adr_reference or given.adr, begins(given.at)
    if bool(given.id) == bool(given.modules):
        raise BadFile("name the cycle by its id or by its modules, and not by both", place)
    if reference == "":
        raise BadFile("an approved cycle names its ADR (adr: ADR-0007)", place)
    if at is None:
        raise BadFile(f"{str(given.at)[:40]!r} is no date such as 2026-12-31", f"{place}, at")
    return Approval(
        cycle_id=given.id,
        modules=frozenset(given.modules),
        adr=adr_key(str(reference)),
        by=given.by,
        at=at,
        reason=given.reason,
    )
