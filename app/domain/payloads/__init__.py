"""What the events of each stream say, typed: one frozen struct per event type.

``PAYLOADS`` maps every canonical event type to its struct; the struct's fields are the Avro fields.
All times inside payloads are milliseconds since 1970 (UTC); durations are milliseconds as well.
"""

from typing import Final

from app.domain.payloads import acc, bdv, convergence, dde, overrides
from app.domain.payloads.common import Payload

PAYLOADS: Final[dict[str, type[Payload]]] = {
    **dde.PAYLOADS,
    **bdv.PAYLOADS,
    **acc.PAYLOADS,
    **overrides.PAYLOADS,
    **convergence.PAYLOADS,
}

__all__ = ["PAYLOADS", "Payload"]
