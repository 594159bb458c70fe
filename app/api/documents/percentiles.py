"""Percentiles of measures over all iterations of a tenant, hour by hour."""

from collections.abc import Mapping
from typing import Final

import msgspec

from app.api.documents.common import Doc
from app.api.reading import moment_in, tenant_of
from app.desk import Desk
from app.domain.events import DAY_MS
from app.domain.moments import iso
from app.errors import BadRequest
from app.ports import Spread

USUAL_MS: Final = 7 * DAY_MS
MOST_MS: Final = 90 * DAY_MS


def percentiles(desk: Desk, arguments: Mapping[str, str]) -> Doc:
    """Each hour of the last seven days, or of ``from`` to ``to``, in which ``measure`` was taken; without a measure,
    what there is to ask for."""
    tenant, measure = tenant_of(desk, arguments), arguments.get("measure", "")
    end = moment_in(arguments, "to")
    end = desk.clock() + 1 if end is None else end
    start = moment_in(arguments, "from")
    start = end - USUAL_MS if start is None else start
    if end - start > MOST_MS:
        raise BadRequest("from and to take at most 90 days between them")
    hours = desk.metrics.spreads(tenant, measure, start, end) if measure else []
    return {"measures": desk.metrics.known_to(tenant), "measure": measure, "hours": list(map(_hour, hours))}


def _hour(spread: Spread) -> Doc:
    return {"at": iso(spread.start)} | {k: v for k, v in msgspec.structs.asdict(spread).items() if k != "start"}
