"""The audit log: who did what when (domain 10), and what the history of verdicts says in figures (domain 6.6)."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from app.api.documents.common import Doc, rounded
from app.api.reading import moment_in, tenant_of
from app.desk import Desk
from app.domain.audit import AuditEntry
from app.domain.moments import iso, known_ms
from app.errors import BadRequest
from app.ports import Sought
from app.use_cases.audit import Figures, statistics

SHOWN: Final = 50
MOST: Final = 1_000


def listed(desk: Desk, arguments: Mapping[str, str]) -> Doc:
    """The latest entries, narrowed by iteration, kind (or its beginning), who, since and until; ``below`` a number
    reads on; and the figures of 7, 14 and 30 days."""
    tenant, limit = tenant_of(desk, arguments), _number(arguments, "limit") or SHOWN
    if limit > MOST:
        raise BadRequest(f"limit takes a number from 1 to {MOST}, found {limit}")
    sought = Sought(
        tenant=tenant,
        iteration=arguments.get("iteration", ""),
        kind=arguments.get("kind", ""),
        who=arguments.get("who", ""),
        since=moment_in(arguments, "since"),
        until=moment_in(arguments, "until"),
        below=_number(arguments, "below"),
    )
    figures = statistics(desk.audit, tenant, desk.clock(), sought.iteration)
    head = desk.audit.heads().get(tenant)
    return {
        "count": head.number if head else 0,
        "head": head.digest if head else "",
        "statistics": [figures_document(one) for one in figures],
        "entries": [entry_document(entry) for entry in desk.audit.entries(sought, limit)],
    }


def entry_document(entry: AuditEntry) -> dict[str, Any]:
    """An entry as programs read it, and as it is exported."""
    deed = msgspec.structs.asdict(entry.deed) | {"at": iso(entry.deed.at), "at_ms": entry.deed.at}
    known = iso(known_ms(entry.deed.accepted))
    return {"number": entry.number, "known_at": known, **deed, "previous": entry.previous, "digest": entry.digest}


def figures_document(figures: Figures) -> dict[str, Any]:
    """Figures with their parts of one as people compare them."""
    streams = {name: _part(part) for name, part in figures.streams.items()}
    return msgspec.structs.asdict(figures) | {"pass_rate": _part(figures.pass_rate), "streams": streams}


def _part(part: float | None) -> float | None:
    return None if part is None else rounded(part)


def _number(arguments: Mapping[str, str], name: str) -> int | None:
    text = arguments.get(name, "")
    if text and not (text.isascii() and text.isdigit() and 0 < len(text) < 16 and int(text)):
        raise BadRequest(f"{name} takes a number from 1 on, found {text[:80]!r}")
    return int(text) if text else None
