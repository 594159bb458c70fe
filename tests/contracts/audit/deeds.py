"""Deeds of one noon, and what a book says of them."""

import msgspec

from app.domain.audit import Deed
from app.domain.moments import acceptance
from app.ports import AuditBook, Sought

NOON = 1_762_257_600_000  # 2025-11-04 12:00 UTC
DAY = 86_400_000


def deed(number: int, subject: str = "gate/production", **more: object) -> Deed:
    """The number-th deed, a minute after the one before."""
    at = NOON + number * 60_000
    return msgspec.structs.replace(
        Deed(acceptance(at + 5, 3, number), at, "acme", "i1", "convergence.gate.checked", subject, "ada"), **more
    )


def verdict(number: int, name: str = "all_pass", ships: bool = True, **more: object) -> Deed:
    after = {"verdict": name, "can_deploy": ships, "dde": "pass", "bdv": "pass" if ships else "fail", "acc": "pass"}
    return deed(number, "verdict", kind="convergence.verdict.changed", after=after, **more)


def everything(book: AuditBook, tenant: str = "acme") -> list[Deed]:
    return [entry.deed for entry in book.chain(tenant)]


def numbers(book: AuditBook, limit: int = 100, **sought: object) -> list[int]:
    return [entry.number for entry in book.entries(Sought(tenant="acme", **sought), limit)]  # type: ignore[arg-type]
